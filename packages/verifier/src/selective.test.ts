import { decodeMultibase, encodeMultibase, type JsonObject, type JsonValue } from '@assay/core'
import { createProof, deriveProof, mandatoryBadgePointers } from '@assay/credentials'
import { testSigner } from '@assay/testkit'
import fc from 'fast-check'
import { beforeAll, describe, expect, it } from 'vitest'
import {
  deviations,
  issuerDocument,
  listUrl,
  method,
  multikeyMethod,
  type Network,
  nodeEngines,
  now,
  statusList,
  unsignedBadge,
  verifyBadge,
} from './test/badge.ts'

const key = testSigner('issuer', 'p256')
const listMethod = `${method}-list`
const pointers = [
  '/description',
  '/credentialSubject/identifier',
  '/credentialSubject/achievement',
  '/awardedDate',
]
let base: JsonObject
let network: Network

beforeAll(async () => {
  const document = unsignedBadge({ description: 'Awarded for safe work.' })
  base = await createProof({
    ...{ document, verificationMethod: method, created: now, signer: key, cryptosuite: 'ecdsa-sd-2023' },
    selective: {
      mandatoryPointers: mandatoryBadgePointers(document),
      hmacKey: new Uint8Array(32).fill(7),
      proofSigner: testSigner('proof key', 'p256'),
    },
    ...nodeEngines,
  })
  const verificationMethod = [multikeyMethod(key), multikeyMethod(testSigner('issuer'), listMethod)]
  network = {
    'https://harbor.example.org/issuer': issuerDocument({
      verificationMethod,
      assertionMethod: [method, listMethod],
    }),
    [listUrl]: await statusList({ verificationMethod: listMethod }),
  }
})

const show = (selectivePointers: readonly string[]) =>
  deriveProof({ document: base, selectivePointers, ...nodeEngines })

describe('verify on badges that are shown in part', () => {
  it('DI10 refuses the base proof, which is for its holder', async () => {
    const report = await verifyBadge(base, network)
    expect(deviations(report)).toContain('proof failed proof-base')
    expect(report.verdict).toBe('invalid')
  })

  it('DI11 calls whatever the holder selects valid, with all that the issuer made mandatory', async () => {
    await fc.assert(
      fc.asyncProperty(fc.subarray(pointers), async (chosen) => {
        const shown = await show(chosen)
        const report = await verifyBadge(shown, network, nodeEngines)
        expect(deviations(report)).toEqual([])
        expect(report.verdict).toBe('valid')
        const proof = report.checks.find(({ id }) => id === 'proof')
        expect(proof?.details?.proofs).toMatchObject([{ code: 'proof-ok' }])
        expect(shown.credentialStatus).toEqual(base.credentialStatus)
      }),
      { numRuns: 8 },
    )
  })

  it('T10 calls no mutant of it valid: members taken out or changed, bytes of the value', async () => {
    const shown = await show(pointers)
    const places = placesOf(shown, []).filter((place) => place[0] !== 'proof' || place.length < 2)
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...places),
        fc.oneof(fc.string(), fc.integer(), fc.constant(null), fc.constant(undefined)),
        async (place, value) => {
          const mutant = replaceAt(shown, place, value)
          if (JSON.stringify(mutant) === JSON.stringify(shown)) return
          const report = await verifyBadge(mutant, network, nodeEngines)
          expect(report.verdict, place.join('.')).not.toBe('valid')
        },
      ),
      { numRuns: 100 },
    )
    const proof = shown.proof as JsonObject
    const bytes = decodeMultibase(String(proof.proofValue))
    await fc.assert(
      fc.asyncProperty(fc.nat(bytes.length - 1), fc.integer({ min: 1, max: 255 }), async (at, change) => {
        const proofValue = encodeMultibase(
          'u',
          bytes.map((byte, index) => (index === at ? byte ^ change : byte)),
        )
        const mutant = { ...shown, proof: { ...proof, proofValue } }
        expect((await verifyBadge(mutant, network, nodeEngines)).verdict).toBe('invalid')
      }),
      { numRuns: 50 },
    )
  }, 60_000)

  it('T12 calls a part invalid that another key derived its own proof for', async () => {
    const thief = testSigner('other', 'p256')
    const { proof: _, ...document } = base
    const stolen = await createProof({
      ...{ document, verificationMethod: method, created: now, signer: thief, cryptosuite: 'ecdsa-sd-2023' },
      selective: { mandatoryPointers: [], hmacKey: new Uint8Array(32), proofSigner: thief },
      ...nodeEngines,
    })
    const report = await verifyBadge(
      await deriveProof({ document: stolen, selectivePointers: [''], ...nodeEngines }),
      network,
    )
    expect(deviations(report)).toContain('proof failed proof-signature')
  })
})

type Place = readonly (string | number)[]

function placesOf(value: JsonValue, path: Place): readonly Place[] {
  if (typeof value !== 'object' || value === null) return [path]
  const inner = Object.entries(value).flatMap(([name, member]) =>
    placesOf(member as JsonValue, [...path, name]),
  )
  return path.length === 0 ? inner : [path, ...inner]
}

function replaceAt(value: JsonValue, [name, ...rest]: Place, by: JsonValue | undefined): JsonValue {
  if (name === undefined || typeof value !== 'object' || value === null) return by ?? null
  if (Array.isArray(value)) {
    return value.flatMap((item, at) =>
      String(at) !== String(name)
        ? [item]
        : rest.length === 0 && by === undefined
          ? []
          : [replaceAt(item, rest, by)],
    )
  }
  return Object.fromEntries(
    Object.entries(value as JsonObject).flatMap(([own, member]) =>
      own !== name
        ? [[own, member]]
        : rest.length === 0 && by === undefined
          ? []
          : [[own, replaceAt(member, rest, by)]],
    ),
  )
}
