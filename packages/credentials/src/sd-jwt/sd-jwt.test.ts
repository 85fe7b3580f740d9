import {
  portableCrypto as crypto,
  encodeBase64Url,
  encodeUtf8,
  isJsonArray,
  isJsonObject,
  type JsonObject,
  type JsonValue,
  parseJson,
} from '@assay/core'
import { testSigner } from '@assay/testkit'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createJws, parseJws, verifyJws } from '../jws.ts'
import { looksLikeSdJwt } from '../token-shape.ts'
import { hashText, makeDisclosure } from './disclosure.ts'
import { issueSdJwt } from './issue-sd-jwt.ts'
import { presentSdJwt } from './present-sd-jwt.ts'
import { readSdJwt } from './read-sd-jwt.ts'

const issuer = testSigner('sd-jwt', 'p256')
const holder = testSigner('sd-jwt-holder', 'p256')
const refused = (code: string) => expect.objectContaining({ code })

/** Salts that are the same in every run. */
function counter(): () => string {
  let count = 0
  return () => {
    count += 1
    return encodeBase64Url(crypto.sha256(encodeUtf8(String(count))).slice(0, 16))
  }
}

const credential: JsonObject = {
  '@context': ['https://www.w3.org/ns/credentials/v2'],
  type: ['VerifiableCredential'],
  issuer: 'https://harbor.example.org/issuer',
  evidence: [
    { id: 'urn:x:1', type: 'E' },
    { id: 'urn:x:2', type: 'E' },
  ],
  credentialSubject: { id: 'urn:x:ana', name: 'Ana', address: { street: 'Quay 1', town: 'Harbor' } },
}
const disclosable = [
  '/credentialSubject/name',
  '/credentialSubject/address',
  '/credentialSubject/address/street',
  '/evidence/0',
  '/evidence/1',
]

const issue = (change: Partial<Parameters<typeof issueSdJwt>[0]> = {}) =>
  issueSdJwt({
    ...{ credential, disclosable, crypto, algorithm: 'ES256', kid: 'did:x:1#k', sign: issuer.sign },
    makeSalt: counter(),
    ...change,
  })

/** A signed token of any payload, with these disclosures. */
async function anySdJwt(payload: JsonValue, disclosures: readonly string[]): Promise<string> {
  const jws = await createJws({
    ...{ algorithm: 'ES256', sign: issuer.sign, header: { typ: 'vc+sd-jwt' } },
    payload: encodeUtf8(JSON.stringify(payload)),
  })
  return [jws, ...disclosures, ''].join('~')
}
const textOf = (value: JsonValue) => encodeBase64Url(encodeUtf8(JSON.stringify(value)))
const digestOf = (text: string) => hashText(text, 'sha-256', crypto)

describe('an SD-JWT', () => {
  it('VJ7 gives back the credential with all disclosures, and is signed', async () => {
    const text = await issue()
    expect(looksLikeSdJwt(text)).toBe(true)
    const { payload, undisclosed, revealed, jws } = readSdJwt(text, crypto)
    expect([payload, undisclosed]).toEqual([credential, 0])
    expect(revealed.map(({ pointer }) => pointer).toSorted()).toEqual(disclosable.toSorted())
    expect(await verifyJws(jws, issuer.publicKey, crypto)).toBe(true)
    expect([jws.typ, jws.cty]).toEqual(['vc+sd-jwt', 'vc'])
  })

  it('VJ7 shows in what is signed nothing of what may be withheld', async () => {
    const signed = new TextDecoder().decode(parseJws((await issue()).split('~')[0] ?? '').payload)
    for (const secret of ['Ana', 'Quay', 'Harbor"', 'urn:x:1', 'address'])
      expect(signed).not.toContain(secret)
  })

  it('withholds what the holder does not name, and shows what the named stands in', async () => {
    const presented = await presentSdJwt(await issue(), {
      ...{ crypto, disclose: ['/credentialSubject/address/street', '/evidence/1'] },
    })
    const { payload, undisclosed } = readSdJwt(presented, crypto)
    expect(payload.credentialSubject).toEqual({
      id: 'urn:x:ana',
      address: { street: 'Quay 1', town: 'Harbor' },
    })
    expect(payload.evidence).toEqual([{ id: 'urn:x:2', type: 'E' }])
    expect(undisclosed).toBe(2)
    const less = await presentSdJwt(presented, { crypto, disclose: [] })
    expect(readSdJwt(less, crypto).payload).toEqual({
      ...credential,
      credentialSubject: { id: 'urn:x:ana' },
      evidence: [],
    })
    await expect(presentSdJwt(less, { crypto, disclose: ['/credentialSubject/name'] })).rejects.toEqual(
      refused('pointer-unmatched'),
    )
  })

  it('binds what is presented to the key of its holder', async () => {
    const text = await issue({ holderKey: holder.publicKey })
    const keyBinding = {
      algorithm: 'ES256',
      sign: holder.sign,
      audience: 'a.example',
      nonce: 'n',
      issuedAt: 5_000,
    } as const
    const presented = await presentSdJwt(text, { crypto, disclose: ['/evidence/0'], keyBinding })
    const { keyBinding: read, confirmation } = readSdJwt(presented, crypto)
    expect(read?.payload).toEqual({ iat: 5, aud: 'a.example', nonce: 'n', sd_hash: read?.expectedHash })
    expect(confirmation).toMatchObject({ jwk: { kty: 'EC', crv: 'P-256' } })
    // Presented again, it is bound again or not at all.
    expect(
      readSdJwt(await presentSdJwt(presented, { crypto, disclose: [] }), crypto).keyBinding,
    ).toBeUndefined()
  })

  it.each([
    ['pointer-unmatched', '/credentialSubject/shoe'],
    ['pointer-unmatched', '/evidence/2'],
    ['pointer-mandatory', ''],
    ['pointer-mandatory', 'name'],
    ['pointer-mandatory', '/issuer'],
    ['pointer-mandatory', '/@context/0'],
    ['pointer-mandatory', '/credentialStatus'],
    ['pointer-mandatory', '/validUntil'],
  ])('is not issued (%s) with %j withheld', async (code, pointer) => {
    await expect(issue({ disclosable: [pointer] })).rejects.toEqual(refused(code))
  })

  it('is not issued over a document that uses the names of the format', async () => {
    for (const name of ['_sd', '...'])
      await expect(issue({ credential: { ...credential, x: [{ [name]: 'y' }] } })).rejects.toEqual(
        refused('sd-jwt-malformed'),
      )
  })

  const name = textOf(['salt', 'name', 'Ana'])
  const element = textOf(['salt', 'Ana'])
  const faults: readonly (readonly [string, JsonValue, readonly string[]])[] = [
    ['a disclosure nothing refers to', { _sd: [] }, [name]],
    ['a disclosure twice', { _sd: [digestOf(name)] }, [name, name]],
    ['a digest twice in one list', { _sd: [digestOf(name), digestOf(name)] }, [name]],
    ['a digest twice in two places', { a: { _sd: [digestOf(name)] }, b: { _sd: [digestOf(name)] } }, [name]],
    ['an undisclosed digest twice', { a: { _sd: ['x'] }, b: [{ '...': 'x' }] }, []],
    [
      'a digest twice, once inside a disclosure',
      { _sd: [digestOf(textOf(['s', 'a', { _sd: ['x'] }])), 'x'] },
      [textOf(['s', 'a', { _sd: ['x'] }])],
    ],
    ['a name that is there already', { name: 'Eve', _sd: [digestOf(name)] }, [name]],
    ['the name _sd', { _sd: [digestOf(textOf(['s', '_sd', ['x']]))] }, [textOf(['s', '_sd', ['x']])]],
    ['the name ...', { _sd: [digestOf(textOf(['s', '...', 'x']))] }, [textOf(['s', '...', 'x'])]],
    ['an element as a member', { _sd: [digestOf(element)] }, [element]],
    ['a member as an element', { a: [{ '...': digestOf(name) }] }, [name]],
    ['a placeholder with a second member', { a: [{ '...': digestOf(element), b: 1 }] }, [element]],
    ['a placeholder that is no text', { a: [{ '...': 5 }] }, []],
    ['an _sd that is no list', { _sd: digestOf(name) }, [name]],
    ['an _sd with a number', { _sd: [5] }, []],
    ['a disclosure that is no list', { _sd: [digestOf(textOf({}))] }, [textOf({})]],
    ['a disclosure of one', { _sd: [digestOf(textOf(['s']))] }, [textOf(['s'])]],
    ['a disclosure of four', { _sd: [digestOf(textOf(['s', 'n', 1, 2]))] }, [textOf(['s', 'n', 1, 2])]],
    ['a salt that is no text', { _sd: [digestOf(textOf([1, 'n', 1]))] }, [textOf([1, 'n', 1])]],
    ['a name that is no text', { _sd: [digestOf(textOf(['s', 1, 1]))] }, [textOf(['s', 1, 1])]],
    ['a disclosure that is no JSON', { _sd: [digestOf('AAAA')] }, ['AAAA']],
    ['an empty disclosure', { _sd: [] }, ['']],
    ['an _sd_alg that is no text', { _sd_alg: 5 }, []],
    ['a cnf that is no object', { cnf: 'key' }, []],
  ]
  for (const [what, payload, disclosures] of faults) {
    it(`VJ7 is refused with ${what}`, async () => {
      const text = await anySdJwt(payload, disclosures)
      expect(() => readSdJwt(text, crypto)).toThrow(refused('sd-jwt-malformed'))
    })
  }

  it.each([
    [
      'WyJfMjZiYzRMVC1hYzZxMktJNmNCVzVlcyIsICJmYW1pbHlfbmFtZSIsICJNw7ZiaXVzIl0',
      'X9yH0Ajrdm1Oij4tWso9UzzKJvPoDxwmuEcO3XAdRC0',
    ],
    ['WyJsa2x4RjVqTVlsR1RQVW92TU5JdkNBIiwgIkZSIl0', 'w0I8EKcdCtUPkGCNUrfwVp2xEgNjtoIDlOxc9-PlOhs'],
  ])('has the digest that RFC 9901 4.2.3 prints for %s', (disclosure, digest) => {
    expect(digestOf(disclosure)).toBe(digest)
  })

  it('VJ4 is refused with a hash function that is not accepted, and read with SHA-384', async () => {
    for (const algorithm of ['md5', 'sha-1', '__proto__', 'toString'])
      await expect(
        anySdJwt({ _sd_alg: algorithm }, []).then((text) => readSdJwt(text, crypto)),
      ).rejects.toEqual(refused('jws-algorithm'))
    const disclosure = makeDisclosure('salt', 'name', 'Ana', 'sha-384', crypto)
    const text = await anySdJwt({ _sd_alg: 'sha-384', _sd: [disclosure.digest] }, [disclosure.text])
    expect(readSdJwt(text, crypto).payload).toEqual({ name: 'Ana' })
  })

  it('VJ7 takes decoys for what is withheld, and keeps an object that is then empty', async () => {
    const text = await anySdJwt({ a: { _sd: ['decoy'] }, b: [{ '...': 'another' }, 1] }, [])
    const { payload, undisclosed } = readSdJwt(text, crypto)
    expect([payload, undisclosed]).toEqual([{ a: {}, b: [1] }, 2])
  })

  it('takes the key of its holder from what is signed, never from a disclosure', async () => {
    const own = textOf(['s', 'cnf', { jwk: {} }])
    expect(readSdJwt(await anySdJwt({ _sd: [digestOf(own)] }, [own]), crypto).confirmation).toBeUndefined()
  })

  it('is refused before it is looked at when it is too large', async () => {
    const started = performance.now()
    const many = `${'a'.repeat(20)}.AA.AA${'~AAAA'.repeat(150_000)}~`
    expect(() => readSdJwt(many, crypto)).toThrow(refused('jws-too-large'))
    expect(() => readSdJwt(`a.b.c~${'A'.repeat(1_100_000)}~`, crypto)).toThrow(refused('jws-too-large'))
    expect(performance.now() - started).toBeLessThan(200)
  })

  it('is refused when disclosures inside each other are deeper than a document may be', async () => {
    let inner = textOf(['s', 'a', 1])
    const disclosures = [inner]
    for (let depth = 0; depth < 40; depth += 1) {
      inner = textOf(['s', 'a', { _sd: [digestOf(inner)] }])
      disclosures.push(inner)
    }
    const text = await anySdJwt({ _sd: [digestOf(inner)] }, disclosures)
    expect(() => readSdJwt(text, crypto)).toThrow(refused('jws-too-large'))
  })

  it('J6 treats __proto__ as a name like any other', async () => {
    const own = encodeBase64Url(encodeUtf8('["s","__proto__",{"polluted":true}]'))
    const { payload } = readSdJwt(await anySdJwt({ _sd: [digestOf(own)] }, [own]), crypto)
    expect(Object.keys(payload)).toEqual(['__proto__'])
    expect('polluted' in {}).toBe(false)
  })

  it('holds for any document, any choice of what may be withheld and any of what is shown', async () => {
    const values = fc.letrec<{ value: JsonValue }>((tie) => ({
      value: fc.oneof(
        { maxDepth: 4 },
        fc.string(),
        fc.integer(),
        fc.boolean(),
        fc.array(tie('value'), { maxLength: 3 }),
        fc.dictionary(fc.constantFrom('a', 'b/c', 'd~e', '__proto__'), tie('value'), { maxKeys: 3 }),
      ),
    }))
    await fc.assert(
      fc.asyncProperty(values.value, fc.infiniteStream(fc.boolean()), async (subject, coin) => {
        const document = parseJson(
          JSON.stringify({ credentialSubject: [subject], id: 'urn:x:1' }),
        ) as JsonObject
        const pointers = pointersOf(document, '').filter(() => coin.next().value === true)
        const text = await issue({ credential: document, disclosable: pointers })
        expect(readSdJwt(text, crypto).payload).toEqual(document)
        const shown = pointers.filter(() => coin.next().value === true)
        const presented = readSdJwt(await presentSdJwt(text, { crypto, disclose: shown }), crypto)
        const visible = pointers.filter((pointer) =>
          shown.some((one) => one === pointer || one.startsWith(`${pointer}/`)),
        )
        expect(presented.revealed.map(({ pointer }) => pointer).toSorted()).toEqual(visible.toSorted())
      }),
      { numRuns: 60 },
    )
  })
})

function pointersOf(value: JsonValue, pointer: string): readonly string[] {
  const entries = isJsonArray(value)
    ? value.map((item, index) => [String(index), item] as const)
    : isJsonObject(value)
      ? Object.entries(value)
      : []
  return entries.flatMap(([name, item]) => {
    const place = `${pointer}/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`
    return [place, ...pointersOf(item, place)]
  })
}
