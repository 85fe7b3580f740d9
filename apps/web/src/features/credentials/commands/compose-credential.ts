import { randomBytes, randomUUID } from 'node:crypto'
import { type Crypto, encodeHex } from '@assay/core'
import { buildStatusEntry, type EvidenceInput, hashIdentity, type OpenBadgeInput } from '@assay/credentials'
import { AppError } from '../../../app-error.ts'
import type { Row } from '../../../db/tables.ts'
import { criteriaNarrative } from '../../achievements/schema/narrative.ts'
import { type Definition, rowsOf } from '../../achievements/schema.ts'
import type { CredentialOrder, EvidenceFact } from '../schema.ts'
import type { StatusPlace } from './reserve-statuses.ts'

/** Everything that a credential says, gathered at the moment of the decision. */
export interface CredentialFactsToSign {
  readonly order: CredentialOrder
  readonly basis: Row<'decision'>['basis']
  /** Address of the credential. */
  readonly url: string
  readonly subjectId: string
  readonly validFrom: Date
  readonly validUntil: Date | undefined
  readonly awardedAt: Date
  readonly issuerUrl: string
  readonly organization: Pick<Row<'organization'>, 'name' | 'website' | 'description' | 'email'>
  readonly holder: { readonly name: string | undefined; readonly address: string | undefined }
  /** Address of the micro-credential, the same for all its versions. */
  readonly achievementUrl: string
  readonly imageUrl: string
  readonly version: number
  readonly definition: Definition
  readonly status: StatusPlace
  readonly crypto: Crypto
}

/** Words that credentials carry in the language of their definition. */
const WORDS = {
  en: {
    basis: { assessed: 'Rubric', direct: 'Direct award', bulk: 'Bulk award', rule: 'Rule' },
  },
  es: {
    basis: { assessed: 'Rúbrica', direct: 'Concesión directa', bulk: 'Concesión en serie', rule: 'Regla' },
  },
} as const

/** Levels of all rows together up to which each is described; above, only those reached and required are (limits of canonicalisation). */
const MOST_LEVELS = 200
/** Each row is a nameless node in the signed graph, of which verifiers accept 200. */
const MOST_ROWS = 100

/** The input of the Open Badge. Errors: `too_large` for a rubric that no verifier would read; `TypeError` for a result outside it. */
export function composeCredential(facts: CredentialFactsToSign): OpenBadgeInput {
  const { order, definition, achievementUrl, organization } = facts
  const words = WORDS[definition.language]
  return {
    id: facts.url,
    name: definition.name,
    description: definition.proves,
    issuer: {
      id: facts.issuerUrl,
      name: organization.name,
      ...(organization.website === null ? {} : { url: organization.website }),
      ...(organization.description === '' ? {} : { description: organization.description }),
      ...(organization.email === null ? {} : { email: organization.email }),
    },
    validFrom: facts.validFrom.getTime(),
    ...(facts.validUntil === undefined ? {} : { validUntil: facts.validUntil.getTime() }),
    awardedDate: facts.awardedAt.getTime(),
    subject: subjectOf(facts),
    achievement: {
      id: achievementUrl,
      achievementType: definition.achievementType,
      name: definition.name,
      description: definition.proves,
      criteria: { id: achievementUrl, narrative: criteriaNarrative(definition) },
      image: { id: facts.imageUrl, caption: definition.name },
      inLanguage: definition.language,
      version: String(facts.version),
      alignments: definition.alignments.map(withoutAbsent),
      resultDescriptions: resultDescriptions(facts),
      ...(definition.tags.length === 0 ? {} : { tags: definition.tags }),
    },
    results: results(facts),
    evidence: order.evidence.map((piece) => evidenceOf(piece, definition)),
    assessment: {
      proofType: definition.proofType,
      assessorCount: order.assessors.count,
      assessorCapacity: order.assessors.capacity,
      workloadHours: definition.effortHours,
      decisionBasis:
        order.reason === undefined
          ? words.basis[facts.basis]
          : `${words.basis[facts.basis]}: ${order.reason}`,
      assessedOn: order.assessedAt.toISOString().slice(0, 10),
    },
    credentialStatus: (['revocation', 'suspension'] as const).map((purpose) =>
      buildStatusEntry({ purpose, list: facts.status.lists[purpose], index: facts.status.index }),
    ),
  }
}

/** Who holds it: a random id, the address hashed, and the name where it may stand. */
export function subjectOf({
  subjectId,
  holder,
  crypto,
}: Pick<CredentialFactsToSign, 'subjectId' | 'holder' | 'crypto'>): OpenBadgeInput['subject'] {
  const name = holder.name === undefined ? {} : { name: holder.name }
  if (holder.address === undefined) return { id: subjectId, identifiers: [], ...name }
  // 128 random bits for this one credential (STANDARDS OI11).
  const salt = encodeHex(randomBytes(16))
  const identityHash = hashIdentity(holder.address.toLowerCase(), salt, crypto)
  return { id: subjectId, identifiers: [{ identityType: 'emailAddress', identityHash, salt }], ...name }
}

/** Ids of rows and levels: each version has its own, and as the parts hold no dot, two never meet. */
const rowUrl = (
  { achievementUrl, version }: Pick<CredentialFactsToSign, 'achievementUrl' | 'version'>,
  criterionId: string,
  rowId: string,
): string => `${achievementUrl}#v${version}.${criterionId}.${rowId}`

function resultDescriptions(facts: CredentialFactsToSign) {
  const { definition, order } = facts
  const rows = definition.criteria.flatMap((criterion) =>
    rowsOf(criterion).map((row) => ({ criterion, row })),
  )
  if (rows.length > MOST_ROWS)
    throw new AppError('too_large', `A rubric of more than ${MOST_ROWS} rows does not fit into a credential.`)
  const all = rows.length * definition.levels.length <= MOST_LEVELS
  return rows.map(({ criterion, row }) => {
    const id = rowUrl(facts, criterion.id, row.id)
    const reached = order.results.find((r) => r.criterionId === criterion.id && r.rowId === row.id)?.level
    return {
      id,
      name: row.title,
      requiredLevel: `${id}.${row.required}`,
      levels: definition.levels.flatMap((name, at) => {
        const level = at + 1
        const description = row.descriptions[at] ?? ''
        return all || level === row.required || level === reached
          ? [{ id: `${id}.${level}`, name, description, level: String(level) }]
          : []
      }),
    }
  })
}

function results(facts: CredentialFactsToSign) {
  const { definition, order } = facts
  return order.results.map(({ criterionId, rowId, level }) => {
    const criterion = definition.criteria.find((candidate) => candidate.id === criterionId)
    const row = criterion === undefined ? undefined : rowsOf(criterion).find(({ id }) => id === rowId)
    const value = definition.levels[level - 1]
    if (row === undefined || value === undefined)
      throw new TypeError(`the definition has no row ${criterionId}/${rowId} with level ${level}`)
    const id = rowUrl(facts, criterionId, rowId)
    return { resultDescription: id, achievedLevel: `${id}.${level}`, value }
  })
}

const KINDS = { text: 'Text', file: 'File', link: 'Link', observation: 'Observation' } as const

function evidenceOf(piece: EvidenceFact, definition: Definition): EvidenceInput {
  const criterion = definition.criteria.find(({ id }) => id === piece.criterionId)
  return {
    id: `urn:uuid:${randomUUID()}`,
    kind: KINDS[piece.kind],
    digest: new Uint8Array(piece.digest),
    ...(criterion === undefined ? {} : { genre: criterion.title }),
    ...(piece.mediaType === undefined ? {} : { mediaType: piece.mediaType }),
    ...(piece.disclosed && piece.title !== undefined ? { name: piece.title } : {}),
    ...(piece.disclosed && piece.text !== undefined ? { narrative: piece.text } : {}),
  }
}

/** Members that are undefined do not belong into a document. */
function withoutAbsent(alignment: Definition['alignments'][number]) {
  const { targetCode, targetFramework, targetDescription, ...rest } = alignment
  return {
    ...rest,
    ...(targetCode === undefined || targetCode === '' ? {} : { targetCode }),
    ...(targetFramework === undefined || targetFramework === '' ? {} : { targetFramework }),
    ...(targetDescription === undefined || targetDescription === '' ? {} : { targetDescription }),
  }
}
