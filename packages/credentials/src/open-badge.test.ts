import { decodeMultibase, type JsonObject, type JsonValue, memberOf, portableCrypto } from '@assay/core'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { readAssessmentRecord } from './assessment-record.ts'
import { canonicalize } from './canonicalize.ts'
import { credentialsV2Url, openBadgesUrl } from './contexts.ts'
import { checkDataModel } from './data-model/check-data-model.ts'
import { fullBadge, fullInput, smallBadge, smallInput } from './open-badge.fixture.ts'
import { buildOpenBadge, encodeDigestMultibase } from './open-badge.ts'
import type { AssessmentRecord } from './open-badge-input.ts'

const subject = fullBadge.credentialSubject as JsonObject
const achievement = subject.achievement as JsonObject

function everyValue(value: JsonValue): readonly JsonValue[] {
  if (typeof value !== 'object' || value === null) return [value]
  return [value, ...Object.values(value).flatMap(everyValue)]
}

describe('buildOpenBadge', () => {
  it('OI1: names the contexts of VCDM 2.0 and Open Badges 3.0.3, in this order', () => {
    expect(fullBadge['@context']).toEqual([credentialsV2Url, openBadgesUrl])
    expect(fullBadge.type).toEqual(['VerifiableCredential', 'OpenBadgeCredential'])
  })

  it.each([
    ['a full badge', fullBadge],
    ['the smallest badge', smallBadge],
  ])(
    'makes %s without a problem, and every word of it has a meaning in the standard contexts',
    async (_, badge) => {
      expect(checkDataModel(badge)).toEqual([])
      expect(await canonicalize(badge, { crypto: portableCrypto })).toBeDefined()
    },
  )

  it('OI2: leaves out what is empty', () => {
    const values = [...everyValue(fullBadge), ...everyValue(smallBadge)]
    expect(values.filter((value) => value === null || value === undefined)).toEqual([])
    expect(values.filter((value) => Array.isArray(value) && value.length === 0)).toEqual([])
    expect(smallBadge).not.toHaveProperty('evidence')
    expect(smallBadge).not.toHaveProperty('credentialStatus')
  })

  it('gives the same document for the same input', () => {
    expect(JSON.stringify(buildOpenBadge(fullInput))).toBe(JSON.stringify(fullBadge))
  })

  it('says the same alignment once', () => {
    expect(memberOf(achievement, 'alignment')).toHaveLength(2)
  })

  it('keeps the name in plain beside the hashed identifier, and no e-mail', () => {
    expect(memberOf(subject, 'identifier')).toMatchObject([
      { hashed: false, identityType: 'name', identityHash: 'Jordan Ejemplo' },
      { hashed: true, identityType: 'emailAddress' },
    ])
    expect(JSON.stringify(fullBadge)).not.toContain('jordan@learner.example')
  })

  it('writes kind and digest of evidence, and texts only where they were given', () => {
    const [file, drill] = fullBadge.evidence as JsonObject[]
    expect(file).toEqual({
      id: 'urn:uuid:00000000-0000-4000-8000-0000000000e1',
      type: ['Evidence'],
      genre: 'File',
      mediaType: 'video/mp4',
      digestMultibase: encodeDigestMultibase(new Uint8Array(32).fill(1)),
    })
    expect(drill).toMatchObject({ genre: 'Observation: Yard drill', narrative: 'Seen on Monday.' })
  })

  it('writes one status entry as an object and two as an array', () => {
    expect(fullBadge.credentialStatus).toHaveLength(2)
    const [entry = {}] = fullInput.credentialStatus ?? []
    expect(buildOpenBadge({ ...fullInput, credentialStatus: [entry] }).credentialStatus).toEqual(entry)
  })

  it('writes digests as multihash', () => {
    const digest = portableCrypto.sha256(new Uint8Array())
    expect(decodeMultibase(encodeDigestMultibase(digest), 'u')).toEqual(Uint8Array.of(0x12, 0x20, ...digest))
    expect(() => encodeDigestMultibase(new Uint8Array(20))).toThrow(TypeError)
  })
})

describe('the assessment record', () => {
  it('is told in results that standard readers show', () => {
    const descriptions = memberOf(achievement, 'resultDescription') as JsonObject[]
    const values = new Map(
      (memberOf(subject, 'result') as JsonObject[]).map((result) => [result.resultDescription, result.value]),
    )
    const told = descriptions
      .filter((entry) => String(entry.resultType).startsWith('ext:'))
      .map((entry) => [entry.name, values.get(entry.id as string)])
    expect(told).toEqual([
      ['Proof type', 'demonstration'],
      ['Number of assessors', '2'],
      ['Capacity of the assessors', 'Supervisor'],
      ['Done under supervision', 'yes'],
      ['Identity checked', 'no'],
      ['Workload in hours', '12.5'],
      ['Basis of the decision', 'Rubric'],
      ['Assessed on', '2026-05-03'],
    ])
  })

  it('is labelled in the language of the achievement', () => {
    const spanish = { ...smallInput, achievement: { ...smallInput.achievement, inLanguage: 'es' } }
    expect(JSON.stringify(buildOpenBadge(spanish))).toContain('Tipo de prueba')
  })

  it('is read as it was written', () => {
    const text = fc.string({ minLength: 1, unit: 'grapheme' })
    const record: fc.Arbitrary<AssessmentRecord> = fc.record(
      {
        proofType: fc.constantFrom('participation', 'progression', 'completion', 'demonstration'),
        assessorCount: fc.nat(50),
        assessorCapacity: text,
        supervised: fc.boolean(),
        identityChecked: fc.boolean(),
        workloadHours: fc.nat(4_000).map((quarters) => quarters / 4),
        decisionBasis: text,
        assessedOn: fc.constant('2026-05-03'),
      },
      { requiredKeys: ['proofType'] },
    )
    fc.assert(
      fc.property(record, (assessment) => {
        expect(readAssessmentRecord(buildOpenBadge({ ...smallInput, assessment }))).toEqual(assessment)
      }),
    )
  })

  it('is absent from badges of others', () => {
    expect(readAssessmentRecord({})).toBeUndefined()
    expect(
      readAssessmentRecord({ credentialSubject: { achievement: {}, result: ['x', null] } }),
    ).toBeUndefined()
  })
})
