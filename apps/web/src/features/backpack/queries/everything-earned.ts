import { decodeUtf8, encodeUtf8 } from '@assay/core'
import { open } from '@assay/node'
import type { PersonScope } from '../../../db/scopes.ts'
import { openDataKeys } from '../../data-keys/queries.ts'

/** Where the files of the archive went, by what they are of. */
export type Placed = ReadonlyMap<string, string>

/** What a person enrolled in. */
export function exportEnrollments({ db, personId }: PersonScope) {
  return db
    .selectFrom('enrollment')
    .innerJoin('achievementVersion', 'achievementVersion.id', 'enrollment.achievementVersionId')
    .innerJoin('organization', 'organization.id', 'enrollment.orgId')
    .select([
      'enrollment.id',
      'organization.name as organization',
      'achievementVersion.name as achievement',
      'achievementVersion.number as version',
      'enrollment.source',
      'enrollment.state',
      'enrollment.dueAt',
      'enrollment.createdAt',
      'enrollment.endedAt',
    ])
    .where('enrollment.personId', '=', personId)
    .orderBy('enrollment.createdAt')
    .execute()
}

/** Reflections and the like that were not handed in yet. */
export async function exportDrafts(scope: PersonScope) {
  const rows = await scope.db
    .selectFrom('enrollmentDraft')
    .select(['enrollmentId', 'sealed', 'dataKeyId', 'updatedAt'])
    .where('personId', '=', scope.personId)
    .execute()
  const opened = await openTexts(
    scope,
    rows.map((row) => ({ ...row, place: `enrollment_draft:${row.enrollmentId}:sealed` })),
  )
  return rows.map(({ enrollmentId, updatedAt }, index) => ({
    enrollmentId,
    updatedAt,
    content: opened[index],
  }))
}

const ARTIFACT = [
  'id',
  'criterionId',
  'kind',
  'mediaType',
  'size',
  'digest',
  'blobKey',
  'sealed',
  'dataKeyId',
] as const

/** The portfolio as it is now. */
export async function exportEvidence(scope: PersonScope, placed: Placed) {
  const rows = await scope.db
    .selectFrom('evidence')
    .select([...ARTIFACT, 'enrollmentId', 'disclosed', 'createdAt', 'updatedAt', 'removedAt'])
    .where('personId', '=', scope.personId)
    .orderBy('createdAt')
    .execute()
  return describeArtifacts(scope, rows, 'evidence', placed)
}

/** What others saw of the person at work, and what was said of it. Who saw it is not named. */
export async function exportObservations(scope: PersonScope) {
  const rows = await scope.db
    .selectFrom('observation')
    .select(['id', 'enrollmentId', 'criterionId', 'capacity', 'sufficient', 'digest', 'supersedesId'])
    .select(['createdAt', 'endedAt', 'endedHow', 'sealed', 'dataKeyId'])
    .where('personId', '=', scope.personId)
    .orderBy('createdAt')
    .execute()
  const remarks = await scope.db
    .selectFrom('observationRemark')
    .select(['id', 'observationId', 'authorId', 'kind', 'createdAt', 'sealed', 'dataKeyId'])
    .where('personId', '=', scope.personId)
    .orderBy('createdAt')
    .execute()
  const placed = (table: string, sealed: readonly Omit<SealedText & { id: string }, 'place'>[]) =>
    openTexts(
      scope,
      sealed.map((row) => ({ ...row, place: `${table}:${row.id}:sealed` })),
    )
  const contents = await placed('observation', rows)
  const words = await placed('observation_remark', remarks)
  const said = remarks.map(({ observationId, authorId, kind, createdAt }, index) => ({
    observationId,
    remark: {
      ...{ kind, createdAt, content: words[index] },
      by: authorId === scope.personId ? 'you' : 'another person',
    },
  }))
  return rows.map(({ sealed: _, dataKeyId: __, digest, ...row }, index) => ({
    ...row,
    digest: `sha256:${digest.toString('hex')}`,
    content: contents[index],
    remarks: said.filter(({ observationId }) => observationId === row.id).map(({ remark }) => remark),
  }))
}

/** What was handed in, as it was at that moment. */
export async function exportSubmissions(scope: PersonScope, placed: Placed) {
  const rows = await scope.db
    .selectFrom('submission')
    .select(['id', 'enrollmentId', 'number', 'state', 'sealed', 'dataKeyId', 'submittedAt', 'endedAt'])
    .where('personId', '=', scope.personId)
    .orderBy('submittedAt')
    .execute()
  const texts = await openTexts(
    scope,
    rows.map((row) => ({ ...row, place: `submission:${row.id}:sealed` })),
  )
  const artifacts = rows.length === 0 ? [] : await submittedArtifacts(scope, rows, placed)
  return rows.map(({ sealed: _, dataKeyId: __, ...row }, index) => ({
    ...row,
    content: texts[index],
    artifacts: artifacts.filter(({ submissionId }) => submissionId === row.id),
  }))
}

async function submittedArtifacts(
  scope: PersonScope,
  submissions: readonly { readonly id: string }[],
  placed: Placed,
) {
  const rows = await scope.db
    .selectFrom('submissionArtifact')
    .select([...ARTIFACT, 'submissionId', 'disclosed'])
    .where(
      'submissionId',
      'in',
      submissions.map(({ id }) => id),
    )
    .orderBy('position')
    .execute()
  return describeArtifacts(scope, rows, 'submission_artifact', placed)
}

interface Artifact {
  readonly id: string
  readonly digest: Buffer
  readonly blobKey: string | null
  readonly sealed: Buffer
  readonly dataKeyId: string
}

/** Texts and links in full; of a file its name, its digest and where it stands in the archive, if it does. */
async function describeArtifacts<Row extends Artifact>(
  scope: PersonScope,
  rows: readonly Row[],
  table: string,
  placed: Placed,
) {
  const opened = await openTexts(
    scope,
    rows.map((row) => ({ ...row, place: `${table}:${row.id}:sealed` })),
  )
  return rows.map((row, index) => {
    const { sealed: _, dataKeyId: __, blobKey, digest, ...facts } = row
    const file = placed.get(blobKey ?? '')
    return {
      ...facts,
      digest: `sha256:${digest.toString('hex')}`,
      content: opened[index],
      ...(file === undefined ? {} : { file }),
    }
  })
}

/** Decisions with the final scores and words of who judged, who is not named. */
export async function exportDecisions({ db, personId }: PersonScope) {
  const decisions = await db
    .selectFrom('decision')
    .select(['id', 'submissionId', 'outcome', 'basis', 'reason', 'missing', 'decidedAt'])
    .where('personId', '=', personId)
    .orderBy('decidedAt')
    .execute()
  const assessments = await db
    .selectFrom('assessment')
    .innerJoin('submission', 'submission.id', 'assessment.submissionId')
    .select(['assessment.submissionId', 'capacity', 'scores', 'feedback', 'finishedAt'])
    .where('submission.personId', '=', personId)
    .where('assessment.state', '=', 'final')
    .orderBy('finishedAt')
    .execute()
  return decisions.map((decision) => ({
    ...decision,
    assessments: assessments.filter(({ submissionId }) => submissionId === decision.submissionId),
  }))
}

/** Credentials that were issued to the person, with what became of them and where they stand in the archive. */
export async function exportCredentials(scope: PersonScope, placed: Placed) {
  const { db, personId } = scope
  const credentials = await db
    .selectFrom('credential')
    .select([
      'id',
      'url',
      'validFrom',
      'validUntil',
      'issuedAt',
      'revokedAt',
      'suspendedAt',
      'saltSealed',
      'dataKeyId',
    ])
    .where('personId', '=', personId)
    .orderBy('validFrom')
    .execute()
  const changes = await db
    .selectFrom('statusChange')
    .innerJoin('credential', 'credential.id', 'statusChange.credentialId')
    .select(['credentialId', 'kind', 'reason', 'changedAt'])
    .where('credential.personId', '=', personId)
    .orderBy('changedAt')
    .execute()
  const keys = await openDataKeys(
    scope,
    credentials.map(({ dataKeyId }) => dataKeyId),
  )
  return credentials.map(({ saltSealed, dataKeyId, ...credential }) => ({
    ...credential,
    logSalt: saltOf(credential.id, saltSealed, keys.get(dataKeyId)),
    file: placed.get(credential.id),
    changes: changes.filter(({ credentialId }) => credentialId === credential.id),
  }))
}

/** With it the holder proves that the log holds their credential, also after everything here was erased (THREATS P5). */
function saltOf(id: string, sealed: Buffer, key: Uint8Array | undefined): string | undefined {
  if (key === undefined || sealed.length === 0) return undefined
  return Buffer.from(open(key, sealed, encodeUtf8(`credential:${id}:salt`))).toString('hex')
}

interface SealedText {
  readonly sealed: Buffer
  readonly dataKeyId: string
  readonly place: string
}

/** Sealed JSON or text, opened; undefined where the key was destroyed. */
async function openTexts(scope: PersonScope, rows: readonly SealedText[]): Promise<readonly unknown[]> {
  const keys = await openDataKeys(
    scope,
    rows.map(({ dataKeyId }) => dataKeyId),
  )
  return rows.map(({ sealed, dataKeyId, place }) => {
    const key = keys.get(dataKeyId)
    return key === undefined ? undefined : contentOf(decodeUtf8(open(key, sealed, encodeUtf8(place))))
  })
}

function contentOf(text: string): unknown {
  if (!/^[[{"]/.test(text)) return text
  try {
    return JSON.parse(text)
  } catch (error) {
    if (error instanceof SyntaxError) return text
    throw error
  }
}
