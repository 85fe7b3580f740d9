import { inSystem, type PersonScope, type SystemScope } from '../../../db/scopes.ts'
import type { Deps } from '../../../deps.ts'
import { enqueueAll } from '../../../jobs/enqueue.ts'
import { type HarmfulFile, type ScannedFile, scanUpload } from '../../../scan-upload.ts'
import { recordEvent } from '../../audit/commands.ts'
import { queueLetter } from '../../mail/commands.ts'
import { findReader } from '../../mail/queries/reader.ts'
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
  await inSystem(deps, async (scope) => {
    const { quarantined } = await noteScan(scope, { personId, entryId }, result)
    if (quarantined) await tellOwner(scope, { personId, entryId })
  })
}

/**
 * What the scanner said of a kept badge. A harmful one is given to nobody any more, its owner included, and its sharing ends; the row stays,
 * so that its owner sees what became of it and may have it looked at again. Answers whether it is that from now on.
 */
export async function noteScan(
  scope: PersonScope | SystemScope,
  { personId, entryId }: KeptAt,
  result: ScannedFile | HarmfulFile,
): Promise<{ readonly quarantined: boolean }> {
  const found = result.scan === 'found'
  const before = await scope.db
    .selectFrom('backpackEntry')
    .select(['scan', 'visibility'])
    .where('personId', '=', personId)
    .where('id', '=', entryId)
    .forUpdate()
    .executeTakeFirst()
  if (before === undefined) return { quarantined: false }
  const unshared = {
    visibility: 'private',
    shareTokenHash: null,
    shareTokenSealed: null,
    sharedAt: null,
    shareEndsAt: null,
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
  return { quarantined: found && before.scan !== 'quarantined' }
}

/** Nobody was there when it was found. The letter names no badge: what somebody holds is theirs alone. */
async function tellOwner(scope: SystemScope, { personId, entryId }: KeptAt): Promise<void> {
  const reader = await findReader(scope, personId)
  if (reader === undefined) return
  await queueLetter(scope, {
    template: 'badge_quarantined',
    to: reader.address,
    language: reader.locale,
    values: {},
    link: `${scope.deps.config.publicUrl}/backpack/${entryId}`,
    personId,
  })
}
