import { isJsonArray, isJsonObject, type JsonObject, memberOf } from '@assay/core'
import { compactObject } from './compact-object.ts'
import type { AssessmentRecord, ProofType } from './open-badge-input.ts'

const proofTypes: readonly ProofType[] = ['participation', 'progression', 'completion', 'demonstration']

/**
 * How each fact of the assessment record stands in an Open Badge: as a Result with a value, described by a
 * ResultDescription whose `resultType` is an extension term (`ext:`, OB3 ResultTypeEnum). See ADR 0003.
 */
interface Fact {
  readonly resultType: `ext:${string}`
  readonly fragment: string
  readonly label: Readonly<Record<'en' | 'es', string>>
  /** Given for one fact only: lists that end alike make blank nodes alike, which are slow to canonicalise. */
  readonly allowed?: readonly string[]
  readonly write: (record: AssessmentRecord) => string | undefined
  readonly read: (value: string) => Partial<AssessmentRecord>
}

const writeFlag = (flag: boolean | undefined) => (flag === undefined ? undefined : flag ? 'yes' : 'no')
const writeNumber = (value: number | undefined) => (value === undefined ? undefined : String(value))
const readNumber = (text: string) => (/^[0-9]+(?:\.[0-9]+)?$/.test(text) ? Number(text) : undefined)

const facts: readonly Fact[] = [
  {
    resultType: 'ext:ProofType',
    fragment: 'proof-type',
    label: { en: 'Proof type', es: 'Tipo de prueba' },
    allowed: proofTypes,
    write: (record) => record.proofType,
    read: (value) =>
      optional(
        'proofType',
        proofTypes.find((type) => type === value),
      ),
  },
  {
    resultType: 'ext:AssessorCount',
    fragment: 'assessor-count',
    label: { en: 'Number of assessors', es: 'Número de evaluadores' },
    write: (record) => writeNumber(record.assessorCount),
    read: (value) => optional('assessorCount', readNumber(value)),
  },
  {
    resultType: 'ext:AssessorCapacity',
    fragment: 'assessor-capacity',
    label: { en: 'Capacity of the assessors', es: 'Función de los evaluadores' },
    write: (record) => record.assessorCapacity,
    read: (value) => ({ assessorCapacity: value }),
  },
  {
    resultType: 'ext:Supervised',
    fragment: 'supervised',
    label: { en: 'Done under supervision', es: 'Realizado bajo supervisión' },
    write: (record) => writeFlag(record.supervised),
    read: (value) => ({ supervised: value === 'yes' }),
  },
  {
    resultType: 'ext:IdentityChecked',
    fragment: 'identity-checked',
    label: { en: 'Identity checked', es: 'Identidad comprobada' },
    write: (record) => writeFlag(record.identityChecked),
    read: (value) => ({ identityChecked: value === 'yes' }),
  },
  {
    resultType: 'ext:WorkloadHours',
    fragment: 'workload-hours',
    label: { en: 'Workload in hours', es: 'Carga de trabajo en horas' },
    write: (record) => writeNumber(record.workloadHours),
    read: (value) => optional('workloadHours', readNumber(value)),
  },
  {
    resultType: 'ext:DecisionBasis',
    fragment: 'decision-basis',
    label: { en: 'Basis of the decision', es: 'Base de la decisión' },
    write: (record) => record.decisionBasis,
    read: (value) => ({ decisionBasis: value }),
  },
  {
    resultType: 'ext:AssessedOn',
    fragment: 'assessed-on',
    label: { en: 'Assessed on', es: 'Evaluado el' },
    write: (record) => record.assessedOn,
    read: (value) => ({ assessedOn: value }),
  },
]

/** Result descriptions and results that carry the record; both lists have the same order. */
export function writeAssessmentRecord(
  record: AssessmentRecord,
  achievement: { readonly id: string; readonly inLanguage?: string },
): { readonly descriptions: readonly JsonObject[]; readonly results: readonly JsonObject[] } {
  const language = achievement.inLanguage?.startsWith('es') ? 'es' : 'en'
  const descriptions: JsonObject[] = []
  const results: JsonObject[] = []
  for (const fact of facts) {
    const value = fact.write(record)
    if (value === undefined) continue
    const id = `${achievement.id}#record-${fact.fragment}`
    descriptions.push(
      compactObject({
        id,
        type: ['ResultDescription'],
        name: fact.label[language],
        resultType: fact.resultType,
        allowedValue: fact.allowed,
      }),
    )
    results.push({ type: ['Result'], resultDescription: id, value })
  }
  return { descriptions, results }
}

/**
 * The assessment record of an Open Badge, or undefined when it carries none with a proof type. Facts that cannot be
 * read are left out.
 */
export function readAssessmentRecord(credential: JsonObject): AssessmentRecord | undefined {
  const subject = memberOf(credential, 'credentialSubject')
  if (!isJsonObject(subject)) return undefined
  const achievement = memberOf(subject, 'achievement')
  if (!isJsonObject(achievement)) return undefined
  const typeOf = new Map(
    objectsOf(achievement, 'resultDescription').map((entry) => [
      memberOf(entry, 'id'),
      memberOf(entry, 'resultType'),
    ]),
  )
  let record: Partial<AssessmentRecord> = {}
  for (const result of objectsOf(subject, 'result')) {
    const resultType = typeOf.get(memberOf(result, 'resultDescription'))
    const fact = facts.find((candidate) => candidate.resultType === resultType)
    const value = memberOf(result, 'value')
    if (fact !== undefined && typeof value === 'string') record = { ...record, ...fact.read(value) }
  }
  const { proofType } = record
  return proofType === undefined ? undefined : { ...record, proofType }
}

function objectsOf(object: JsonObject, name: string): readonly JsonObject[] {
  const value = memberOf(object, name)
  return (isJsonArray(value) ? value : [value]).filter(isJsonObject)
}

function optional<Name extends keyof AssessmentRecord>(
  name: Name,
  value: AssessmentRecord[Name] | undefined,
): Partial<AssessmentRecord> {
  return value === undefined ? {} : { [name]: value }
}
