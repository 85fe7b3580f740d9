import { decodeUtf8 } from '@assay/core'
import { open } from '@assay/node'
import { sql } from 'kysely'
import { AppError, notFound } from '../../app-error.ts'
import type { AnyScope, OrgScope } from '../../db/scopes.ts'
import type { Row } from '../../db/tables.ts'
import type { Deps } from '../../deps.ts'
import { openDataKeys, openSealed } from '../data-keys/queries.ts'
import {
  type Artifact,
  artifactContentSchema,
  type DraftArtifact,
  type EnrollmentsQuery,
  type PortfolioDraft,
  portfolioDraftSchema,
  submissionContentSchema,
} from './schema.ts'

export type EnrollmentRow = Row<'enrollment'>
export type SubmissionRow = Row<'submission'>

/** An enrollment of the organization. Error: `not_found`. */
export const getEnrollment = (scope: OrgScope, id: string): Promise<EnrollmentRow> =>
  getRow(scope, 'enrollment', id)

/** A submission of the organization. Error: `not_found`. */
export const getSubmission = (scope: OrgScope, id: string): Promise<SubmissionRow> =>
  getRow(scope, 'submission', id)

/** A row of the organization by its id. Error: `not_found`, which calls it by its table. */
export async function getRow<T extends 'enrollment' | 'submission' | 'observation'>(
  scope: OrgScope,
  table: T,
  id: string,
): Promise<Row<T>> {
  checkId(id, table)
  const { rows } = await sql<Row<T>>`
    SELECT * FROM ${sql.table(table)} WHERE org_id = ${scope.orgId} AND id = ${id}`.execute(scope.db)
  const [row] = rows
  if (row === undefined) throw notFound(table)
  return row
}

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i

/** Ids come from addresses: what is not one names nothing, and must not reach the database as one. */
export function checkId(id: string, what: string): void {
  if (!UUID.test(id)) throw notFound(what)
}

/** The pieces of evidence that an enrollment has now, in their order, opened. */
export async function listEvidence(scope: OrgScope, enrollmentId: string): Promise<DraftArtifact[]> {
  const rows = await scope.db
    .selectFrom('evidence')
    .selectAll()
    .where('orgId', '=', scope.orgId)
    .where('enrollmentId', '=', enrollmentId)
    .where('observationId', 'is', null)
    .where('removedAt', 'is', null)
    .orderBy('position')
    .orderBy('createdAt')
    .orderBy('id')
    .execute()
  const opened = await openArtifacts(scope, 'evidence', rows)
  return rows.flatMap((row, at) => {
    const artifact = opened[at]
    return artifact === undefined ? [] : [{ ...artifact, revision: row.revision, updatedAt: row.updatedAt }]
  })
}

/** One piece of evidence of an enrollment that is still worked on, with its row. Error: `not_found`. */
export async function getEvidenceRow(scope: OrgScope, id: string): Promise<Row<'evidence'>> {
  checkId(id, 'piece of evidence')
  const row = await scope.db
    .selectFrom('evidence')
    .selectAll()
    .where('orgId', '=', scope.orgId)
    .where('id', '=', id)
    .where('observationId', 'is', null)
    .where('removedAt', 'is', null)
    .executeTakeFirst()
  if (row === undefined) throw notFound('piece of evidence')
  return row
}

/** The texts of the portfolio so far, and the revision for saving. */
export async function getPortfolioDraft(
  scope: OrgScope,
  enrollmentId: string,
): Promise<PortfolioDraft & { readonly revision: number; readonly updatedAt: Date | undefined }> {
  const row = await scope.db
    .selectFrom('enrollmentDraft')
    .selectAll()
    .where('orgId', '=', scope.orgId)
    .where('enrollmentId', '=', enrollmentId)
    .executeTakeFirst()
  if (row === undefined) return { reflection: '', aiHelp: '', revision: 0, updatedAt: undefined }
  const text = await openSealed(scope, row.dataKeyId, row.sealed, `enrollment_draft:${enrollmentId}:sealed`)
  const draft = portfolioDraftSchema.parse(JSON.parse(decodeUtf8(text)))
  return { ...draft, revision: row.revision, updatedAt: row.updatedAt }
}

/** A submission with everything that was handed in, opened. Errors: `not_found`, `gone` when it was erased. */
export async function openSubmission(scope: OrgScope, id: string) {
  const row = await getSubmission(scope, id)
  const { achievementVersionId, achievementId } = await getEnrollment(scope, row.enrollmentId)
  const text = await openSealed(scope, row.dataKeyId, row.sealed, `submission:${id}:sealed`)
  const { reflection, aiHelp } = submissionContentSchema.parse(JSON.parse(decodeUtf8(text)))
  const artifacts = await listArtifacts(scope, id)
  const { sealed: _sealed, dataKeyId: _dataKeyId, ...facts } = row
  return {
    ...facts,
    achievementId,
    achievementVersionId,
    reflection,
    declaration: { authorship: true as const, aiHelp },
    artifacts,
  }
}

async function listArtifacts(scope: OrgScope, submissionId: string): Promise<Artifact[]> {
  const rows = await scope.db
    .selectFrom('submissionArtifact')
    .selectAll()
    .where('orgId', '=', scope.orgId)
    .where('submissionId', '=', submissionId)
    .orderBy('position')
    .orderBy('id')
    .execute()
  return openArtifacts(scope, 'submission_artifact', rows)
}

interface SealedArtifact extends Omit<Artifact, 'title' | 'text' | 'url' | 'fileName'> {
  readonly sealed: Buffer
  readonly dataKeyId: string
}

/** Opens the titles and texts of rows with one query for their keys. Error `gone` when one was erased. */
export async function openArtifacts(
  scope: AnyScope,
  table: 'evidence' | 'submission_artifact',
  rows: readonly SealedArtifact[],
): Promise<Artifact[]> {
  const keys = await openDataKeys(
    scope,
    rows.map((row) => row.dataKeyId),
  )
  return rows.map((row) => {
    const key = keys.get(row.dataKeyId)
    if (key === undefined) throw new AppError('gone', 'This evidence was erased at its owner’s request.')
    const text = open(key, row.sealed, Buffer.from(`${table}:${row.id}:sealed`))
    const { title, ...rest } = artifactContentSchema.parse(JSON.parse(decodeUtf8(text)))
    const { id, criterionId, kind, mediaType, size, digest, scan, disclosed, position } = row
    return {
      id,
      criterionId,
      kind,
      title,
      ...withoutUndefined(rest),
      mediaType,
      size,
      digest,
      scan,
      disclosed,
      position,
    }
  })
}

function withoutUndefined(rest: {
  text?: string | undefined
  url?: string | undefined
  fileName?: string | undefined
}) {
  return {
    ...(rest.text === undefined ? {} : { text: rest.text }),
    ...(rest.url === undefined ? {} : { url: rest.url }),
    ...(rest.fileName === undefined ? {} : { fileName: rest.fileName }),
  }
}

/** Whether a scanner is to look at a file before others than its owner get it. Without a scanner none is. */
export const isBeingChecked = (
  { scanner }: Pick<Deps, 'scanner'>,
  { scan }: Pick<Artifact, 'scan'>,
): boolean => scanner !== undefined && scan === 'not_scanned'

/** The plain bytes of an evidence file. Error `gone` when it was erased. */
export async function openFile(
  scope: AnyScope,
  file: { readonly blobKey: string; readonly dataKeyId: string; readonly evidenceId: string },
): Promise<Uint8Array> {
  const sealed = await scope.deps.blobs.get(file.blobKey)
  if (sealed === null) throw new AppError('gone', 'This file is no longer stored.')
  return openSealed(scope, file.dataKeyId, sealed, `evidence:${file.evidenceId}:file`)
}

/** Whether the one who asks has judged a submission. */
export const hasJudged = (scope: OrgScope, submissionId: string): Promise<boolean> =>
  hasDecided(scope, 'submissionId', submissionId)

/** Whether the one who asks decided on work of an enrollment. */
export const hasDecidedOn = (scope: OrgScope, enrollmentId: string): Promise<boolean> =>
  hasDecided(scope, 'enrollmentId', enrollmentId)

async function hasDecided(
  scope: OrgScope,
  of: 'submissionId' | 'enrollmentId',
  id: string,
): Promise<boolean> {
  const row = await scope.db
    .selectFrom('decision')
    .select('id')
    .where('orgId', '=', scope.orgId)
    .where(of, '=', id)
    .where('decidedBy', '=', scope.personId ?? null)
    .executeTakeFirst()
  return row !== undefined
}

/** Bytes that a person's evidence files take, in this organization. Copies in submissions share their file. */
export async function usedBytes(scope: OrgScope, personId: string): Promise<number> {
  const { used } = await scope.db
    .selectFrom('evidence')
    .select((eb) => eb.fn.coalesce(eb.fn.sum<number>('size'), sql<number>`0`).as('used'))
    .where('personId', '=', personId)
    .where('kind', '=', 'file')
    // What observers bring along takes no room of the one whom they saw.
    .where('observationId', 'is', null)
    .where('blobKey', 'is not', null)
    .executeTakeFirstOrThrow()
  return Number(used)
}

/** A person's enrollments here, newest first, with what each is for; `total` counts all that match. */
export async function listEnrollments(
  scope: OrgScope,
  personId: string,
  { state, limit, offset }: EnrollmentsQuery,
) {
  let matching = scope.db
    .selectFrom('enrollment')
    .innerJoin('achievementVersion', (join) =>
      join
        .onRef('achievementVersion.orgId', '=', 'enrollment.orgId')
        .onRef('achievementVersion.id', '=', 'enrollment.achievementVersionId'),
    )
    .where('enrollment.orgId', '=', scope.orgId)
    .where('enrollment.personId', '=', personId)
  if (state !== undefined) matching = matching.where('enrollment.state', '=', state)
  const { total } = await matching
    .select((eb) => eb.fn.countAll<number>().as('total'))
    .executeTakeFirstOrThrow()
  const items = await matching
    .select([
      'enrollment.id',
      'enrollment.state',
      'enrollment.achievementId',
      'enrollment.achievementVersionId',
      'enrollment.createdAt',
      'enrollment.dueAt',
      'enrollment.endedAt',
      'achievementVersion.name',
      'achievementVersion.number as versionNumber',
    ])
    .orderBy('enrollment.createdAt', 'desc')
    .orderBy('enrollment.id')
    .limit(limit)
    .offset(offset)
    .execute()
  return { items, total }
}

/** All submissions of an enrollment, newest first, with the decision on each. */
export function listSubmissions(scope: OrgScope, enrollmentId: string) {
  return scope.db
    .selectFrom('submission')
    .leftJoin('decision', (join) =>
      join
        .onRef('decision.orgId', '=', 'submission.orgId')
        .onRef('decision.submissionId', '=', 'submission.id'),
    )
    .select([
      'submission.id',
      'submission.number',
      'submission.state',
      'submission.submittedAt',
      'submission.promisedAt',
      'submission.claimExpiresAt',
      'submission.endedAt',
      'decision.outcome',
      'decision.reason',
      'decision.missing',
      'decision.decidedAt',
    ])
    .where('submission.orgId', '=', scope.orgId)
    .where('submission.enrollmentId', '=', enrollmentId)
    .orderBy('submission.number', 'desc')
    .execute()
}

/** The enrollment of a person on a micro-credential that is open, if there is one. */
export function findOpenEnrollment(scope: OrgScope, personId: string, achievementId: string) {
  return scope.db
    .selectFrom('enrollment')
    .select(['id', 'state'])
    .where('orgId', '=', scope.orgId)
    .where('personId', '=', personId)
    .where('achievementId', '=', achievementId)
    .where('state', 'in', ['active', 'submitted'])
    .executeTakeFirst()
}

/** The organization of the scope, as addresses and badges name it. */
export function findOrganization(scope: OrgScope) {
  return scope.db
    .selectFrom('organization')
    .select(['slug', 'name', 'mark'])
    .where('id', '=', scope.orgId)
    .executeTakeFirstOrThrow()
}
