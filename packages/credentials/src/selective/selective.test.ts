import {
  portableCrypto as crypto,
  decodeMultibase,
  encodeMultibase,
  isJsonArray,
  isJsonObject,
  type JsonObject,
  type JsonValue,
  memberOf,
  parseDidKeyMethod,
} from '@assay/core'
import { testSigner } from '@assay/testkit'
import fc from 'fast-check'
import { beforeAll, describe, expect, it } from 'vitest'
import { withoutMembers } from '../cryptosuites.ts'
import { CredentialError } from '../errors.ts'
import { listProofs } from '../list-proofs.ts'
import { clock, fullBadge, smallBadge } from '../open-badge.fixture.ts'
import type { ProofResult } from '../proof-result.ts'
import { verifyProof } from '../verify-proof.ts'
import { type CborValue, encodeCbor } from './cbor.ts'
import { deriveProof } from './derive-proof.ts'
import { labelDocument } from './labelled-document.ts'
import { encodeDisclosureProof, multikeyBytes, parseBaseProof, parseDisclosureProof } from './proof-value.ts'
import { canonicalize, hmacKey, issuer, proofSigner, signBase, tangledBadge } from './selective.fixture.ts'

function check(document: JsonObject, key = issuer.publicKey): Promise<ProofResult> {
  const [proof = null] = listProofs(document)
  const resolveKey = async (url: string) => (url === '' ? undefined : key)
  return verifyProof({ document, proof, resolveKey, now: clock.now(), canonicalize, crypto })
}

const derive = (document: JsonObject, selectivePointers: readonly string[]) =>
  deriveProof({ document, selectivePointers, canonicalize, crypto })

const proofOf = (document: JsonObject) => memberOf(document, 'proof') as JsonObject
const proofValueOf = (document: JsonObject) => String(proofOf(document).proofValue)
const withValue = (document: JsonObject, proofValue: string): JsonObject => ({
  ...document,
  proof: { ...proofOf(document), proofValue },
})

/** Pointers to every value of a document. */
function pointersOf(value: JsonValue, path = ''): readonly string[] {
  const members = isJsonArray(value) ? [...value.entries()] : isJsonObject(value) ? Object.entries(value) : []
  return [path, ...members.flatMap(([name, member]) => pointersOf(member, `${path}/${String(name)}`))]
}

let base: JsonObject

beforeAll(async () => {
  base = await signBase(fullBadge)
})

describe('ecdsa-sd-2023', () => {
  it('DI10: the base proof has one signature for each statement that is not mandatory', async () => {
    const { signatures, mandatoryPointers } = parseBaseProof(proofValueOf(base))
    const { statements, findPart } = await labelDocument({
      document: fullBadge,
      hmacKey,
      canonicalize,
      crypto,
    })
    const mandatory = await findPart(
      new Map([
        ['issuer', 'all' as const],
        ['validFrom', 'all' as const],
      ]),
    )
    expect(mandatoryPointers).toEqual(['/issuer', '/validFrom'])
    expect(signatures).toHaveLength(statements.length - mandatory.indexes.size)
    expect(proofValueOf(base)).toMatch(/^u2V0A/)
    expect(proofValueOf(await derive(base, ['/name']))).toMatch(/^u2V0B/)
  })

  it('DI10: the base proof itself is refused, and everything derived from it verifies', async () => {
    expect(await check(base)).toMatchObject({ outcome: 'invalid', code: 'proof-base' })
    const all = await derive(base, [''])
    expect(withoutMembers(all, 'proof')).toEqual(fullBadge)
    expect(await check(all)).toMatchObject({ outcome: 'valid', selective: true, superseded: false })
    expect(await check(all, testSigner('other', 'p256').publicKey)).toMatchObject({ code: 'proof-signature' })
    expect(await check(all, testSigner('other', 'p384').publicKey)).toMatchObject({ code: 'proof-key-type' })
  })

  it('DI11: shows what is mandatory, what is selected, and nothing else', async () => {
    const shown = await derive(base, ['/credentialSubject/achievement/name', '/evidence/1'])
    const { achievement } = shown.credentialSubject as JsonObject
    const [, second] = fullBadge.evidence as readonly JsonObject[]
    expect(Object.keys(shown).toSorted()).toEqual([
      '@context',
      'credentialSubject',
      'evidence',
      'id',
      'issuer',
      'proof',
      'type',
      'validFrom',
    ])
    expect(Object.keys(achievement as JsonObject).toSorted()).toEqual(['id', 'name', 'type'])
    expect(shown.evidence).toEqual([second])
    expect(shown.issuer).toEqual(fullBadge.issuer)
    expect(await check(shown)).toMatchObject({ outcome: 'valid' })
  })

  it('DI11: whatever is selected verifies, with all that is mandatory; and nothing can be added, changed or left out', async () => {
    const document = tangledBadge
    const mandatory = ['/issuer/name', '/credentialSubject/achievement/criteria', '/evidence/0']
    const signed = await signBase(document, mandatory)
    const all = pointersOf(document).filter(
      (pointer) => !/jsonSchema\/|allowedValue\/|@value|@language|@context/.test(pointer),
    )
    const whole = new Set(leavesOf(document))
    await fc.assert(
      fc.asyncProperty(fc.subarray([...all], { maxLength: 6 }), fc.nat(), async (pointers, at) => {
        const shown = await derive(signed, pointers)
        expect(await check(shown)).toMatchObject({ outcome: 'valid' })
        const leaves = leavesOf(withoutMembers(shown, 'proof'))
        expect(leaves.filter((leaf) => !whole.has(leaf))).toEqual([])
        expect(leaves).toContain('issuer name "Harbor Logistics"')
        const gone = leaves.filter((leaf) => !/ id | type |@context|^id |^type /.test(leaf))
        const place = gone[at % gone.length]
        const mutant = withoutLeaf(shown, place ?? '') as JsonObject
        expect((await check(mutant)).outcome, place).toBe('invalid')
        expect((await check({ ...shown, awardedDate: '2020-01-01T00:00:00Z' })).outcome).toBe('invalid')
      }),
      { numRuns: 25 },
    )
  }, 120_000)

  it('the twins of a badge and its endorsements can be shown one by one', async () => {
    const signed = await signBase(tangledBadge)
    const shown = await derive(signed, ['/evidence/1', '/endorsement/1/proof/0', '/credentialSchema/1'])
    expect(await check(shown)).toMatchObject({ outcome: 'valid' })
    expect(shown.evidence).toEqual([{ type: ['Evidence'], name: 'Twin' }])
  })

  it('ordered lists and literals are shown whole, or not at all', async () => {
    const document: JsonObject = {
      ...smallBadge,
      credentialSubject: {
        ...(smallBadge.credentialSubject as JsonObject),
        achievement: {
          ...((smallBadge.credentialSubject as JsonObject).achievement as JsonObject),
          resultDescription: ['x', 'y'].map((name) => ({
            id: `urn:x:${name}`,
            type: ['ResultDescription'],
            name,
            resultType: 'Status',
            allowedValue: ['a', 'b', name],
          })),
        },
      },
      credentialSchema: [{ id: 'urn:x:1', type: 'JsonSchema', jsonSchema: { title: 't', description: 'd' } }],
    }
    const signed = await signBase(document)
    const list = '/credentialSubject/achievement/resultDescription/1/allowedValue'
    const shown = await derive(signed, [list, '/credentialSchema/0/jsonSchema'])
    expect(await check(shown)).toMatchObject({ outcome: 'valid' })
    for (const part of [`${list}/1`, '/credentialSchema/0/jsonSchema/title']) {
      await expect(derive(signed, [part])).rejects.toMatchObject({ code: 'selective-structure' })
    }
  })

  it.each([
    ['/nope', 'selective-pointer'],
    ['name', 'selective-pointer'],
    ['/name/0', 'selective-pointer'],
    ['/evidence/-', 'selective-pointer'],
    ['/evidence/01', 'selective-pointer'],
    ['/evidence/99', 'selective-pointer'],
    ['/evidence/length', 'selective-pointer'],
    ['/__proto__', 'selective-pointer'],
    ['/constructor', 'selective-pointer'],
    ['/~2', 'selective-pointer'],
    ['/proof', 'selective-pointer'],
  ])(
    'DI11: the pointer %s matches nothing and is refused, in deriving and in signing',
    async (pointer, code) => {
      await expect(derive(base, [pointer])).rejects.toMatchObject({ code })
      await expect(signBase(fullBadge, [pointer])).rejects.toMatchObject({ code })
    },
  )

  it('DI11: nothing selected is accepted only where something is mandatory', async () => {
    expect(await check(await derive(base, []))).toMatchObject({ outcome: 'valid' })
    const open = await signBase(smallBadge, [])
    await expect(derive(open, [])).rejects.toMatchObject({ code: 'selective-empty' })
    expect(await check(await derive(open, ['/name']))).toMatchObject({ outcome: 'valid' })
    const closed = await signBase(smallBadge, [''])
    expect(parseBaseProof(proofValueOf(closed)).signatures).toEqual([])
    expect(withoutMembers(await derive(closed, []), 'proof')).toEqual(smallBadge)
  })

  it('derives only from a base proof of the document', async () => {
    const refused = { code: 'selective-proof' }
    await expect(derive(fullBadge, ['/name'])).rejects.toMatchObject(refused)
    await expect(derive({ ...base, name: 'Forged' }, ['/name'])).rejects.toMatchObject(refused)
    await expect(derive({ ...base, description: 'x', partial: true }, [])).rejects.toMatchObject({
      code: 'data-loss',
    })
    await expect(derive({ ...base, proof: [proofOf(base), proofOf(base)] }, [])).rejects.toMatchObject(
      refused,
    )
    await expect(derive({ ...base, proof: 'text' }, [])).rejects.toMatchObject(refused)
    const { evidence: _, ...less } = base
    await expect(derive(less, [])).rejects.toMatchObject(refused)
    const derived = await derive(base, ['/name'])
    await expect(derive(derived, ['/name'])).rejects.toMatchObject({ code: 'proof-malformed' })
    const both = { ...base, proof: [{ type: 'Other' }, proofOf(base)] }
    expect(await check(await derive(both, ['/name']))).toMatchObject({ outcome: 'valid' })
    const named = await deriveProof({
      ...{ document: { ...base, proof: [proofOf(base), proofOf(base)] }, selectivePointers: [] },
      ...{ proof: proofOf(base), canonicalize, crypto },
    })
    expect(await check(named)).toMatchObject({ outcome: 'valid' })
  })

  it('is not made without its keys, or on another proof', async () => {
    const selective = { mandatoryPointers: [], hmacKey, proofSigner }
    for (const more of [
      { selective: { ...selective, hmacKey: new Uint8Array(31) } },
      { selective: { ...selective, proofSigner: testSigner('other', 'p384') } },
      { cryptosuite: 'ecdsa-rdfc-2019' as const },
      { signer: testSigner('other', 'p384') },
      { previousProof: 'urn:x:1' },
    ]) {
      await expect(signBase(smallBadge, [], more)).rejects.toThrow(TypeError)
    }
  })

  it('does not sign with a canonicalize function that drops the marks', async () => {
    const deaf = { canonicalize: (document: JsonObject) => canonicalize(document, 'sha256') }
    await expect(signBase(smallBadge, [], deaf)).rejects.toThrow(TypeError)
  })
})

describe('the value of a derived proof', () => {
  let shown: JsonObject
  let components: readonly CborValue[]
  const write = (parts: readonly CborValue[], header = [0xd9, 0x5d, 0x01]) =>
    encodeMultibase('u', Uint8Array.from([...header, ...encodeCbor(parts)]))

  beforeAll(async () => {
    shown = await derive(base, ['/name', '/credentialSubject/achievement'])
    const { baseSignature, proofKey, signatures, labels, mandatoryIndexes } = parseDisclosureProof(
      proofValueOf(shown),
    )
    const compressed = [...labels].map(
      ([label, name]) => [Number(label.slice(4)), decodeMultibase(name)] as const,
    )
    components = [baseSignature, multikeyBytes(proofKey), signatures, new Map(compressed), mandatoryIndexes]
    expect(write(components)).toBe(proofValueOf(shown))
    expect(encodeDisclosureProof(parseDisclosureProof(proofValueOf(shown)))).toBe(proofValueOf(shown))
    expect(parseDidKeyMethod(String(proofOf(shown).verificationMethod)).key).toEqual(issuer.publicKey)
  })

  const replaced = (index: number, value: CborValue) =>
    components.map((own, at) => (at === index ? value : own))
  const list = (index: number) => components[index] as readonly CborValue[]
  const labels = () => components[3] as ReadonlyMap<number, Uint8Array>

  it.each<[string, () => readonly CborValue[]]>([
    ['four components', () => components.slice(1)],
    ['six components', () => [...components, 0]],
    ['a short signature', () => replaced(0, new Uint8Array(63))],
    ['a text for a signature', () => replaced(0, 'x'.repeat(64))],
    ['a short key', () => replaced(1, (components[1] as Uint8Array).slice(1))],
    ['a key of another kind', () => replaced(1, Uint8Array.from([0xed, 0x01, ...new Uint8Array(33)]))],
    [
      'a key that is no point',
      () => replaced(1, Uint8Array.from([0x80, 0x24, 2, ...new Uint8Array(32).fill(255)])),
    ],
    ['a long statement signature', () => replaced(2, [new Uint8Array(65)])],
    ['signatures that are no list', () => replaced(2, 0)],
    ['labels that are a list', () => replaced(3, [])],
    ['a short name', () => replaced(3, new Map([[0, new Uint8Array(31)]]))],
    ['one name twice', () => replaced(3, new Map([0, 1].map((key) => [key, new Uint8Array(32)])))],
    ['a text for an index', () => replaced(4, ['0'])],
    ['an index twice', () => replaced(4, [0, 0])],
    ['indexes that descend', () => replaced(4, [1, 0])],
  ])('DI10: with %s it is malformed', async (_, change) => {
    expect(await check(withValue(shown, write(change())))).toMatchObject({
      outcome: 'invalid',
      code: 'proof-value',
    })
  })

  it.each<[string, () => readonly CborValue[]]>([
    ['a signature less', () => replaced(2, list(2).slice(1))],
    ['a signature more', () => replaced(2, [...list(2), new Uint8Array(64)])],
    ['signatures in another order', () => replaced(2, list(2).toReversed())],
    ['zeros for a signature', () => replaced(2, [new Uint8Array(64), ...list(2).slice(1)])],
    ['zeros for the signature of the issuer', () => replaced(0, new Uint8Array(64))],
    ['an index out of range', () => replaced(4, [...list(4), 10_000])],
    ['an index less', () => replaced(4, list(4).slice(1))],
    ['a label less', () => replaced(3, new Map([...labels()].slice(1)))],
    ['a label more', () => replaced(3, new Map([...labels(), [999, new Uint8Array(32)]]))],
    [
      'another name',
      () => replaced(3, new Map([...labels()].map(([key], at) => [key, new Uint8Array(32).fill(at)]))),
    ],
    ['the key of another proof', () => replaced(1, multikeyBytes(testSigner('other', 'p256').publicKey))],
  ])('DI10: with %s it does not belong to the content', async (_, change) => {
    const result = await check(withValue(shown, write(change())))
    expect(result).toMatchObject({ outcome: 'invalid', code: 'proof-signature' })
  })

  it.each([
    ['base58', () => encodeMultibase('z', decodeMultibase(proofValueOf(shown)).slice(0, 100))],
    ['padded base64url', () => `${proofValueOf(shown)}=`],
    ['another header', () => write(components, [0xd9, 0x5d, 0x02])],
    ['no header', () => write(components, [])],
    ['nothing', () => 'u'],
    ['an empty text', () => ''],
  ])('DI2: written as %s it is malformed', async (_, change) => {
    expect(await check(withValue(shown, change()))).toMatchObject({ outcome: 'invalid', code: 'proof-value' })
  })

  it('T10: no flipped bit of it verifies, unless a signature has another form of the same number', async () => {
    const bytes = decodeMultibase(proofValueOf(shown))
    await fc.assert(
      fc.asyncProperty(fc.nat(bytes.length * 8 - 1), async (bit) => {
        const changed = Uint8Array.from(bytes)
        changed[bit >> 3] = (changed[bit >> 3] ?? 0) ^ (1 << (bit & 7))
        expect((await check(withValue(shown, encodeMultibase('u', changed)))).outcome).toBe('invalid')
      }),
      { numRuns: 40 },
    )
  }, 60_000)

  it('T3: no bytes are read but with our own error', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), fc.constantFrom(0, 1), (tail, kind) => {
        const text = encodeMultibase('u', Uint8Array.from([0xd9, 0x5d, kind, ...tail]))
        expect(() => (kind === 0 ? parseBaseProof(text) : parseDisclosureProof(text))).toThrow(
          CredentialError,
        )
      }),
    )
  })
})

/** Every value that is no container, with the names on the way; places in lists do not count, for lists close up. */
function leavesOf(value: JsonValue, path: readonly string[] = []): readonly string[] {
  if (isJsonArray(value)) return value.flatMap((item) => leavesOf(item, path))
  if (isJsonObject(value))
    return Object.entries(value).flatMap(([name, member]) => leavesOf(member, [...path, name]))
  return [`${path.join(' ')} ${JSON.stringify(value)}`]
}

function withoutLeaf(value: JsonValue, leaf: string, path: readonly string[] = []): JsonValue | undefined {
  if (isJsonArray(value)) {
    return value.map((item) => withoutLeaf(item, leaf, path)).filter((item) => item !== undefined)
  }
  if (!isJsonObject(value)) return `${path.join(' ')} ${JSON.stringify(value)}` === leaf ? undefined : value
  return Object.fromEntries(
    Object.entries(value).flatMap(([name, member]) => {
      const kept = withoutLeaf(member, leaf, [...path, name])
      return kept === undefined ? [] : [[name, kept]]
    }),
  )
}
