import { decodeUtf8 } from '@assay/core'
import { open } from '@assay/node'
import { sql } from 'kysely'
import { notFound } from '../../../app-error.ts'
import type { AnyScope, PersonScope, PublicScope } from '../../../db/scopes.ts'
import type { Row } from '../../../db/tables.ts'
import { openDataKeys } from '../../data-keys/queries.ts'
import { type CollectionWords, collectionPlace, wordsSchema } from '../schema/collection-words.ts'

/** A person's collection. */
export interface Collection
  extends Pick<
      Row<'collection'>,
      'id' | 'visibility' | 'sharedAt' | 'endsAt' | 'revision' | 'createdAt' | 'updatedAt'
    >,
    CollectionWords {
  /** Places in the backpack, in order; badges that were removed are not among them. */
  readonly entries: readonly string[]
}

/** The person's collections, the latest changed first. */
export async function listCollections(scope: PersonScope): Promise<readonly Collection[]> {
  return readCollections(scope, await own(scope).orderBy('updatedAt', 'desc').orderBy('id').execute())
}

/** One of the person's collections. Error `not_found`. */
export async function getCollection(scope: PersonScope, collectionId: string): Promise<Collection> {
  const rows = await own(scope).where(sql`id::text`, '=', collectionId).execute()
  const [collection] = await readCollections(scope, rows)
  if (collection === undefined) throw notFound('collection')
  return collection
}

const own = ({ db, personId }: PersonScope) =>
  db
    .selectFrom('collection')
    .select([
      ...(['id', 'contentSealed', 'dataKeyId', 'visibility', 'sharedAt', 'endsAt'] as const),
      ...(['revision', 'createdAt', 'updatedAt'] as const),
    ])
    .where('personId', '=', personId)

type CollectionRow = Awaited<ReturnType<ReturnType<typeof own>['execute']>>[number]

async function readCollections(
  scope: PersonScope,
  rows: readonly CollectionRow[],
): Promise<readonly Collection[]> {
  const words = await openWords(scope, rows)
  const places = await placesIn(
    scope,
    rows.map(({ id }) => id),
  )
  return rows.flatMap(({ contentSealed: _, dataKeyId: __, ...row }) => {
    const own = words.get(row.id)
    // Without its words the person's key is gone: the collection was erased.
    return own === undefined ? [] : [{ ...row, ...own, entries: places.get(row.id) ?? [] }]
  })
}

/** Titles and words of collections by their ids; those that were erased are missing. */
export async function openWords(
  scope: AnyScope,
  rows: readonly Pick<CollectionRow, 'id' | 'contentSealed' | 'dataKeyId'>[],
): Promise<ReadonlyMap<string, CollectionWords>> {
  const keys = await openDataKeys(
    scope,
    rows.map(({ dataKeyId }) => dataKeyId),
  )
  return new Map(
    rows.flatMap(({ id, contentSealed, dataKeyId }) => {
      const key = keys.get(dataKeyId)
      if (key === undefined) return []
      const bytes = open(key, contentSealed, new TextEncoder().encode(collectionPlace(id)))
      return [[id, wordsSchema.parse(JSON.parse(decodeUtf8(bytes)))] as const]
    }),
  )
}

/** Places in the backpack by collection, in order, as far as the scope sees them. */
export async function placesIn(
  scope: PersonScope | PublicScope,
  ids: readonly string[],
): Promise<ReadonlyMap<string, readonly string[]>> {
  const places = new Map<string, string[]>()
  if (ids.length === 0) return places
  const rows = await scope.db
    .selectFrom('collectionEntry')
    .innerJoin('backpackEntry', 'backpackEntry.id', 'collectionEntry.entryId')
    .select(['collectionId', 'entryId'])
    .where('collectionId', 'in', ids)
    .where('backpackEntry.removedAt', 'is', null)
    .orderBy('position')
    .execute()
  for (const { collectionId, entryId } of rows) {
    const found = places.get(collectionId)
    if (found === undefined) places.set(collectionId, [entryId])
    else found.push(entryId)
  }
  return places
}

/** Collections in which others may see a badge now, whatever its own setting says. */
export async function listSharedWith(scope: PersonScope, entryId: string): Promise<readonly Collection[]> {
  const now = scope.deps.now()
  return (await listCollections(scope)).filter(
    ({ visibility, endsAt, entries }) =>
      visibility !== 'private' && (endsAt === null || endsAt > now) && entries.includes(entryId),
  )
}

/** The address of a shared collection for those who may see it; undefined while private. */
export async function collectionUrl(scope: PersonScope, collectionId: string): Promise<string | undefined> {
  const row = await scope.db
    .selectFrom('collection')
    .select(['visibility', 'shareTokenSealed'])
    .where('personId', '=', scope.personId)
    .where('id', '=', collectionId)
    .executeTakeFirst()
  if (row === undefined || row.visibility === 'private') return undefined
  const { config, vault } = scope.deps
  const page = `${config.publicUrl}/collections/${collectionId}`
  if (row.shareTokenSealed === null) return page
  return `${page}?key=${decodeUtf8(vault.openSecret(row.shareTokenSealed, `collection:${collectionId}:share_token`))}`
}
