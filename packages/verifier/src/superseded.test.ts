import {
  concatBytes,
  portableCrypto as crypto,
  encodeMultibase,
  encodeUtf8,
  type JsonObject,
} from '@assay/core'
import { beforeAll, describe, expect, it } from 'vitest'
import {
  canonicalize,
  deviations,
  goodNetwork,
  issuerDocument,
  issuerId,
  issuerKey,
  listUrl,
  method,
  multikeyMethod,
  type Network,
  sign,
  statusList,
  unsignedBadge,
  verifyBadge,
} from './test/badge.ts'

const suiteContext = 'https://w3id.org/security/suites/ed25519-2020/v1'

/** Signs as programs did before Data Integrity, which nothing here does any more: hash of the proof, then hash of the document. */
async function signEarlier(document: JsonObject, kind: JsonObject): Promise<JsonObject> {
  const contexts = document['@context'] as readonly string[]
  const unsigned =
    kind.type === 'Ed25519Signature2020' ? { ...document, '@context': [...contexts, suiteContext] } : document
  const proof = {
    ...{
      ...kind,
      created: '2026-01-01T00:00:00Z',
      verificationMethod: method,
      proofPurpose: 'assertionMethod',
    },
  }
  const configuration = { '@context': unsigned['@context'] ?? null, ...proof }
  const hashes = [configuration, unsigned].map(async (part) =>
    crypto.sha256(encodeUtf8((await canonicalize(part, 'sha256')).nquads)),
  )
  const [signature = new Uint8Array()] = await issuerKey.sign([concatBytes(...(await Promise.all(hashes)))])
  return { ...unsigned, proof: { ...proof, proofValue: encodeMultibase('z', signature) } }
}

const kinds: readonly (readonly [string, JsonObject])[] = [
  ['Ed25519Signature2020', { type: 'Ed25519Signature2020' }],
  ['eddsa-2022', { type: 'DataIntegrityProof', cryptosuite: 'eddsa-2022' }],
]
let network: Network

beforeAll(async () => {
  network = await goodNetwork()
})

describe.each(kinds)('verify on badges signed by %s', (_, kind) => {
  it('DI1 OD6 calls them valid, with a warning', async () => {
    const signed = await signEarlier(unsignedBadge(), kind)
    const report = await verifyBadge(signed, network)
    expect(deviations(report)).toContain('proof warning proof-superseded')
    expect(report.verdict).toBe('valid')
    const forged = await verifyBadge({ ...signed, name: 'Forged' }, network)
    expect(deviations(forged)).toContain('proof failed proof-signature')
    expect(forged.verdict).toBe('invalid')
  })

  it('reads their key as Ed25519VerificationKey2020', async () => {
    const key = { ...multikeyMethod(issuerKey), type: 'Ed25519VerificationKey2020' }
    const document = issuerDocument({ verificationMethod: [key] })
    const report = await verifyBadge(await signEarlier(unsignedBadge(), kind), {
      ...network,
      [issuerId]: document,
    })
    expect(report.verdict).toBe('valid')
  })

  it('DI9 does not let them stand for one that failed, nor warn beside one that is good', async () => {
    const { proof: old, ...unsigned } = await signEarlier(unsignedBadge(), kind)
    const good = (await sign(unsigned)).proof ?? null
    const both = await verifyBadge({ ...unsigned, proof: [old ?? null, good] }, network)
    expect(both.verdict).toBe('valid')
    expect(deviations(both).filter((line) => line.startsWith('proof'))).toEqual([])
    const bad = { ...(good as JsonObject), created: '2026-01-02T00:00:00Z' }
    const failed = await verifyBadge({ ...unsigned, proof: [old ?? null, bad] }, network)
    expect(deviations(failed)).toContain('proof failed proof-signature')
  })

  it('believes a status list that is signed so', async () => {
    const { proof: _old, ...list } = await statusList()
    const lists = { ...network, [listUrl]: await signEarlier(list, kind) }
    expect(deviations(await verifyBadge(await sign(unsignedBadge()), lists))).toEqual([])
    const { proof: _other, ...revoked } = await statusList({ set: [94_567] })
    const revoking = { ...network, [listUrl]: await signEarlier(revoked, kind) }
    expect(deviations(await verifyBadge(await sign(unsignedBadge()), revoking))).toContain(
      'status failed status-revoked',
    )
  })
})
