import {
  type Crypto,
  canonicalJson,
  concatBytes,
  decodeBase64Url,
  decodeHex,
  didKey,
  didKeyMethod,
  encodeBase64Url,
  encodeJwk,
  encodeMultibase,
  encodeUtf8,
  equalBytes,
  type JsonObject,
  type PublicKey,
  portableCrypto,
} from '@assay/core'
import { createProof, deriveProof, issueSdJwt, presentSdJwt } from '@assay/credentials'
import { nodeCrypto } from '@assay/node'
import { sharedVectors, testSigner } from '@assay/testkit'
import { describe, expect, it } from 'vitest'
import { issuerKey, nodeEngines, now, unsignedBadge, verifyOptions } from '../src/test/badge.ts'
import { presentationOf } from '../src/test/presentation.ts'
import { verify } from '../src/verify.ts'
import { anyToken } from './tokens.ts'

const vectors = sharedVectors('ed25519-cctv')
const { crypto } = nodeEngines
const suiteContext = 'https://w3id.org/security/suites/ed25519-2020/v1'

/** A badge whose issuer is the key itself, so that nothing but the signature decides. */
function badgeOf(key: PublicKey): JsonObject {
  const { credentialStatus: _, ...badge } = unsignedBadge({ issuer: { id: didKey(key), type: ['Profile'] } })
  return badge
}
const proofOf = (key: PublicKey, signature: Uint8Array, members: JsonObject): JsonObject => ({
  ...{ type: 'DataIntegrityProof', created: '2026-01-01T00:00:00Z' },
  ...{ verificationMethod: didKeyMethod(key), proofPurpose: 'assertionMethod' },
  ...members,
  proofValue: encodeMultibase('z', signature),
})
const part = (value: JsonObject) => encodeBase64Url(encodeUtf8(canonicalJson(value)))
const tokenOf = (header: JsonObject, payload: JsonObject, signature: Uint8Array) =>
  [part({ alg: 'EdDSA', ...header }), part(payload), encodeBase64Url(signature)].join('.')

type Way = (key: PublicKey, signature: Uint8Array) => string | Promise<string>

const withSuite =
  (members: JsonObject, contexts: readonly string[] = []): Way =>
  (key, signature) => {
    const badge = badgeOf(key)
    const context = [...(badge['@context'] as readonly string[]), ...contexts]
    const own = members.cryptosuite === 'eddsa-jcs-2022' ? { '@context': context } : {}
    const proof = proofOf(key, signature, { ...own, ...members })
    return JSON.stringify({ ...badge, '@context': context, proof })
  }

/** Bound to this key by an issuer whose signature is good. */
async function boundTo(key: PublicKey, signature: Uint8Array): Promise<string> {
  const { credentialStatus: _, ...credential } = unsignedBadge({
    issuer: { id: didKey(issuerKey.publicKey), type: ['Profile'] },
  })
  const issued = await issueSdJwt({
    ...{ credential, disclosable: [], crypto, algorithm: 'EdDSA', sign: issuerKey.sign, holderKey: key },
    ...{ kid: didKeyMethod(issuerKey.publicKey), makeSalt: () => 'c2FsdA' },
  })
  const presented = await presentSdJwt(issued, { crypto, disclose: [] })
  const claims = {
    iat: now / 1000,
    aud: 'a',
    nonce: 'n',
    sd_hash: encodeBase64Url(crypto.sha256(encodeUtf8(presented))),
  }
  return `${presented}${tokenOf({ typ: 'kb+jwt' }, claims, signature)}`
}

const ways: readonly (readonly [string, Way])[] = [
  ['eddsa-rdfc-2022', withSuite({ cryptosuite: 'eddsa-rdfc-2022' })],
  ['eddsa-jcs-2022', withSuite({ cryptosuite: 'eddsa-jcs-2022' })],
  ['eddsa-2022', withSuite({ cryptosuite: 'eddsa-2022' })],
  ['Ed25519Signature2020', withSuite({ type: 'Ed25519Signature2020' }, [suiteContext])],
  [
    'a VC-JWT',
    (key, signature) => tokenOf({ typ: 'vc+jwt', kid: didKeyMethod(key) }, badgeOf(key), signature),
  ],
  [
    'a VC-JWT that shows its key',
    (key, signature) =>
      tokenOf({ typ: 'vc+jwt', kid: didKeyMethod(key), jwk: encodeJwk(key) }, badgeOf(key), signature),
  ],
  [
    'an SD-JWT',
    (key, signature) => `${tokenOf({ typ: 'vc+sd-jwt', kid: didKeyMethod(key) }, badgeOf(key), signature)}~`,
  ],
  ['a key binding', boundTo],
  [
    'a presentation',
    (key, signature) => {
      const members = { cryptosuite: 'eddsa-rdfc-2022', proofPurpose: 'authentication' }
      const presentation = presentationOf(undefined, { holder: didKey(key) })
      return JSON.stringify({ ...presentation, proof: proofOf(key, signature, members) })
    },
  ],
  [
    'a presentation in a token',
    (key, signature) => {
      const presentation = presentationOf(undefined, { holder: didKey(key) })
      return tokenOf({ typ: 'vp+jwt', kid: didKeyMethod(key) }, presentation, signature)
    },
  ],
]

describe('3.2 edges of Ed25519', { timeout: 120_000 }, () => {
  /** What this key signed counts as this message: the vectors are of fixed messages, and everything else is as it is given. */
  const withMessage = (edge: PublicKey, message: Uint8Array): Crypto => ({
    ...nodeCrypto,
    verify: (key, given, signature) => {
      const isEdge = key.type === 'ed25519' && equalBytes(key.bytes, edge.bytes)
      return nodeCrypto.verify(key, isEdge ? message : given, signature)
    },
  })

  // Fails for a way that asks another engine, or that takes the key or the signature for another than is given.
  it.skipIf(vectors === null).each(ways)(
    'T6 DI14 %s: the one rule decides all 914 vectors of C2SP/CCTV',
    async (_, write) => {
      const rows = vectors?.json('ed25519vectors.json') as readonly {
        key: string
        sig: string
        msg: string
      }[]
      let accepted = 0
      for (const row of rows) {
        const key: PublicKey = { type: 'ed25519', bytes: decodeHex(row.key) }
        const [signature, message] = [decodeHex(row.sig), encodeUtf8(row.msg)]
        const engines = { ...nodeEngines, crypto: withMessage(key, message) }
        const { verdict, checks } = await verify(await write(key, signature), verifyOptions({}, engines))
        const ours = await portableCrypto.verify(key, message, signature)
        const code = checks.find(({ id }) => id === 'proof')?.code
        expect([verdict, code], `${row.key} ${row.sig}`).toEqual(
          ours
            ? ['valid', expect.stringMatching(/^proof-(?:ok|superseded)$/)]
            : ['invalid', expect.stringMatching(/^(?:proof|key-binding)-signature$/)],
        )
        if (ours) accepted += 1
      }
      expect([rows.length, accepted]).toEqual([914, 43])
    },
  )
})

const orders = {
  p256: 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n,
  p384: 0xffffffffffffffffffffffffffffffffffffffffffffffffc7634d81f4372ddf581a0db248b0a77aecec196accc52973n,
} as const

/** Signatures that say nothing, out of their range, or in another form; by name. */
function badSignatures(type: keyof typeof orders): readonly (readonly [string, Uint8Array])[] {
  const order = orders[type]
  const half = type === 'p256' ? 32 : 48
  const number = (value: bigint) => value.toString(16).padStart(2 * half, '0')
  const pairs: readonly (readonly [string, bigint, bigint])[] = [
    ...([
      ['r = s = 0', 0n, 0n],
      ['r = 0', 0n, 1n],
      ['s = 0', 1n, 0n],
      ['r = n', order, 1n],
    ] as const),
    ...([
      ['s = n', 1n, order],
      ['r = n + 1', order + 1n, 1n],
      ['r = s = n', order, order],
    ] as const),
  ]
  const integer = `02${half.toString(16)}${number(1n)}`
  const der = decodeHex(`30${(4 + 2 * half).toString(16)}${integer}${integer}`)
  const raw = pairs.map(([name, r, s]) => [name, decodeHex(number(r) + number(s))] as const)
  return [...raw, ['DER', der], ['nothing', new Uint8Array()]]
}

describe('3.2 edges of ECDSA', () => {
  const engines = [portableCrypto, nodeCrypto]
  const verdictOf = async (input: string, engine: Crypto) => {
    const { verdict, checks } = await verify(input, verifyOptions({}, { ...nodeEngines, crypto: engine }))
    return { verdict, outcome: checks.find(({ id }) => id === 'proof')?.outcome }
  }

  // Fails when `verify` of a Crypto answers true for r = 0 or s = 0, as the Java of CVE-2022-21449 did.
  it.each(['p256', 'p384'] as const)(
    'T5 DI15 %s in tokens: zero, out-of-range and DER signatures are refused',
    async (type) => {
      const signer = testSigner('edge', type)
      const kid = didKeyMethod(signer.publicKey)
      const token = await anyToken({ kid, typ: 'vc+jwt' }, badgeOf(signer.publicKey), signer)
      const selective = await anyToken({ kid, typ: 'vc+sd-jwt' }, badgeOf(signer.publicKey), signer)
      for (const engine of engines) {
        for (const good of [token, `${selective}~`])
          expect((await verdictOf(good, engine)).verdict).toBe('valid')
        for (const [name, signature] of badSignatures(type)) {
          const [changed, other] = [token, selective].map((text) =>
            text.replace(/[^.]*$/, encodeBase64Url(signature)),
          )
          for (const bad of [changed ?? '', `${other}~`])
            expect([name, (await verdictOf(bad, engine)).verdict]).toEqual([name, 'invalid'])
        }
      }
    },
  )

  it('T5 DI15 in ecdsa-sd-2023: neither the issuer’s signature nor that of a statement may be one of them', async () => {
    const signer = testSigner('edge', 'p256')
    const base = await createProof({
      ...{ document: badgeOf(signer.publicKey), signer, created: now, cryptosuite: 'ecdsa-sd-2023' },
      ...{ verificationMethod: didKeyMethod(signer.publicKey), ...nodeEngines },
      selective: {
        mandatoryPointers: ['/issuer'],
        hmacKey: new Uint8Array(32).fill(7),
        proofSigner: testSigner('proof', 'p256'),
      },
    })
    const shown = await deriveProof({ document: base, selectivePointers: [''], ...nodeEngines })
    const proof = shown.proof as JsonObject
    const value = decodeBase64Url(String(proof.proofValue).slice(1))
    const withSignature = (at: number, signature: Uint8Array) => {
      // A byte string of 64 bytes: two bytes say so (RFC 8949 3.1).
      const length = signature.length < 24 ? [0x40 + signature.length] : [0x58, signature.length]
      const changed = concatBytes(
        value.subarray(0, at),
        Uint8Array.from(length),
        signature,
        value.subarray(at + 66),
      )
      return JSON.stringify({ ...shown, proof: { ...proof, proofValue: `u${encodeBase64Url(changed)}` } })
    }
    // Three bytes of header and one of the list; then the issuer's signature, the key, and the list of the others, more than 23.
    const [ofIssuer, ofStatement] = [4, 4 + 66 + 37 + 2]
    for (const at of [ofIssuer, ofStatement]) {
      expect([...value.subarray(at, at + 2)]).toEqual([0x58, 64])
      const same = withSignature(at, value.slice(at + 2, at + 66))
      for (const engine of engines) {
        expect((await verdictOf(same, engine)).verdict).toBe('valid')
        for (const [name, signature] of badSignatures('p256'))
          expect([name, await verdictOf(withSignature(at, signature), engine)]).toEqual([
            name,
            { verdict: 'invalid', outcome: 'failed' },
          ])
      }
    }
  })
})
