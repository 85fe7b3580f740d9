import { encodeJwk, type JsonObject, parseJson, parseJwk, portableCrypto, type Signer } from '@assay/core'
import { testSigner } from '@assay/testkit'
import { CompactSign, compactVerify, exportJWK, generateKeyPair, importJWK, type JWK } from 'jose'
import { describe, expect, it } from 'vitest'
import { algorithmOfKey, createJws, type JwsAlgorithm, parseJws, verifyJws } from './jws.ts'
import { fullBadge } from './open-badge.fixture.ts'
import { issueSdJwt } from './sd-jwt/issue-sd-jwt.ts'
import { buildEnvelope, createVcJose } from './vc-jose.ts'
import { createVcJwt, readVcJwt } from './vc-jwt.ts'
import { readVpJwt } from './vp-jwt.ts'

const refused = (code: string) => expect.objectContaining({ code })
const kid = 'did:example:1#k'
const presentation: JsonObject = {
  '@context': ['https://www.w3.org/ns/credentials/v2'],
  type: ['VerifiablePresentation'],
  holder: 'did:example:1',
  verifiableCredential: [fullBadge],
}
const ed25519 = testSigner('vc-jose')

/** A signer and the public JWK of its key; RSA signs by another library. */
async function signerOf(algorithm: JwsAlgorithm): Promise<{ sign: Signer['sign']; jwk: JWK }> {
  if (algorithm !== 'RS256') {
    const type = ({ ES256: 'p256', ES384: 'p384', EdDSA: 'ed25519' } as const)[algorithm]
    const signer = testSigner('vc-jose', type)
    expect(algorithmOfKey(signer.publicKey)).toBe(algorithm)
    return { sign: signer.sign, jwk: encodeJwk(signer.publicKey) as JWK }
  }
  const pair = await generateKeyPair('RS256', { extractable: true })
  const key = await crypto.subtle.importKey(
    'jwk',
    await exportJWK(pair.privateKey),
    { name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-256' },
    false,
    ['sign'],
  )
  const sign: Signer['sign'] = (batch) =>
    Promise.all(
      batch.map(
        async (bytes) =>
          new Uint8Array(await crypto.subtle.sign('RSASSA-PKCS1-v1_5', key, Uint8Array.from(bytes))),
      ),
    )
  return { sign, jwk: await exportJWK(pair.publicKey) }
}

describe('tokens', () => {
  it.each(['RS256', 'ES256', 'ES384', 'EdDSA'] as const)(
    'VJ4 of %s, of every kind, are good to us and to another library, and those of the library to us',
    async (algorithm) => {
      const { sign, jwk } = await signerOf(algorithm)
      const made = [
        await createVcJwt({ algorithm, sign, kid, credential: fullBadge }),
        await createVcJose({ algorithm, sign, kid, document: fullBadge }),
        await createVcJose({ algorithm, sign, kid, document: presentation, challenge: 'c', domain: 'd' }),
      ]
      for (const token of made) {
        const key = parseJwk(jwk as JsonObject)
        expect(await verifyJws(parseJws(token), key, portableCrypto)).toBe(true)
        const theirs = await compactVerify(token, await importJWK(jwk, algorithm))
        expect(parseJson(theirs.payload)).toEqual(parseJson(parseJws(token).payload))
        expect(await verifyJws(parseJws(`${token.slice(0, -8)}AAAAAAAA`), key, portableCrypto)).toBe(false)
      }
      if (algorithm === 'RS256') return
      const other = await generateKeyPair(algorithm, { extractable: true })
      const signed = await new CompactSign(new TextEncoder().encode(JSON.stringify(fullBadge)))
        .setProtectedHeader({ alg: algorithm, typ: 'vc+jwt', kid })
        .sign(other.privateKey)
      const theirKey = parseJwk((await exportJWK(other.publicKey)) as JsonObject)
      expect(await verifyJws(parseJws(signed), theirKey, portableCrypto)).toBe(true)
      expect(readVcJwt(parseJws(signed)).credential).toEqual(fullBadge)
    },
  )
})

describe('createVcJose', () => {
  const { sign } = ed25519
  it('VJ1 makes a vc+jwt whose payload is the credential itself', async () => {
    const jws = parseJws(await createVcJose({ algorithm: 'EdDSA', sign, kid, document: fullBadge }))
    expect(jws.header).toEqual({ alg: 'EdDSA', kid, typ: 'vc+jwt', cty: 'vc' })
    expect(parseJson(jws.payload)).toEqual(fullBadge)
    expect(readVcJwt(jws)).toMatchObject({ profile: 'vc-jose-cose', credential: fullBadge, problems: [] })
  })

  it('VJ1 makes a vp+jwt that answers challenge and domain', async () => {
    const options = { challenge: 'c-1', domain: ['a.example'], issuedAt: 1_500, expiresAt: 9_000 }
    const jws = parseJws(
      await createVcJose({ algorithm: 'EdDSA', sign, kid, document: presentation, ...options }),
    )
    expect([jws.typ, jws.cty]).toEqual(['vp+jwt', 'vp'])
    expect(readVpJwt(jws)).toEqual({
      presentation,
      holder: 'did:example:1',
      problems: [],
      notBefore: undefined,
      expires: 9_000,
      audience: ['a.example'],
      nonce: 'c-1',
    })
    expect(parseJson(jws.payload)).toMatchObject({ iat: 1 })
  })

  it.each(['vc', 'vp', 'nonce', 'exp', 'iss', 'cnf'])(
    'VJ2 refuses a document with the member %s',
    async (name) => {
      const document = { ...fullBadge, [name]: 1 }
      await expect(createVcJose({ algorithm: 'EdDSA', sign, kid, document })).rejects.toEqual(
        refused('jwt-claims'),
      )
    },
  )
})

describe('buildEnvelope', () => {
  const { sign } = ed25519
  it('VM10 puts each kind of token into the envelope of its kind', async () => {
    const common = { algorithm: 'EdDSA', sign, kid } as const
    const vc = await createVcJose({ ...common, document: fullBadge })
    const vp = await createVcJose({ ...common, document: presentation })
    const sd = await issueSdJwt({
      ...common,
      credential: fullBadge,
      disclosable: [],
      makeSalt: () => 'x',
      crypto: portableCrypto,
    })
    const context = 'https://www.w3.org/ns/credentials/v2'
    expect(buildEnvelope(vc)).toEqual({
      '@context': context,
      type: 'EnvelopedVerifiableCredential',
      id: `data:application/vc+jwt,${vc}`,
    })
    expect(buildEnvelope(vp)).toEqual({
      '@context': context,
      type: 'EnvelopedVerifiablePresentation',
      id: `data:application/vp+jwt,${vp}`,
    })
    expect(buildEnvelope(sd)).toEqual({
      '@context': context,
      type: 'EnvelopedVerifiableCredential',
      id: `data:application/vc+sd-jwt,${sd}`,
    })
  })

  it('VJ1 refuses tokens of other kinds', async () => {
    const common = { algorithm: 'EdDSA', sign, kid } as const
    const badge = await createVcJwt({ ...common, credential: fullBadge })
    expect(() => buildEnvelope(badge)).toThrow(refused('jwt-type'))
    const sd = await createJws({
      ...common,
      header: { typ: 'vc+sd-jwt' },
      payload: new Uint8Array([123, 125]),
    })
    expect(() => buildEnvelope(sd)).toThrow(refused('jwt-type'))
    const plain = await createVcJose({ ...common, document: fullBadge })
    expect(() => buildEnvelope(`${plain}~`)).toThrow(refused('jwt-type'))
    expect(() => buildEnvelope('x')).toThrow(refused('jws-malformed'))
  })
})
