import type { JsonObject, JsonValue } from '@assay/core'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { checkExtension, isKnownExtension } from './extensions.ts'
import { readWords } from './vocabulary.ts'

const extension = (type: string, members: JsonObject) => {
  const types = ['Extension', type]
  const value = { '@context': 'https://extensions.example/context.json', type: types, ...members }
  return { name: 'extensions:x', types, value }
}
const url = 'https://north.example/apply'
const street = { streetAddress: 'Quay 4', addressLocality: 'Northmole', postalCode: '0417' }
const id = '0b8f2c5e-6c1a-4f0e-9a5a-0a4d2f6f9d11'
const task: JsonObject = {
  ...{ description: 'A spill of oil.', type: 'Performance', assessmentOutput: 'A clean quay' },
  ...{ hasGroupParticipation: false, hasGroupEvaluation: false, evaluationMethod: 'Two assessors.' },
}
const rubric: JsonObject = {
  ...{ identifier: id, title: 'Spills' },
  rubricCriteria: [
    { identifier: id, weight: 2, criterionLevels: { identifier: id, description: 'Stops it.', score: 3 } },
  ],
}
const section: JsonObject = {
  title: 'One',
  questions: { type: 'TextQuestion', text: 'Where to?', wordLimit: 90 },
}

/** A good one of each kind; what it needs; and members that make it wrong. */
const published: readonly [string, JsonObject, readonly string[], readonly JsonObject[]][] = [
  ['extensions:ApplyLink', { url }, ['url'], [{ url: 'apply here' }, { url: 7 }]],
  [
    'extensions:MoreInfoLinkExtension',
    { moreInfoUrl: url, moreInfoDescription: 'More.' },
    ['moreInfoUrl'],
    [{ moreInfoUrl: '' }, { moreInfoDescription: 1 }],
  ],
  ['extensions:OriginalCreator', { url }, ['url'], [{ url: '' }]],
  [
    'extensions:ExtraDescriptionExtension',
    { name: 'For whom', narrative: 'Crane crews.' },
    ['name', 'narrative'],
    [{ name: 1 }, { narrative: ['x'] }],
  ],
  [
    'extensions:Endorsement',
    { description: 'We take it.', endorsedObject: { id: url } },
    ['description'],
    [{ description: null }, { endorsedObject: url }],
  ],
  [
    'extensions:GeoCoordinates',
    { description: 'The yard.', geo: { latitude: 54.9, longitude: -1.4 } },
    ['description', 'geo'],
    [{ geo: { latitude: 54.9 } }, { geo: { latitude: '54.9', longitude: -1.4 } }, { name: 7 }],
  ],
  [
    'extensions:Accessibility',
    { url, accessibilityFeature: 'captions', accessibilityControl: ['fullKeyboardControl'] },
    ['url', 'accessibilityFeature'],
    [
      { accessibilityFeature: ['captions'] },
      { accessibilityControl: [1] },
      { url: 'x y' },
      { accessibilityAPI: 1 },
    ],
  ],
  [
    'extensions:LicenseExtension',
    { id: 'CC-BY', name: 'Attribution', legalCode: 'https://creativecommons.org/licenses/by/4.0/legalcode' },
    ['id', 'name'],
    [{ id: 'MIT' }, { id: 'https://creativecommons.org.evil.example/' }, { legalCode: 4 }],
  ],
  [
    'extensions:IssuerAccreditation',
    {
      ...{
        name: 'Port board',
        contactInstructions: 'Write.',
        url,
        address: street,
        accreditationDate: '2026-05-03',
      },
      parentOrganization: { name: 'Ministry', url, address: street },
    },
    ['name', 'contactInstructions', 'url', 'address'],
    [
      { address: 'Quay 4' },
      { address: { postalCode: 417 } },
      { accreditationDate: '2026-13-03' },
      { accreditationDate: '2026-0503' },
      { parentOrganization: { url: 'x' } },
      { logo: 'logo' },
    ],
  ],
  [
    'extensions:AssessmentExtension',
    { description: 'One.', assessments: [{ ...task, rubrics: rubric, sections: [section] }] },
    ['description', 'assessments'],
    [
      { assessments: 'x' },
      { assessments: [{ ...task, type: 'CreativeWork' }] },
      { assessments: { ...task, hasGroupEvaluation: 'false' } },
      { assessments: { ...task, assessmentExample: 'example' } },
      { assessments: { ...task, rubrics: { ...rubric, identifier: id.toUpperCase() } } },
      { assessments: { ...task, rubrics: { ...rubric, lastChangeDateTime: '2026-05-03' } } },
      {
        assessments: {
          ...task,
          rubrics: [{ ...rubric, rubricCriteria: { identifier: id, criterionLevels: {} } }],
        },
      },
      { assessments: { ...task, sections: { questions: [{ type: 'Riddle', text: 'x' }] } } },
      { assessments: { ...task, sections: { questions: { type: 'TextQuestion' } } } },
    ],
  ],
]

describe('extensions that 1EdTech publishes', () => {
  it.each(published)('B27 %s: takes a good one', (type, good) => {
    expect(isKnownExtension(extension(type, good))).toBe(true)
    expect(checkExtension(extension(type, good))).toBeUndefined()
    // What the schema does not name is the issuer's own matter.
    expect(checkExtension(extension(type, { ...good, ours: { deep: [1] } }))).toBeUndefined()
  })

  it.each(published)('B27 %s: names each member that it needs and lacks', (type, good, needed) => {
    for (const name of needed) {
      const { [name]: _, ...rest } = good
      expect(checkExtension(extension(type, rest))).toBe(`/${name} is missing`)
    }
  })

  it.each(published)('B27 %s: refuses members of another kind', (type, good, _, wrong) => {
    for (const members of wrong)
      expect(checkExtension(extension(type, { ...good, ...members })), JSON.stringify(members)).toMatch(/^\//)
  })

  it('B27: knows a kind by every spelling that the publisher uses', () => {
    for (const type of [
      'extensions:ApplyLink',
      'extensions:applyLink',
      'extensions#applyLinkExtension',
      'extension:applyLinkExtension',
      'https://w3id.org/openbadges/extensions#ApplyLink',
    ])
      expect(checkExtension(extension(type, {})), type).toBe('/url is missing')
    expect(checkExtension(extension('cc:License', { id: 'CC-0' }))).toBe('/name is missing')
    const draft = { overallDescription: 'One.', assessment: { ...task, assessmentDescription: 'x' } }
    expect(checkExtension(extension('extensions:Assessment', draft))).toBeUndefined()
  })

  it('B27: says what is no extension at all, and leaves unknown kinds alone', () => {
    const shoe = extension('extensions:Shoe', { size: 43 })
    expect([checkExtension(shoe), isKnownExtension(shoe)]).toEqual([undefined, false])
    expect(checkExtension({ ...shoe, types: ['Extension'] })).toContain('what kind')
    expect(checkExtension({ ...shoe, types: ['extensions:Shoe'] })).toContain('does not contain Extension')
    expect(checkExtension({ ...shoe, value: { size: 43 } })).toContain('no context')
    for (const kind of ['constructor', '__proto__', 'toString'])
      expect(isKnownExtension(extension(`extensions:${kind}`, {})), kind).toBe(false)
  })

  it('B27: finds several of one kind under one name', () => {
    const one = extension('extensions:IssuerAccreditation', {}).value
    const profile = {
      '@context': 'https://w3id.org/openbadges/v2',
      'extensions:IssuerAccreditation': [one, one],
    }
    expect(readWords(profile).extensions.length).toBe(2)
    expect(readWords({ ...profile, 'extensions:IssuerAccreditation': [one, 'x'] }).unknown).toEqual([
      'extensions:IssuerAccreditation',
    ])
  })

  it('B27: answers whatever the members hold', () => {
    const types = fc.constantFrom(...published.map(([type]) => type))
    const names = fc.constantFrom(...published.flatMap(([, good]) => Object.keys(good)))
    fc.assert(
      fc.property(types, fc.dictionary(names, fc.jsonValue()), (type, members) => {
        const found = checkExtension(extension(type, members as Readonly<Record<string, JsonValue>>))
        expect(found === undefined || found.startsWith('/')).toBe(true)
      }),
      { numRuns: 300 },
    )
  })
})
