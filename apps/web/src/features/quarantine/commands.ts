import { NodeError, type ScanResult } from '@assay/node'
import { AppError } from '../../app-error.ts'
import { inOrg, inSystem, type OrgScope } from '../../db/scopes.ts'
import type { Row } from '../../db/tables.ts'
import type { Deps } from '../../deps.ts'
import { enqueue } from '../../jobs/enqueue.ts'
import { getVersion } from '../achievements/queries.ts'
import { recordEvent } from '../audit/commands.ts'
import { getEnrollment, openFile } from '../enrollments/queries.ts'
import { queueLetter } from '../mail/commands.ts'
import { findReader } from '../mail/queries/reader.ts'
import { getQuarantined, listUnscanned } from './queries.ts'

const asJob = (orgId: string) =>
  ({ orgId, personId: undefined, roles: [], actor: { kind: 'system' } }) as const

/** Waiting files that are given to the scanner again at one time, an organization. */
const BATCH = 200

/**
 * Has one file looked at and notes what came of it; `again`: also one that was quarantined. Where no scanner is configured nothing changes.
 * Throws what the scanner threw, so that the job tries again; the file waits meanwhile and is never called clean.
 */
export async function scanFile(
  deps: Deps,
  { orgId, evidenceId, again = false }: { orgId: string; evidenceId: string; again?: boolean },
): Promise<void> {
  const { scanner } = deps
  if (scanner === undefined) return
  const bytes = await inOrg(deps, asJob(orgId), (scope) => contentToScan(scope, evidenceId, again))
  if (bytes === undefined) return
  const result = await scanner.scan(bytes)
  await inOrg(deps, asJob(orgId), (scope) => noteResult(scope, evidenceId, result))
}

/** The plain content; undefined when there is nothing to scan any more. */
async function contentToScan(
  scope: OrgScope,
  evidenceId: string,
  again: boolean,
): Promise<Uint8Array | undefined> {
  const row = await findFile(scope, evidenceId)
  if (row === undefined || row.blobKey === null) return undefined
  if (row.scan === 'clean' || (row.scan === 'quarantined' && !again)) return undefined
  try {
    return await openFile(scope, { blobKey: row.blobKey, dataKeyId: row.dataKeyId, evidenceId })
  } catch (error) {
    // Erased, or damaged where it is stored: nobody will be given it, so there is nothing to keep from anybody.
    if (error instanceof AppError && error.code === 'gone') return undefined
    if (error instanceof NodeError && error.code === 'blob.damaged') return undefined
    throw error
  }
}

async function noteResult(scope: OrgScope, evidenceId: string, result: ScanResult): Promise<void> {
  const row = await findFile(scope, evidenceId)
  if (row === undefined) return
  const scan = result.verdict === 'found' ? 'quarantined' : 'clean'
  await setScan(scope, evidenceId, {
    scan,
    scannedAt: scope.deps.now(),
    scanSignature: result.verdict === 'found' ? result.signature : null,
  })
  if (row.scan === scan) return
  if (result.verdict === 'found') {
    await recordQuarantine(scope, row, 'evidence.quarantined', { signature: result.signature })
    await tellUploader(scope, row, 'file_quarantined')
  } else if (row.scan === 'quarantined') {
    await recordQuarantine(scope, row, 'evidence.released')
    await tellUploader(scope, row, 'file_released')
  }
}

function findFile(scope: OrgScope, evidenceId: string) {
  return scope.db
    .selectFrom('evidence')
    .selectAll()
    .where('orgId', '=', scope.orgId)
    .where('id', '=', evidenceId)
    .where('kind', '=', 'file')
    .forUpdate()
    .executeTakeFirst()
}

/** On the piece itself and on every copy of it that was handed in. */
async function setScan(
  scope: OrgScope,
  evidenceId: string,
  change: Pick<Row<'evidence'>, 'scan' | 'scannedAt' | 'scanSignature'>,
): Promise<void> {
  await scope.db
    .updateTable('evidence')
    .set(change)
    .where('orgId', '=', scope.orgId)
    .where('id', '=', evidenceId)
    .execute()
  await scope.db
    .updateTable('submissionArtifact')
    .set({ scan: change.scan })
    .where('orgId', '=', scope.orgId)
    .where('evidenceId', '=', evidenceId)
    .execute()
}

const recordQuarantine = (
  scope: OrgScope,
  { id, personId, enrollmentId }: Pick<Row<'evidence'>, 'id' | 'personId' | 'enrollmentId'>,
  action: string,
  data: Readonly<Record<string, unknown>> = {},
) =>
  recordEvent(scope, {
    action,
    recordType: 'evidence',
    recordId: id,
    personId,
    data: { enrollmentId, ...data },
  })

/** The letter names no file: what a file is called is the learner's own. */
async function tellUploader(
  scope: OrgScope,
  row: Pick<Row<'evidence'>, 'personId' | 'enrollmentId' | 'observationId'>,
  template: 'file_quarantined' | 'file_released',
): Promise<void> {
  const { personId, page } = await uploaderOf(scope, row)
  const reader = await findReader(scope, personId)
  if (reader === undefined) return
  const { slug, name: organization } = await scope.db
    .selectFrom('organization')
    .select(['slug', 'name'])
    .where('id', '=', scope.orgId)
    .executeTakeFirstOrThrow()
  const { achievementVersionId } = await getEnrollment(scope, row.enrollmentId)
  const { name } = (await getVersion(scope, achievementVersionId)).definition
  await queueLetter(scope, {
    template,
    to: reader.address,
    language: reader.locale,
    values: { name, organization },
    link: `${scope.deps.config.publicUrl}/o/${slug}/${page}`,
    personId,
  })
}

/** Of a file that came with an observation it is the observer. */
async function uploaderOf(
  scope: OrgScope,
  {
    personId,
    enrollmentId,
    observationId,
  }: Pick<Row<'evidence'>, 'personId' | 'enrollmentId' | 'observationId'>,
) {
  if (observationId === null) return { personId, page: `enrollments/${enrollmentId}` }
  const { observerId } = await scope.db
    .selectFrom('observation')
    .select('observerId')
    .where('orgId', '=', scope.orgId)
    .where('id', '=', observationId)
    .executeTakeFirstOrThrow()
  return { personId: observerId, page: `observations/${observationId}` }
}

/** Gives waiting files to the scanner again, in every organization; runs every few minutes. */
export async function scanWaitingFiles(deps: Deps): Promise<void> {
  if (deps.scanner === undefined) return
  const organizations = await inSystem(deps, (scope) =>
    scope.db.selectFrom('organization').select('id').execute(),
  )
  for (const { id: orgId } of organizations)
    await inOrg(deps, asJob(orgId), async (scope) => {
      for (const evidenceId of await listUnscanned(scope, BATCH))
        await enqueue(scope, 'scan_file', { orgId, evidenceId }, { key: `scan:${evidenceId}` })
    })
}

/** Deletes the content of a quarantined file for good; that it was there stays known. Error: `not_found`, `wrong_state` when it is gone. */
export async function deleteQuarantined(scope: OrgScope, evidenceId: string): Promise<void> {
  const row = await getQuarantined(scope, evidenceId)
  const { blobKey } = row
  if (blobKey === null) throw new AppError('wrong_state', 'This file was deleted already.')
  for (const table of ['evidence', 'submissionArtifact'] as const)
    await scope.db
      .updateTable(table)
      .set({ blobKey: null })
      .where('orgId', '=', scope.orgId)
      .where(table === 'evidence' ? 'id' : 'evidenceId', '=', evidenceId)
      .execute()
  await recordQuarantine(scope, row, 'evidence.quarantined_deleted', { signature: row.scanSignature })
  // Last: what fails before leaves the file where it is.
  await scope.deps.blobs.delete(blobKey)
}

/** Has a quarantined file looked at again, as after a false alarm; it stays in quarantine until the scanner calls it clean. */
export async function scanAgain(scope: OrgScope, evidenceId: string): Promise<void> {
  const row = await getQuarantined(scope, evidenceId)
  if (row.blobKey === null) throw new AppError('wrong_state', 'This file was deleted.')
  if (scope.deps.scanner === undefined)
    throw new AppError('wrong_state', 'No scanner is configured.', { text: 'no_scanner' })
  await recordQuarantine(scope, row, 'evidence.scan_asked')
  await enqueue(
    scope,
    'scan_file',
    { orgId: scope.orgId, evidenceId, again: true },
    { key: `scan:${evidenceId}` },
  )
}
