import { encodeUtf8, type JsonObject, parseJson, parseJwk, portableCrypto } from '@assay/core'
import { testSigner } from '@assay/testkit'
import fc from 'fast-check'
import { CompactSign, decodeProtectedHeader, exportJWK, generateKeyPair, importJWK, jwtVerify } from 'jose'
import { describe, expect, it } from 'vitest'
import { CredentialError } from './errors.ts'
import { createJws, parseJws, verifyJws } from './jws.ts'
import { fullBadge, smallBadge } from './open-badge.fixture.ts'
import { createVcJwt, readVcJwt } from './vc-jwt.ts'

const refused = (code: string) => expect.objectContaining({ code })
const key = testSigner('vc-jwt')
const make = (credential: JsonObject) =>
  createVcJwt({
    credential,
    kid: 'https://issuer.example/organizations/1#jwt-1',
    algorithm: 'EdDSA',
    sign: key.sign,
  })
const token = async (header: JsonObject, payload: JsonObject) =>
  parseJws(
    await createJws({
      algorithm: 'EdDSA',
      header,
      payload: encodeUtf8(JSON.stringify(payload)),
      sign: key.sign,
    }),
  )

describe('createVcJwt', () => {
  it('OI5 has the headers alg, kid and typ and no others', async () => {
    expect(parseJws(await make(fullBadge)).header).toEqual({
      alg: 'EdDSA',
      kid: 'https://issuer.example/organizations/1#jwt-1',
      typ: 'JWT',
    })
  })

  it('OI6 OI7 holds the credential with its proof, and the claims that mirror it', async () => {
    const proof = { type: 'DataIntegrityProof', proofValue: 'z1' }
    const payload = parseJson(parseJws(await make({ ...fullBadge, proof })).payload)
    expect(payload).toEqual({
      ...fullBadge,
      proof,
      iss: 'https://issuer.example/organizations/1',
      sub: 'urn:uuid:9a7b5a3e-0000-4000-8000-000000000001',
      jti: 'https://issuer.example/credentials/5f0f8a6c',
      nbf: Date.parse('2026-05-03T16:38:00Z') / 1000,
      exp: Date.parse('2028-05-03T16:38:00Z') / 1000,
    })
    const { exp, ...bare } = parseJson(
      parseJws(await make({ ...smallBadge, id: 'urn:x:1' })).payload,
    ) as JsonObject
    expect([exp, bare.jti]).toEqual([undefined, 'urn:x:1'])
  })

  it('is read back as the same credential, without problems', async () => {
    const read = readVcJwt(parseJws(await make(fullBadge)))
    expect(read).toEqual({
      profile: 'open-badges',
      credential: fullBadge,
      problems: [],
      expires: Date.parse('2028-05-03T16:38:00Z'),
    })
  })

  it('OI6 is refused for a credential that lacks what a claim has to say', async () => {
    const { credentialSubject, ...rest } = fullBadge
    const { id: _, ...nameless } = credentialSubject as JsonObject
    await expect(make({ ...rest, credentialSubject: nameless })).rejects.toThrow(TypeError)
    await expect(make({ ...fullBadge, issuer: {} })).rejects.toThrow(TypeError)
  })
})

describe('readVcJwt', () => {
  it('VJ1 VJ2 refuses other types, presentations, and a `vc` that is not of version 1.1', async () => {
    for (const header of [
      { typ: 'at+jwt' },
      { typ: 'vp+jwt' },
      { typ: 'vc+jwt', cty: 'json' },
      { cty: 'JWT' },
    ]) {
      const jws = await token(header, fullBadge)
      expect(() => readVcJwt(jws)).toThrow(refused('jwt-type'))
    }
    const old = { '@context': ['https://www.w3.org/2018/credentials/v1'], type: ['VerifiableCredential'] }
    for (const [header, payload] of [
      [{}, { vc: fullBadge }],
      [{ typ: 'vc+jwt' }, { vc: old }],
      [{}, { vc: old, '@context': [] }],
      [{}, { vc: 'x' }],
      [{}, { vp: {} }],
    ] as const) {
      const jws = await token(header, payload)
      expect(() => readVcJwt(jws)).toThrow(refused('jwt-claims'))
    }
    expect(readVcJwt(await token({}, { vc: old, iss: 'urn:x', nbf: 0 })).credential).toEqual({
      ...old,
      issuer: 'urn:x',
      issuanceDate: '1970-01-01T00:00:00Z',
    })
  })

  it('answers any payload with a credential or with an error of its own', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.dictionary(
          fc.constantFrom(
            'iss',
            'sub',
            'nbf',
            'exp',
            'jti',
            'vc',
            '@context',
            'issuer',
            'credentialSubject',
            'validFrom',
            '__proto__',
          ),
          fc.jsonValue(),
        ),
        async (payload) => {
          const jws = await token({}, JSON.parse(JSON.stringify(payload)) as JsonObject)
          try {
            expect(Array.isArray(readVcJwt(jws).problems)).toBe(true)
          } catch (error) {
            expect(error).toBeInstanceOf(CredentialError)
          }
        },
      ),
      { numRuns: 60 },
    )
  })
})

describe('jose', () => {
  it.each(['RS256', 'ES256', 'ES384', 'EdDSA'] as const)(
    'verifies with %s what we signed, and we what it signed',
    async (algorithm) => {
      const pair = await generateKeyPair(algorithm, { extractable: true })
      const jwk = (await exportJWK(pair.publicKey)) as JsonObject
      const theirs = await new CompactSign(encodeUtf8(JSON.stringify({ ...fullBadge, iss: 'x' })))
        .setProtectedHeader({ alg: algorithm, typ: 'JWT' })
        .sign(pair.privateKey)
      const jws = parseJws(theirs)
      expect(await verifyJws(jws, parseJwk(jwk), portableCrypto)).toBe(true)
      expect(readVcJwt(jws).credential).toEqual(fullBadge)
      const ours = await createVcJwt({
        credential: fullBadge,
        kid: 'urn:x',
        algorithm,
        sign: (batch) => signWithJose(batch, pair.privateKey, algorithm),
      })
      const { payload } = await jwtVerify(ours, await importJWK(jwk, algorithm), {
        currentDate: new Date('2027-01-01'),
        issuer: 'https://issuer.example/organizations/1',
      })
      expect(payload.jti).toBe(fullBadge.id)
      expect(decodeProtectedHeader(ours).alg).toBe(algorithm)
    },
  )
})

/** WebCrypto signs the same bytes as we would. */
async function signWithJose(
  batch: readonly Uint8Array[],
  privateKey: CryptoKey,
  algorithm: string,
): Promise<Uint8Array[]> {
  const parameters = {
    RS256: 'RSASSA-PKCS1-v1_5',
    ES256: { name: 'ECDSA', hash: 'SHA-256' },
    ES384: { name: 'ECDSA', hash: 'SHA-384' },
    EdDSA: 'Ed25519',
  }[algorithm]
  if (parameters === undefined) throw new TypeError('another algorithm')
  return Promise.all(
    batch.map(
      async (bytes) =>
        new Uint8Array(await crypto.subtle.sign(parameters, privateKey, Uint8Array.from(bytes))),
    ),
  )
}
