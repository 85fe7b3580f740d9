import { memberOf } from '@assay/core'
import {
  address,
  either,
  instant,
  listOf,
  matching,
  number,
  object,
  oneOf,
  oneOrMany,
  type Shape,
  text,
  yesOrNo,
} from './extension-shape.ts'
import type { Extension } from './vocabulary.ts'

/**
 * Why an extension is not one (STANDARDS B27); undefined when nothing is wrong, also for a kind that is not known here. Every extension
 * says what it is by a context of its own and by a type beside `Extension`.
 */
export function checkExtension({ types, value }: Extension): string | undefined {
  if (memberOf(value, '@context') === undefined) return 'it has no context of its own'
  if (!types.some(isExtensionType)) return 'its type does not contain Extension'
  if (types.every(isExtensionType)) return 'it does not say what kind it is'
  return kindOf(types)?.(value, '')
}

/** Whether the content of this kind of extension is checked here. */
export const isKnownExtension = ({ types }: Extension): boolean => kindOf(types) !== undefined

/** The examples of 1.1 write it small. */
const isExtensionType = (type: string): boolean => type === 'Extension' || type === 'extension'

/** Spellings of one kind that contexts and examples of the publisher use: `ApplyLink`, `applyLink`, `applyLinkExtension`. */
function kindOf(types: readonly string[]): Shape | undefined {
  for (const type of types) {
    const [, name] =
      /^(?:extensions?[:#]|https:\/\/w3id\.org\/openbadges\/extensions#|cc:)#?(\w{1,60})$/.exec(type) ?? []
    const kind = name?.replace(/Extension$/, '').toLowerCase()
    if (kind !== undefined && Object.hasOwn(kinds, kind)) return kinds[kind]
  }
  return undefined
}

const postalAddress = object(
  {},
  {
    streetAddress: text,
    addressLocality: text,
    addressRegion: text,
    addressCountry: text,
    postalCode: text,
  },
)

const uuid = matching(/^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/, 'a UUID in lower case')
/** With or without its hyphens. */
const day = matching(
  /^[0-9]{4}(?:-(?:1[0-2]|0[1-9])-|(?:1[0-2]|0[1-9]))(?:3[01]|0[1-9]|[12][0-9])$/,
  'a day such as 2026-05-03',
)

const rubricPart = { lastChangeDateTime: instant, caseUri: address, description: text, position: number }
const rubricLevel = object(
  { identifier: uuid, description: text },
  { ...rubricPart, quality: text, score: number, feedback: text },
)
const rubricCriterion = object(
  { identifier: uuid },
  { ...rubricPart, category: text, weight: number, criterionLevels: oneOrMany(rubricLevel) },
)
const rubric = object(
  { identifier: uuid, title: text, rubricCriteria: oneOrMany(rubricCriterion) },
  { lastChangeDateTime: instant, caseUri: address },
)
const question = object(
  { type: oneOf('ExternalQuestion', 'FileQuestion', 'TextQuestion'), text },
  { rubricId: text, url: address, required: yesOrNo, wordLimit: number, characterLimit: number },
)
const section = object(
  {},
  {
    ...{ title: text, description: text, rubricId: text, url: address, required: yesOrNo },
    questions: oneOrMany(question),
  },
)
const assessment = object(
  {
    'description|assessmentDescription': text,
    'type|assessmentType': oneOf('Exam', 'Performance', 'Artifact'),
    assessmentOutput: text,
    hasGroupParticipation: yesOrNo,
    hasGroupEvaluation: yesOrNo,
    evaluationMethod: text,
  },
  {
    assessmentExample: address,
    scoringMethodExampleDescription: text,
    assessmentEvaluation: address,
    rubrics: oneOrMany(rubric),
    sections: oneOrMany(section),
  },
)

/**
 * What the extensions that 1EdTech publishes for Open Badges 1.1 and 2.0 ask for, read from their pages and schemas
 * (1EdTech/openbadges-specification, `extensions`) and said in our own words. Two of these schemas, of Geo Location and Accessibility, write
 * `required` one level too deep, where it binds nobody; their pages and later editions say the same in the right place, so it is asked.
 * The schema of Original Creator was not found: its page asks for the address.
 */
const kinds: Readonly<Record<string, Shape>> = {
  applylink: object({ url: address }),
  moreinfolink: object({ moreInfoUrl: address }, { moreInfoDescription: text }),
  originalcreator: object({ url: address }),
  extradescription: object({ name: text, narrative: text }),
  endorsement: object({ description: text }, { endorsedObject: object({}) }),
  geocoordinates: object(
    { description: text, geo: object({ latitude: number, longitude: number }) },
    { name: text },
  ),
  accessibility: object(
    { url: address, accessibilityFeature: text },
    // The schema of 2.0 says one, its own example gives several, and so does the schema of 3.0.
    { accessibilityAPI: text, accessibilityControl: either(text, listOf(text)), accessibilityHazard: text },
  ),
  license: object(
    {
      // The schema asks for the short names; the page says that they stand for the addresses of the licences.
      id: matching(/^(?:CC-|https?:\/\/creativecommons\.org\/)/, 'a Creative Commons licence'),
      name: text,
    },
    { legalCode: text },
  ),
  issueraccreditation: object(
    { name: text, contactInstructions: text, url: address, address: postalAddress },
    {
      ...{ email: text, description: text, logo: address, areaServed: text, educationalSector: text },
      parentOrganization: object({}, { name: text, url: address, address: postalAddress }),
      accreditationDate: day,
    },
  ),
  assessment: object({
    'description|overallDescription': text,
    'assessments|assessment': oneOrMany(assessment),
  }),
}
