import { decodeUtf8 } from '@assay/core'
import { open } from '@assay/node'
import { AppError, notFound } from '../../../app-error.ts'
import type { OrgScope } from '../../../db/scopes.ts'
import type { Row } from '../../../db/tables.ts'
import { openDataKeys } from '../../data-keys/queries.ts'
import { checkId, getRow, openArtifacts } from '../queries.ts'
import {
  type ObservationContent,
  observationContentSchema,
  type RemarkKind,
  remarkContentSchema,
} from '../schema/observation.ts'
import type { Artifact } from '../schema.ts'
import { fileOf } from './files.ts'

export { hasDecidedOn } from '../queries.ts'

/** What was said of an observation, or why it was taken back. */
export interface Remark {
  readonly id: string
  readonly kind: RemarkKind
  readonly text: string
  readonly author: string
  readonly at: Date
}

/** An observation with everything that belongs to it, opened. */
export interface Observation
  extends Pick<
      Row<'observation'>,
      | 'id'
      | 'enrollmentId'
      | 'personId'
      | 'criterionId'
      | 'observerId'
      | 'capacity'
      | 'sufficient'
      | 'digest'
      | 'supersedesId'
      | 'createdAt'
      | 'endedAt'
      | 'endedHow'
    >,
    Omit<ObservationContent, 'files'> {
  readonly observer: string
  readonly files: readonly Artifact[]
  readonly remarks: readonly Remark[]
}

/** An observation as it is stored. Error: `not_found`. */
export const getObservationRow = (scope: OrgScope, id: string): Promise<Row<'observation'>> =>
  getRow(scope, 'observation', id)

/** One observation, opened. Errors: `not_found`, `gone` when it was erased. */
export async function getObservation(scope: OrgScope, id: string): Promise<Observation> {
  const row = await getObservationRow(scope, id)
  const [observation] = await openObservations(scope, [row])
  if (observation === undefined) throw notFound('observation')
  return observation
}

/** All observations of an enrollment, the newest first, those that no longer count too. Error: `gone`. */
export async function listObservations(
  scope: OrgScope,
  enrollmentId: string,
): Promise<readonly Observation[]> {
  const rows = await scope.db
    .selectFrom('observation')
    .selectAll()
    .where('orgId', '=', scope.orgId)
    .where('enrollmentId', '=', enrollmentId)
    .orderBy('createdAt', 'desc')
    .orderBy('id')
    .execute()
  return openObservations(scope, rows)
}

/** Opens observations with what belongs to them. Error `gone` when one was erased. */
async function openObservations(
  scope: OrgScope,
  rows: readonly Row<'observation'>[],
): Promise<readonly Observation[]> {
  if (rows.length === 0) return []
  const ids = rows.map(({ id }) => id)
  const files = await filesOf(scope, ids)
  const remarks = await remarksOf(scope, ids)
  const names = await namesOf(
    scope,
    rows.map(({ observerId }) => observerId),
  )
  const keys = await openDataKeys(
    scope,
    rows.map(({ dataKeyId }) => dataKeyId),
  )
  return rows.map(({ sealed, dataKeyId, orgId: _, ...row }) => {
    const text = opened(keys, dataKeyId, sealed, `observation:${row.id}:sealed`)
    const content = observationContentSchema.parse(JSON.parse(text))
    return {
      ...row,
      ...content,
      observer: names.get(row.observerId) ?? '',
      files: files.filter(({ of }) => of === row.id).map(({ artifact }) => artifact),
      remarks: remarks.filter(({ of }) => of === row.id).map(({ remark }) => remark),
    }
  })
}

function opened(
  keys: ReadonlyMap<string, Uint8Array>,
  dataKeyId: string,
  sealed: Uint8Array,
  place: string,
): string {
  const key = keys.get(dataKeyId)
  if (key === undefined) throw new AppError('gone', 'This observation was erased at its subject’s request.')
  return decodeUtf8(open(key, sealed, Buffer.from(place)))
}

async function filesOf(scope: OrgScope, observationIds: readonly string[]) {
  const rows = await scope.db
    .selectFrom('evidence')
    .selectAll()
    .where('orgId', '=', scope.orgId)
    .where('observationId', 'in', observationIds)
    .orderBy('position')
    .execute()
  const artifacts = await openArtifacts(scope, 'evidence', rows)
  return rows.flatMap(({ observationId }, at) => {
    const artifact = artifacts[at]
    return artifact === undefined ? [] : [{ of: observationId, artifact }]
  })
}

async function remarksOf(scope: OrgScope, observationIds: readonly string[]) {
  const rows = await scope.db
    .selectFrom('observationRemark')
    .leftJoin('person as author', 'author.id', 'authorId')
    .selectAll('observationRemark')
    .select('author.name as author')
    .where('orgId', '=', scope.orgId)
    .where('observationId', 'in', observationIds)
    .orderBy('observationRemark.createdAt')
    .orderBy('observationRemark.id')
    .execute()
  const keys = await openDataKeys(
    scope,
    rows.map(({ dataKeyId }) => dataKeyId),
  )
  return rows.map(({ id, observationId, kind, author, createdAt, sealed, dataKeyId }) => {
    const text = opened(keys, dataKeyId, sealed, `observation_remark:${id}:sealed`)
    const content = remarkContentSchema.parse(JSON.parse(text))
    const remark: Remark = { id, kind, text: content.text, author: author ?? '', at: createdAt }
    return { of: observationId, remark }
  })
}

async function namesOf(scope: OrgScope, ids: readonly string[]): Promise<ReadonlyMap<string, string>> {
  const rows = await scope.db
    .selectFrom('person')
    .select(['id', 'name'])
    .where('id', 'in', [...new Set(ids)])
    .execute()
  return new Map(rows.map(({ id, name }) => [id, name]))
}

/** A file of an observation with what is needed to open it. Error: `not_found`. */
export async function getObservedFile(scope: OrgScope, observationId: string, fileId: string) {
  checkId(observationId, 'file')
  checkId(fileId, 'file')
  const row = await scope.db
    .selectFrom('evidence')
    .selectAll()
    .where('orgId', '=', scope.orgId)
    .where('observationId', '=', observationId)
    .where('id', '=', fileId)
    .executeTakeFirst()
  return fileOf(scope, 'evidence', row)
}
