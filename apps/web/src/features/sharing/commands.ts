import { randomBytes, randomUUID } from 'node:crypto'
import { sql } from 'kysely'
import { AppError, invalidField, notFound } from '../../app-error.ts'
import { hashSecret } from '../../db/lookups.ts'
import { inSystem, type PersonScope } from '../../db/scopes.ts'
import type { Deps } from '../../deps.ts'
import { recordEvent } from '../audit/commands.ts'
import { setSharing } from '../backpack/commands.ts'
import { listCollections } from '../backpack/queries/collections.ts'
import { collectionPlace } from '../backpack/schema/collection-words.ts'
import { endOf } from '../backpack/schema/last-day.ts'
import type { Visibility } from '../backpack/schema/visibilities.ts'
import { dataKeyOf, sealWith } from '../data-keys/commands.ts'
import { listShared } from './queries.ts'
import { COLLECTIONS, type CollectionChange, type CollectionInput } from './schema.ts'

/** Makes a collection. Errors: `quota_exceeded`; `invalid_input` for badges that are not the person's. */
export async function createCollection(scope: PersonScope, input: CollectionInput): Promise<string> {
  if ((await listCollections(scope)).length >= COLLECTIONS)
    throw new AppError('quota_exceeded', `A person has at most ${COLLECTIONS} collections.`)
  const id = randomUUID()
  const now = scope.deps.now()
  const { visibility, lastDay } = input
  const token = visibility === 'link' ? newToken() : undefined
  await scope.db
    .insertInto('collection')
    .values({
      ...{ personId: scope.personId, id, visibility, createdAt: now, updatedAt: now },
      ...(await contentColumns(scope, id, input)),
      ...tokenColumns(scope, id, token),
      sharedAt: visibility === 'private' ? null : now,
      endsAt: endOf(lastDay),
    })
    .execute()
  await placeBadges(scope, id, input.entries)
  await note(scope, id, 'collection.created', { to: visibility, number: input.entries.length })
  return id
}

/**
 * Changes a collection as a whole. Leaving `link`, or renewing it, ends the old link at once. Errors: `not_found`; `stale`;
 * `invalid_input` for badges that are not the person's.
 */
export async function changeCollection(
  scope: PersonScope,
  collectionId: string,
  input: CollectionChange,
): Promise<void> {
  const before = await lockCollection(scope, collectionId)
  if (before.revision !== input.revision)
    throw new AppError('stale', 'The collection was changed meanwhile; read it again.')
  const { visibility, lastDay, renew } = input
  const keepsLink = visibility === 'link' && before.visibility === 'link' && !renew
  const token = visibility === 'link' && !keepsLink ? newToken() : undefined
  const now = scope.deps.now()
  const changed = before.visibility !== visibility || token !== undefined
  await scope.db
    .updateTable('collection')
    .set({
      ...{ visibility, updatedAt: now, revision: before.revision + 1, endsAt: endOf(lastDay) },
      ...(await contentColumns(scope, before.id, input)),
      ...(keepsLink ? {} : tokenColumns(scope, before.id, token)),
      ...(changed ? { sharedAt: visibility === 'private' ? null : now } : {}),
    })
    .where('personId', '=', scope.personId)
    .where('id', '=', before.id)
    .execute()
  await placeBadges(scope, before.id, input.entries)
  const facts = {
    from: before.visibility,
    to: visibility,
    newLink: token !== undefined,
    number: input.entries.length,
  }
  await note(scope, before.id, 'collection.changed', facts)
}

/** Deletes a collection with its counts; its badges stay where they are. Error `not_found`. */
export async function deleteCollection(scope: PersonScope, collectionId: string): Promise<void> {
  const { id } = await lockCollection(scope, collectionId)
  await scope.db
    .deleteFrom('collection')
    .where('personId', '=', scope.personId)
    .where('id', '=', id)
    .execute()
  await note(scope, id, 'collection.deleted', {})
}

/**
 * Changes who may see a collection and nothing else of it: leaving `link` ends the old link, and what had ended by its last day goes on
 * without one. Error `not_found`.
 */
export async function shareCollection(
  scope: PersonScope,
  collectionId: string,
  visibility: Visibility,
): Promise<void> {
  const before = await lockCollection(scope, collectionId)
  const now = scope.deps.now()
  const ended = before.endsAt !== null && before.endsAt <= now
  if (before.visibility === visibility && !(ended && visibility !== 'private')) return
  const token = visibility === 'link' ? newToken() : undefined
  await scope.db
    .updateTable('collection')
    .set({
      ...{ visibility, updatedAt: now, revision: before.revision + 1 },
      ...tokenColumns(scope, before.id, token),
      sharedAt: visibility === 'private' ? null : now,
      ...(ended ? { endsAt: null } : {}),
    })
    .where('personId', '=', scope.personId)
    .where('id', '=', before.id)
    .execute()
  const facts = { from: before.visibility, to: visibility, newLink: token !== undefined }
  await note(scope, before.id, 'collection.changed', facts)
}

/** Makes everything private that anybody else may see; answers how many things that were. */
export async function stopAll(scope: PersonScope): Promise<number> {
  const badges = (await listShared(scope)).filter(({ kind }) => kind === 'badge')
  const collections = (await listCollections(scope)).filter(({ visibility }) => visibility !== 'private')
  for (const { id } of badges) await setSharing(scope, id, { visibility: 'private', renew: false })
  for (const { id } of collections) await shareCollection(scope, id, 'private')
  return badges.length + collections.length
}

async function placeBadges(
  scope: PersonScope,
  collectionId: string,
  entries: readonly string[],
): Promise<void> {
  await scope.db.deleteFrom('collectionEntry').where('collectionId', '=', collectionId).execute()
  if (entries.length === 0) return
  const own = await scope.db
    .selectFrom('backpackEntry')
    .select('id')
    .where('personId', '=', scope.personId)
    .where('removedAt', 'is', null)
    .where('id', 'in', entries)
    .execute()
  if (own.length !== entries.length)
    throw invalidField('entries', 'not_in_backpack', 'These badges are not all in your backpack.')
  await scope.db
    .insertInto('collectionEntry')
    .values(entries.map((entryId, position) => ({ collectionId, entryId, position })))
    .execute()
}

async function lockCollection(scope: PersonScope, collectionId: string) {
  const row = await scope.db
    .selectFrom('collection')
    .select(['id', 'visibility', 'revision', 'endsAt'])
    .where('personId', '=', scope.personId)
    .where(sql`id::text`, '=', collectionId)
    .forUpdate()
    .executeTakeFirst()
  if (row === undefined) throw notFound('collection')
  return row
}

/** Title and words under the owner's data key. */
async function contentColumns(scope: PersonScope, id: string, { title, description }: CollectionInput) {
  const key = await dataKeyOf(scope, scope.personId)
  const { sealed, dataKeyId } = sealWith(key, JSON.stringify({ title, description }), collectionPlace(id))
  return { contentSealed: sealed, dataKeyId }
}

const newToken = () => randomBytes(32).toString('base64url')

function tokenColumns({ deps }: PersonScope, id: string, token: string | undefined) {
  if (token === undefined) return { shareTokenHash: null, shareTokenSealed: null }
  const sealed = deps.vault.sealSecret(new TextEncoder().encode(token), `collection:${id}:share_token`)
  return { shareTokenHash: hashSecret(token), shareTokenSealed: Buffer.from(sealed) }
}

const note = (
  scope: PersonScope,
  recordId: string,
  action: 'collection.created' | 'collection.changed' | 'collection.deleted',
  data: Readonly<Record<string, string | number | boolean>>,
) => recordEvent(scope, { action, recordType: 'collection', recordId, data })

/**
 * Counts that something shared was seen or verified so often, on a day and without anything of who came (THREATS P9). It waits for no lock
 * longer than a moment; a count that cannot be written is lost.
 */
export async function countShared(
  deps: Deps,
  subjectId: string,
  what: 'views' | 'verifications',
  times = 1,
): Promise<void> {
  const day = deps.now().toISOString().slice(0, 10)
  await inSystem(deps, async ({ db }) => {
    await sql`SET LOCAL lock_timeout = '200ms'`.execute(db)
    await db
      .insertInto('shareCount')
      .values({ subjectId, day, [what]: times })
      .onConflict((oc) =>
        oc
          .columns(['subjectId', 'day'])
          .doUpdateSet({ [what]: sql<number>`share_count.${sql.ref(what)} + ${times}` }),
      )
      .execute()
  })
}
