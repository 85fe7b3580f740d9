import { NodeError } from '@assay/node'
import { AppError } from '../../../app-error.ts'
import { findMembership } from '../../../db/lookups.ts'
import { inOrg, inSystem, type OrgScope } from '../../../db/scopes.ts'
import type { Deps } from '../../../deps.ts'
import { enqueue } from '../../../jobs/enqueue.ts'
import { mayLeave } from '../policy.ts'
import { zipArchive } from '../present/zip-archive.ts'
import {
  ARCHIVE_DAYS,
  type ArchiveFailure,
  type ArchiveOrder,
  type ArchiveTry,
} from '../schema/archive-order.ts'
import { nextTry, openArchiveKeys, sealArchiveKeys } from './archive-keys.ts'
import { dropParts, NotOurs, storeArchive } from './archive-parts.ts'
import type { ExportKeys } from './export-keys.ts'
import { countExport, exportOrganization } from './export-organization.ts'
import { answeredHere } from './published.ts'
import { tellOfArchive } from './tell-of-archive.ts'

const asJob = (orgId: string) =>
  ({ orgId, personId: undefined, roles: [], actor: { kind: 'system' } }) as const

/**
 * Makes the archive that was ordered and leaves it in the store, in parts. Killed at any point and run again it begins anew, with a key of
 * its own, and deletes what the earlier try left; after some tries it gives up. Whatever goes wrong is kept for the page and not tried
 * again by itself. Does nothing for an order that was given up meanwhile.
 */
export async function makeArchive(deps: Deps, order: ArchiveOrder): Promise<void> {
  if (!(await mayStillOrder(deps, order))) return fail(deps, order, 'role_lost')
  const begun = await begin(deps, order)
  if (begun === undefined) return
  const { work, keys } = begun
  if (keys === undefined) return fail(deps, work, 'interrupted')
  try {
    await dropParts(deps, work, work.number)
    const size = await exportInParts(deps, work, keys)
    if (await mayStillOrder(deps, order)) await finish(deps, work, size)
    else await fail(deps, work, 'role_lost')
  } catch (error) {
    if (error instanceof NotOurs) return
    deps.log.error(
      { err: error, archive: work.archiveId },
      'the archive of an organization could not be made',
    )
    await fail(deps, work, failureOf(error))
  }
}

/** Whether who ordered it could order it now. True for an order that is no more: nothing is made of it anyway. */
async function mayStillOrder(deps: Deps, { orgId, archiveId }: ArchiveOrder): Promise<boolean> {
  const found = await inSystem(deps, async (scope) => {
    const order = await scope.db
      .selectFrom('organizationArchive')
      .select('orderedBy')
      .where('orgId', '=', orgId)
      .where('id', '=', archiveId)
      .executeTakeFirst()
    if (order === undefined) return undefined
    return { personId: order.orderedBy, membership: await findMembership(scope, order.orderedBy, orgId) }
  })
  if (found === undefined) return true
  const { personId, membership } = found
  if (membership === undefined) return false
  const { roles, grants } = membership
  const identity = { orgId, personId, roles, grants, actor: { kind: 'person', personId } } as const
  return inOrg(deps, identity, async (scope) => mayLeave(scope))
}

/** Takes the next try and its key, which nothing has from then on but this job. No keys: there was the last try. */
function begin(
  deps: Deps,
  { orgId, archiveId }: ArchiveOrder,
): Promise<{ work: ArchiveTry; keys: ExportKeys | undefined } | undefined> {
  return inOrg(deps, asJob(orgId), async (scope) => {
    const row = await scope.db
      .selectFrom('organizationArchive')
      .select(['orderedBy', 'keysSealed', 'try'])
      .where('orgId', '=', orgId)
      .where('id', '=', archiveId)
      .where('state', 'in', ['waiting', 'running'])
      .forUpdate()
      .executeTakeFirst()
    if (row === undefined || row.keysSealed === null) return undefined
    const next = nextTry(openArchiveKeys(deps, archiveId, row.keysSealed))
    const number = row.try + 1
    await scope.db
      .updateTable('organizationArchive')
      .set({ state: 'running', try: number, startedAt: deps.now(), done: 0, total: await countExport(scope) })
      .set(next === undefined ? {} : { keysSealed: sealArchiveKeys(deps, archiveId, next.left) })
      .where('orgId', '=', orgId)
      .where('id', '=', archiveId)
      .execute()
    return { work: { orgId, archiveId, number, orderedBy: row.orderedBy }, keys: next?.now }
  })
}

function exportInParts(deps: Deps, work: ArchiveTry, keys: ExportKeys): Promise<number> {
  let done = 0
  const files = exportOrganization(deps, {
    orgId: work.orgId,
    actor: { kind: 'system' },
    keys,
    final: false,
    answer: answeredHere(deps),
    progress: () => {},
    added: (count) => {
      done += count
    },
  })
  return storeArchive(deps, work, zipArchive(files, deps.now()), () => done)
}

function finish(deps: Deps, work: ArchiveTry, size: number): Promise<void> {
  return inOrg(deps, asJob(work.orgId), async (scope) => {
    const now = deps.now()
    const expiresAt = new Date(now.getTime() + ARCHIVE_DAYS * 86_400_000)
    const change = { state: 'ready', size, finishedAt: now, expiresAt } as const
    if (await end(scope, work, change)) await tellOfArchive(scope, work.orderedBy, { until: expiresAt })
  })
}

/** Keeps why, and has the parts deleted. Who is no administrator any more is not written to. */
async function fail(
  deps: Deps,
  order: ArchiveOrder & Partial<ArchiveTry>,
  failure: ArchiveFailure,
): Promise<void> {
  await inOrg(deps, asJob(order.orgId), async (scope) => {
    const ended = await end(scope, order, { state: 'failed', failure, finishedAt: deps.now() })
    if (!ended) return
    await enqueue(scope, 'forget_archives', {}, { key: 'forget_archives' })
    if (failure !== 'role_lost' && order.orderedBy !== undefined)
      await tellOfArchive(scope, order.orderedBy, { failure })
  })
}

type End =
  | { readonly state: 'ready'; readonly size: number; readonly finishedAt: Date; readonly expiresAt: Date }
  | { readonly state: 'failed'; readonly failure: ArchiveFailure; readonly finishedAt: Date }

/** The keys go with it. Answers whether it was still this try's to end. */
async function end(
  { db }: OrgScope,
  { orgId, archiveId, number }: ArchiveOrder & Partial<ArchiveTry>,
  change: End,
): Promise<boolean> {
  let ending = db
    .updateTable('organizationArchive')
    .set({ ...change, keysSealed: null })
    .where('orgId', '=', orgId)
    .where('id', '=', archiveId)
    .where('state', 'in', ['waiting', 'running'])
  if (number !== undefined) ending = ending.where('try', '=', number)
  return (await ending.executeTakeFirstOrThrow()).numUpdatedRows > 0n
}

function failureOf(error: unknown): ArchiveFailure {
  if (error instanceof AppError) {
    if (error.code === 'too_large') return 'too_large'
    if (error.text === 'archive_store') return 'store'
    if (error.text === 'archive_not_served') return 'not_served'
  }
  if (error instanceof NodeError) {
    if (error.code === 'blob.unreachable' || error.code === 'blob.refused') return 'store'
    if (error.code === 'blob.damaged') return 'damaged'
  }
  return 'unexpected'
}
