import { createPrivateKey, sign as signBytes } from 'node:crypto'
import {
  concatBytes,
  decodeHex,
  decodeMultibase,
  encodeHex,
  type JsonObject,
  memberOf,
  type PublicKey,
  parseDidKeyMethod,
  parseMultikey,
  portableCrypto,
  type Signer,
} from '@assay/core'
import { sharedVectors } from '@assay/testkit'
import { describe, expect, it } from 'vitest'
import { createProof, prepareProof } from './create-proof.ts'
import { bytesToSign, cryptosuites, transform, withoutMembers } from './cryptosuites.ts'
import { listProofs } from './list-proofs.ts'
import { clock } from './open-badge.fixture.ts'
import type { ProofResult } from './proof-result.ts'
import { vectorCanonicalize as canonicalize } from './vectors.fixture.ts'
import { type VerifyProofOptions, verifyProof } from './verify-proof.ts'

const crypto = portableCrypto

function check(document: JsonObject, more: Partial<VerifyProofOptions> = {}): Promise<ProofResult> {
  const [proof = null] = listProofs(document)
  const resolveKey = async (url: string) => parseDidKeyMethod(url).key
  return verifyProof({ document, proof, resolveKey, now: clock.now(), canonicalize, crypto, ...more })
}

const eddsa = sharedVectors('vc-di-eddsa')
const ecdsa = sharedVectors('vc-di-ecdsa')
const skip = eddsa === null || ecdsa === null

const cases: readonly (readonly [folder: string, suffix: string])[] = [
  ['vc-di-eddsa/eddsa-rdfc-2022', 'DataInt'],
  ['vc-di-eddsa/eddsa-rdfc-2022/employ', 'DataInt'],
  ['vc-di-eddsa/eddsa-jcs-2022', 'JCS'],
  ['vc-di-eddsa/Ed25519Signature2020', 'EdSig'],
  ['vc-di-ecdsa/ecdsa-rdfc-2019-p256', 'ECDSAP256'],
  ['vc-di-ecdsa/ecdsa-rdfc-2019-p256/employ', 'ECDSAP256'],
  ['vc-di-ecdsa/ecdsa-rdfc-2019-p384', 'ECDSAP384'],
  ['vc-di-ecdsa/ecdsa-rdfc-2019-p384/employ', 'ECDSAP384'],
  ['vc-di-ecdsa/ecdsa-jcs-2019-p256', 'JCSECDSAP256'],
  ['vc-di-ecdsa/ecdsa-jcs-2019-p384', 'JCSECDSAP384'],
]

describe.skipIf(skip)('the vectors of vc-di-eddsa and vc-di-ecdsa', () => {
  function read(folder: string, suffix: string) {
    const vectors = sharedVectors(folder)
    const text = (name: string) => (vectors?.text(`${name}${suffix}.txt`) ?? '').trim()
    const signed = vectors?.json(`signed${suffix}.json`) as JsonObject
    const proof = memberOf(signed, 'proof') as JsonObject
    const suite = cryptosuites.get(String(proof.cryptosuite ?? proof.type))
    if (suite === undefined) throw new TypeError(`no suite for ${folder}`)
    const hash = suffix.includes('384') ? ('sha384' as const) : ('sha256' as const)
    const context = memberOf(signed, '@context') ?? null
    return { text, signed, proof, suite, hash, context }
  }

  it.each(cases)('%s verifies', async (...vector) => {
    const { signed, suite } = read(...vector)
    const superseded = suite.name === 'Ed25519Signature2020'
    expect(await check(signed)).toMatchObject({ outcome: 'valid', cryptosuite: suite.name, superseded })
    expect(await check({ ...signed, name: 'Forged' })).toMatchObject({ code: 'proof-signature' })
  })

  it.each(cases)('DI4: %s has the canonical forms and the hashes that we compute', async (...vector) => {
    const { text, signed, proof, suite, hash, context } = read(...vector)
    const document = withoutMembers(signed, 'proof')
    const configuration = { '@context': context, ...withoutMembers(proof, 'proofValue') }
    const written = async (object: JsonObject) =>
      (await transform({ suite, hash, canonicalize }, object)).trim()
    expect(await written(document)).toBe(text('canonDoc'))
    expect(await written(configuration)).toBe(text('proofCanon'))
    const bytes = await bytesToSign({ suite, document, configuration, hash, canonicalize, crypto })
    expect(encodeHex(bytes)).toBe(text('combinedHash'))
  })

  it.each(cases.filter(([folder]) => !folder.includes('2020')))(
    '%s is prepared as the vector is',
    async (...vector) => {
      const { text, signed, proof, suite } = read(...vector)
      const verificationMethod = String(proof.verificationMethod)
      const prepared = await prepareProof({
        ...{ document: withoutMembers(signed, 'proof'), verificationMethod, canonicalize, crypto },
        created: Date.parse(String(proof.created)),
        publicKey: parseDidKeyMethod(verificationMethod).key,
        cryptosuite: suite.name,
      })
      expect(encodeHex(prepared.bytes)).toBe(text('combinedHash'))
      expect({ ...prepared.proof, proofValue: proof.proofValue }).toEqual(proof)
    },
  )

  it('each proof of a proof set verifies by itself', async () => {
    const document = eddsa?.json('proof-set-chain/signedProofSet2.json') as JsonObject
    const proofs = listProofs(document)
    expect(proofs).toHaveLength(2)
    for (const proof of proofs) expect(await check(document, { proof })).toMatchObject({ outcome: 'valid' })
  })

  it('DI8: each proof of a chain verifies over the document with the proofs it names', async () => {
    const document = eddsa?.json('proof-set-chain/signedProofChain2.json') as JsonObject
    const proofs = listProofs(document)
    expect(proofs).toHaveLength(4)
    const chain = (changed: JsonObject) =>
      Promise.all(
        listProofs(changed).map(async (proof) => {
          const result = await check(changed, { proof })
          return 'code' in result ? result.code : result.outcome
        }),
      )
    expect(await chain(document)).toEqual(['valid', 'valid', 'valid', 'valid'])
    expect(await chain({ ...document, proof: proofs.slice(1) })).toEqual(['valid', 'proof-chain', 'valid'])
    const [first, ...others] = proofs
    const forged = { ...(first as JsonObject), created: '2023-02-24T23:36:39Z' }
    expect(await chain({ ...document, proof: [forged, ...others] })).toEqual([
      'proof-signature',
      'valid',
      'proof-signature',
      'valid',
    ])
  })

  it('DI8: sets and chains are made proof by proof, with the signatures of the vectors', async () => {
    const pairs = Object.values(
      (eddsa?.json('proof-set-chain/multiKeyPairs.json') ?? {}) as never as Record<string, KeyPair>,
    )
    const json = (name: string) => eddsa?.json(`proof-set-chain/${name}.json`) as JsonObject
    let document = json('unsigned')
    for (const [index, [config, signed]] of (
      [
        ['proofSetConfig1', 'signedProofSet1'],
        ['proofSetConfig2', 'signedProofSet2'],
        ['proofChainConfig1', 'signedProofChain1'],
        ['proofChainConfig2', 'signedProofChain2'],
      ] as const
    ).entries()) {
      const { id, previousProof, created, verificationMethod } = json(config) as Record<string, string>
      document = await createProof({
        ...{ document, canonicalize, crypto, verificationMethod: String(verificationMethod) },
        created: Date.parse(String(created)),
        ...(id === undefined ? {} : { id }),
        ...(previousProof === undefined ? {} : { previousProof }),
        signer: signerOf(pairs[index]),
      })
      expect(document).toEqual(json(signed))
    }
  })
})

interface KeyPair {
  readonly publicKeyMultibase: string
  readonly privateKeyMultibase: string
}

/** Signs with a key of the vectors; the two bytes before it say that it is one of Ed25519. */
function signerOf(pair: KeyPair | undefined): Signer {
  if (pair === undefined) throw new TypeError('there are not enough keys')
  const seed = decodeMultibase(pair.privateKeyMultibase, 'z').slice(2)
  const pkcs8 = concatBytes(decodeHex('302e020100300506032b657004220420'), seed)
  const key = createPrivateKey({ key: Buffer.from(pkcs8), format: 'der', type: 'pkcs8' })
  const publicKey: PublicKey = parseMultikey(pair.publicKeyMultibase)
  return { publicKey, sign: async (batch) => batch.map((bytes) => signBytes(null, bytes, key)) }
}
