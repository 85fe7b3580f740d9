import {
  portableCrypto as crypto,
  decodeHex,
  encodeHex,
  encodeMultikey,
  type JsonObject,
  type JsonValue,
  memberOf,
  type PublicKey,
  parseDidKeyMethod,
  parseMultikey,
  type Signer,
} from '@assay/core'
import { sharedVectors } from '@assay/testkit'
import { describe, expect, it } from 'vitest'
import { attachProof, prepareProof } from '../create-proof.ts'
import { withoutMembers } from '../cryptosuites.ts'
import { listProofs } from '../list-proofs.ts'
import { vectorCanonicalize as canonicalize } from '../vectors.fixture.ts'
import { verifyProof } from '../verify-proof.ts'
import { hashStatements } from './base-proof.ts'
import { deriveProof } from './derive-proof.ts'
import { labelDocument } from './labelled-document.ts'
import { parseBaseProof, parseDisclosureProof } from './proof-value.ts'
import { readPointers, selectDocument } from './select-document.ts'

const folder = sharedVectors('vc-di-ecdsa')
const keys = folder?.json('ecdsa-sd-2023/SDKeyMaterial.json') as Record<string, Record<string, string>>

const cases = [
  ['prc', 'prCredMandatory.json', 'prCredSelective.json'],
  ['employ', 'employMandatory.json', 'employSelective.json'],
] as const

describe.skipIf(folder === null).each(cases)(
  'the vectors of ecdsa-sd-2023, %s',
  (name, mandatoryFile, selectiveFile) => {
    const json = (file: string) => folder?.json(`ecdsa-sd-2023/${name}/${file}`) as JsonObject
    const lines = (file: string) => folder?.json(`ecdsa-sd-2023/${name}/${file}`) as readonly string[]
    const mandatoryPointers = folder?.json(mandatoryFile) as readonly string[]
    const selectivePointers = folder?.json(selectiveFile) as readonly string[]
    const secured = folder === null ? {} : json('addSignedSDBase.json')
    const baseProof = (memberOf(secured, 'proof') ?? {}) as JsonObject
    const document = withoutMembers(secured, 'proof')
    const hmacKey = folder === null ? new Uint8Array(32) : decodeHex(String(keys.hmacKeyString).toLowerCase())
    const label = () => labelDocument({ document, hmacKey, canonicalize, crypto })
    const resolveKey = async (url: string) => parseDidKeyMethod(url).key
    const check = (shown: JsonObject) =>
      verifyProof({
        ...{ document: shown, proof: listProofs(shown)[0] ?? null, resolveKey, canonicalize, crypto },
        now: Date.parse('2024-12-17T00:00:00Z'),
      })

    it('add: the statements, before and after the names', async () => {
      const { nquads } = await canonicalize(document, 'sha256')
      expect(nquads).toBe(lines('addBaseDocCanon.json').join(''))
      expect((await label()).statements).toEqual(lines('addBaseDocHMACCanon.json'))
    })

    it('add: the values of the pointers, and the statements that are mandatory', async () => {
      const values = json('addPointerValues.json') as never as readonly {
        pointer: string
        value: JsonValue
      }[]
      for (const { pointer, value } of values) {
        const part = selectDocument(document, readPointers(document, [pointer]))
        expect(memberOf(part, pointer.slice(1))).toEqual(value)
      }
      const { mandatory } = json('addBaseTransform.json') as { mandatory: { value: [number, string][] } }
      const { findPart, statements } = await label()
      const { indexes } = await findPart(readPointers(document, mandatoryPointers))
      expect([...indexes].sort((a, b) => a - b).map((index) => [index, statements[index]])).toEqual(
        mandatory.value,
      )
    })

    it('add: the hashes and the value of the proof', async () => {
      const { baseSignature, publicKey, signatures } = json('addRawBaseSignatureInfo.json') as never as {
        baseSignature: string
        publicKey: string
        signatures: readonly string[]
      }
      const { proofHash, mandatoryHash } = json('addHashData.json') as Record<string, string>
      const method = String(baseProof.verificationMethod)
      const key = parseDidKeyMethod(method).key
      const prepared = await prepareProof({
        ...{ document, canonicalize, crypto, publicKey: key, verificationMethod: method },
        created: Date.parse(String(baseProof.created)),
        cryptosuite: 'ecdsa-sd-2023',
        selective: { mandatoryPointers, hmacKey, proofSigner: answers(parseMultikey(publicKey), signatures) },
      })
      const keyBytes = encodeHex(prepared.bytes).slice(64, 64 + 70)
      expect(encodeHex(prepared.bytes)).toBe(`${proofHash}${keyBytes}${mandatoryHash}`)
      expect(attachProof(document, prepared, decodeHex(baseSignature), key)).toEqual(secured)
      expect(encodeMultikey(parseBaseProof(String(baseProof.proofValue)).proofKey)).toBe(publicKey)
    })

    it('derive: the base data, the groups and what is shown', async () => {
      const base = parseBaseProof(String(baseProof.proofValue))
      const recovered = json('derivedRecoveredBaseData.json')
      expect({
        baseSignature: encodeHex(base.baseSignature),
        proofPublicKey: encodeMultikey(base.proofKey),
        hmacKey: encodeHex(base.hmacKey),
        signatures: base.signatures.map(encodeHex),
        mandatoryPointers: base.mandatoryPointers,
      }).toEqual(recovered)
      const { findPart } = await label()
      const groups = json('derivedGroupIndexes.json')
      for (const [group, pointers] of [
        ['mandatory', mandatoryPointers],
        ['selective', selectivePointers],
        ['combined', [...mandatoryPointers, ...selectivePointers]],
      ] as const) {
        const { indexes } = await findPart(readPointers(document, pointers))
        expect([...indexes].sort((a, b) => a - b)).toEqual(groups[`${group}Indexes`])
      }
    })

    it('derive: the document and its proof, byte for byte', async () => {
      const derived = await deriveProof({ document: secured, selectivePointers, canonicalize, crypto })
      expect(withoutMembers(derived, 'proof')).toEqual(json('derivedUnsignedReveal.json'))
      const expected = memberOf(json('derivedRevealDocument.json'), 'proof') as JsonObject
      const own = memberOf(derived, 'proof') as JsonObject
      const data = parseDisclosureProof(String(own.proofValue))
      const { labelMap, mandatoryIndexes } = json('verifyDerivedProofValue.json') as Record<string, never>
      expect([...data.labels].sort()).toEqual(labelMap)
      expect(data.mandatoryIndexes).toEqual(mandatoryIndexes)
      expect(own).toEqual(expected)
    })

    it('verify: the hashes and the verdict', async () => {
      const shown = json('derivedRevealDocument.json')
      expect(await check(shown)).toMatchObject({
        outcome: 'valid',
        cryptosuite: 'ecdsa-sd-2023',
        selective: true,
      })
      const { mandatoryHash, nonMandatory = [] } = json('verifyCreateVerifyData.json') as {
        mandatoryHash?: string
        nonMandatory?: readonly string[]
      }
      const all = lines('verifyNQuads.json')
      const mandatory = all.filter((line) => !nonMandatory.includes(line))
      expect(encodeHex(hashStatements(mandatory, crypto))).toBe(mandatoryHash)
      expect(await check({ ...shown, name: 'Forged' })).toMatchObject({ code: 'proof-signature' })
      expect(await check(secured)).toMatchObject({ outcome: 'invalid', code: 'proof-base' })
      folder?.report(1)
    })
  },
)

/** A signer that gives the signatures of the vectors, which no key can give again. */
function answers(publicKey: PublicKey, signatures: readonly string[]): Signer {
  return { publicKey, sign: async () => signatures.map(decodeHex) }
}
