import { didKeyMethod, isJsonArray, isJsonObject, type JsonObject, type JsonValue } from '@assay/core'
import fc from 'fast-check'
import { beforeAll, describe, expect, it } from 'vitest'
import {
  deviations,
  goodNetwork,
  type Network,
  otherKey,
  sign,
  unsignedBadge,
  verifyBadge,
} from './test/badge.ts'

const otherMethod = didKeyMethod(otherKey.publicKey)
let badge: JsonObject
let network: Network

beforeAll(async () => {
  badge = await sign(unsignedBadge())
  network = await goodNetwork()
})

describe('verify on proofs', () => {
  it('DI9 lists every proof, and fails when one that was checked failed', async () => {
    const twice = await sign(badge, { signer: otherKey })
    const report = await verifyBadge(twice, network)
    expect(deviations(report)).toContain('proof failed proof-signature')
    const proofs = report.checks.find((check) => check.id === 'proof')?.details?.proofs
    expect(proofs).toMatchObject([{ code: 'proof-ok' }, { code: 'proof-signature' }])
  })

  it('DI9 warns when a proof of an unknown suite stands beside a passing one', async () => {
    const proofs = [badge.proof ?? null, { type: 'DataIntegrityProof', cryptosuite: 'bbs-2023' }]
    const report = await verifyBadge({ ...badge, proof: proofs }, network)
    expect(deviations(report)).toEqual(['proof warning proof-partly-unsupported'])
    expect(report.verdict).toBe('valid')
    const alone = await verifyBadge({ ...badge, proof: proofs.slice(1) }, network)
    expect(deviations(alone)).toContain('proof unknown proof-cryptosuite')
    expect(alone.verdict).toBe('inconclusive')
  })

  // Fails with `bindIssuer` answering what `checkIssuerBinding` says: the verdict is then `invalid`.
  it('DI9 leaves it open who issued when only a third party’s proof could be checked', async () => {
    const theirs = await sign(unsignedBadge(), { signer: otherKey, verificationMethod: otherMethod })
    const unknownSuite = { ...(badge.proof as JsonObject), cryptosuite: 'bbs-2023' }
    const proofs = [theirs.proof ?? null, unknownSuite]
    const report = await verifyBadge({ ...theirs, proof: proofs }, network)
    expect(deviations(report)).toEqual([
      'proof warning proof-partly-unsupported',
      'issuer-binding unknown issuer-proof-unchecked',
      'trust-registry skipped needs-issuer-binding',
    ])
    expect(report.verdict).toBe('inconclusive')
    expect(report.credential?.established).toEqual({})
    const alone = await verifyBadge(theirs, network)
    expect(deviations(alone)).toContain('issuer-binding failed issuer-not-bound')
    expect(alone.verdict).toBe('invalid')
  })

  it('T9 calls a badge without proof invalid', async () => {
    expect(deviations(await verifyBadge(unsignedBadge(), network))).toContain('proof failed proof-missing')
    const many = await verifyBadge({ ...badge, proof: Array(11).fill(badge.proof) }, network)
    expect(deviations(many)).toContain('proof failed proof-malformed')
  })

  it('T10 calls no mutant valid', async () => {
    const places = placesOf(badge, [])
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...places),
        fc.oneof(fc.string(), fc.integer(), fc.boolean(), fc.constant(null), fc.constant(undefined)),
        async (place, value) => {
          const mutant = replaceAt(badge, place, value)
          if (JSON.stringify(mutant) === JSON.stringify(badge)) return
          expect((await verifyBadge(mutant, network)).verdict, place.join('.')).not.toBe('valid')
        },
      ),
      { numRuns: 150 },
    )
  })
})

type Place = readonly (string | number)[]

function placesOf(value: JsonValue, at: Place): Place[] {
  if (isJsonArray(value))
    return value.flatMap((item, index) => [[...at, index], ...placesOf(item, [...at, index])])
  if (!isJsonObject(value)) return []
  return Object.entries(value).flatMap(([name, item]) => [[...at, name], ...placesOf(item, [...at, name])])
}

function replaceAt(value: JsonValue, place: Place, replacement: JsonValue | undefined): JsonValue {
  const [head, ...rest] = place
  if (head === undefined) return replacement ?? null
  if (isJsonArray(value)) {
    return value.flatMap((item, index) =>
      index !== head
        ? [item]
        : rest.length === 0 && replacement === undefined
          ? []
          : [replaceAt(item, rest, replacement)],
    )
  }
  if (!isJsonObject(value)) return value
  const entries = Object.entries(value).flatMap(([name, item]): [string, JsonValue][] => {
    if (name !== head) return [[name, item]]
    return rest.length === 0 && replacement === undefined ? [] : [[name, replaceAt(item, rest, replacement)]]
  })
  return Object.fromEntries(entries)
}
