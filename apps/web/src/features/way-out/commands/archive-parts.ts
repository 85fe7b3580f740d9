import { createHash } from 'node:crypto'
import { AppError } from '../../../app-error.ts'
import { inOrg } from '../../../db/scopes.ts'
import type { Deps } from '../../../deps.ts'
import type { ArchiveOrder, ArchiveTry } from '../schema/archive-order.ts'
import { PART_BYTES } from '../schema/archive-order.ts'

/** The order was cancelled or replaced, or another worker tries it. */
export class NotOurs extends Error {}

/** How often the row says how far the work is, in milliseconds. */
const TOLD_EVERY = 1000

const asJob = (orgId: string) =>
  ({ orgId, personId: undefined, roles: [], actor: { kind: 'system' } }) as const

/**
 * Stores an archive in parts while it is read, and notes how far it is. Each part is named in the database before it is stored, so whatever
 * breaks this off leaves nothing that is not found again. Answers the bytes. Throws {@link NotOurs} once somebody gave the try up.
 */
export async function storeArchive(
  deps: Deps,
  work: ArchiveTry,
  content: AsyncIterable<Uint8Array>,
  done: () => number,
): Promise<number> {
  let [number, size, held, told] = [0, 0, 0, deps.now().getTime()]
  let parts: Uint8Array[] = []
  const keep = async () => {
    if (held === 0) return
    const bytes = Buffer.concat(parts)
    ;[parts, held] = [[], 0]
    await storePart(deps, work, number, bytes, done())
    number += 1
    size += bytes.length
  }
  for await (const chunk of content) {
    parts.push(chunk)
    held += chunk.length
    if (held >= PART_BYTES) await keep()
    else if (deps.now().getTime() - told < TOLD_EVERY) continue
    else await goOn(deps, work, done())
    told = deps.now().getTime()
  }
  await keep()
  return size
}

async function storePart(
  deps: Deps,
  work: ArchiveTry,
  number: number,
  bytes: Uint8Array,
  done: number,
): Promise<void> {
  const { orgId, archiveId } = work
  const prefix = `archive/${orgId}/${archiveId}`
  const blobKey = `${prefix}/${createHash('sha256').update(bytes).digest('hex')}`
  await goOn(deps, work, done, { number, blobKey, size: bytes.length })
  try {
    await deps.blobs.put(prefix, bytes)
  } catch (cause) {
    throw new AppError('not_available', 'The store did not take a part of the archive.', {
      text: 'archive_store',
      cause,
    })
  }
  try {
    await goOn(deps, work, done)
  } catch (error) {
    // Whoever gave the try up may have deleted its parts before this one was there.
    if (error instanceof NotOurs) await deps.blobs.delete(blobKey)
    throw error
  }
}

interface NewPart {
  readonly number: number
  readonly blobKey: string
  readonly size: number
}

/** Notes how far the try is, and a part that is about to be stored. The row is locked meanwhile, so it cannot end in between. */
function goOn(deps: Deps, work: ArchiveTry, done: number, part?: NewPart): Promise<void> {
  const { orgId, archiveId, number } = work
  return inOrg(deps, asJob(orgId), async ({ db }) => {
    const { numUpdatedRows } = await db
      .updateTable('organizationArchive')
      .set({ done })
      .where('orgId', '=', orgId)
      .where('id', '=', archiveId)
      .where('state', '=', 'running')
      .where('try', '=', number)
      .executeTakeFirstOrThrow()
    if (numUpdatedRows === 0n) throw new NotOurs('the archive was given up')
    if (part === undefined) return
    await db
      .insertInto('organizationArchivePart')
      .values({ orgId, archiveId, try: number, ...part })
      .execute()
  })
}

/** Deletes what earlier tries (below `before`), or all, stored. What cannot be deleted now keeps its row and is found again. */
export async function dropParts(
  deps: Deps,
  { orgId, archiveId }: ArchiveOrder,
  before = Number.MAX_SAFE_INTEGER,
): Promise<void> {
  const parts = await inOrg(deps, asJob(orgId), ({ db }) =>
    db
      .selectFrom('organizationArchivePart')
      .select(['try', 'number', 'blobKey'])
      .where('orgId', '=', orgId)
      .where('archiveId', '=', archiveId)
      .where('try', '<', Math.min(before, 2 ** 31 - 1))
      .execute(),
  )
  for (const { blobKey, ...part } of parts) {
    await deps.blobs.delete(blobKey)
    await inOrg(deps, asJob(orgId), ({ db }) =>
      db
        .deleteFrom('organizationArchivePart')
        .where('orgId', '=', orgId)
        .where('archiveId', '=', archiveId)
        .where('try', '=', part.try)
        .where('number', '=', part.number)
        .execute(),
    )
  }
}
