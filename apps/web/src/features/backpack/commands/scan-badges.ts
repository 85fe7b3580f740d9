import { inSystem, type PersonScope, type SystemScope } from '../../../db/scopes.ts'
import type { Deps } from '../../../deps.ts'
import { enqueueAll } from '../../../jobs/enqueue.ts'
import { type HarmfulFile, type ScannedFile, scanUpload } from '../../../scan-upload.ts'
import { recordEvent } from '../../audit/commands.ts'
import { findKeptBytes, listUnscannedBadges } from '../queries/badge-file.ts'

/** Badges that are given to the scanner at one time. */
const BATCH = 200

/** Gives kept badges that no scanner has looked at to one that is there now; runs every few minutes. */
export async function scanWaitingBadges(deps: Deps): Promise<void> {
  if (deps.scanner === undefined) return
  await inSystem(deps, async (scope) => {
    const waiting = await listUnscannedBadges(scope, BATCH)
    await enqueueAll(
      scope,
      'scan_badge',
      waiting.map(({ id, personId }) => ({
        payload: { personId, entryId: id },
        key: `scan-badge:${id}`,
      })),
    )
  })
}

/** Whose badge, and its place in the backpack. */
export interface KeptAt {
  readonly personId: string
  readonly entryId: string
}

/** Has one kept badge looked at and notes what came of it. Throws while the scanner is away, so that the job tries again. */
export async function scanBadge(deps: Deps, { personId, entryId }: KeptAt): Promise<void> {
  if (deps.scanner === undefined) return
  const bytes = await inSystem(deps, (scope) => findKeptBytes(scope, entryId))
  if (bytes === undefined) return
  const result = await scanUpload(deps, bytes)
  await inSystem(deps, (scope) => noteScan(scope, { personId, entryId }, result))
}

/**
 * What the scanner said of a kept badge. A harmful one is given to nobody any more, its owner included, and its sharing ends; the row stays,
 * so that its owner sees what became of it and may have it looked at again.
 */
export async function noteScan(
  scope: PersonScope | SystemScope,
  { personId, entryId }: KeptAt,
  result: ScannedFile | HarmfulFile,
): Promise<void> {
  const found = result.scan === 'found'
  const before = await scope.db
    .selectFrom('backpackEntry')
    .select(['scan', 'visibility'])
    .where('personId', '=', personId)
    .where('id', '=', entryId)
    .forUpdate()
    .executeTakeFirst()
  if (before === undefined) return
  const unshared = {
    visibility: 'private',
    shareTokenHash: null,
    shareTokenSealed: null,
    sharedAt: null,
  } as const
  const columns = found
    ? { scan: 'quarantined' as const, scannedAt: scope.deps.now(), scanSignature: result.signature }
    : { scan: result.scan, scannedAt: result.scannedAt, scanSignature: null }
  await scope.db
    .updateTable('backpackEntry')
    .set({ ...columns, ...(found ? unshared : {}) })
    .where('personId', '=', personId)
    .where('id', '=', entryId)
    .execute()
  const about = { recordType: 'badge', recordId: entryId, personId }
  if (found && before.scan !== 'quarantined')
    await recordEvent(scope, {
      ...{ action: 'badge.quarantined', ...about },
      data: { signature: result.signature, visibility: before.visibility },
    })
  else if (!found && before.scan === 'quarantined')
    await recordEvent(scope, { action: 'badge.released', ...about })
}
