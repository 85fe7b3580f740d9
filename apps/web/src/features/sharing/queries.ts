import { decodeUtf8 } from '@assay/core'
import { sql } from 'kysely'
import { AppError, notFound } from '../../app-error.ts'
import { isSecretOf } from '../../db/lookups.ts'
import { type PersonScope, type PublicScope, seeCollection } from '../../db/scopes.ts'
import type { Row } from '../../db/tables.ts'
import { type Entry, listEntries, listEntriesAt } from '../backpack/queries.ts'

/** A person's collection without its badges. */
export type Collection = Omit<Row<'collection'>, 'shareTokenHash' | 'shareTokenSealed' | 'personId'> & {
  /** Places in the backpack, in order; badges that were removed are not among them. */
  readonly entries: readonly string[]
}

const COLUMNS = [
  'id',
  'title',
  'description',
  'visibility',
  'sharedAt',
  'endsAt',
  'revision',
  'createdAt',
  'updatedAt',
] as const

/** The person's collections, the latest changed first. */
export async function listCollections(scope: PersonScope): Promise<readonly Collection[]> {
  const rows = await scope.db
    .selectFrom('collection')
    .select(COLUMNS)
    .where('personId', '=', scope.personId)
    .orderBy('updatedAt', 'desc')
    .orderBy('id')
    .execute()
  const places = await placesIn(
    scope,
    rows.map(({ id }) => id),
  )
  return rows.map((row) => ({ ...row, entries: places.get(row.id) ?? [] }))
}

/** One of the person's collections. Error `not_found`. */
export async function getCollection(scope: PersonScope, collectionId: string): Promise<Collection> {
  const row = await scope.db
    .selectFrom('collection')
    .select(COLUMNS)
    .where('personId', '=', scope.personId)
    .where(sql`id::text`, '=', collectionId)
    .executeTakeFirst()
  if (row === undefined) throw notFound('collection')
  return { ...row, entries: (await placesIn(scope, [row.id])).get(row.id) ?? [] }
}

async function placesIn(scope: PersonScope | PublicScope, ids: readonly string[]) {
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
  for (const { collectionId, entryId } of rows)
    places.set(collectionId, [...(places.get(collectionId) ?? []), entryId])
  return places
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

/** A collection as anyone sees it. */
export interface SharedCollection extends Pick<Collection, 'id' | 'title' | 'description' | 'visibility'> {
  readonly badges: readonly Entry[]
}

/**
 * A collection that its owner shares, if `key` opens it: a public one needs none, a link-only one its own. `gone` after its end, for
 * whoever may have seen it before; anything else is `not_found`.
 */
export async function getSharedCollection(
  scope: PublicScope,
  collectionId: string,
  key: string | undefined,
): Promise<SharedCollection> {
  const row = await scope.db
    .selectFrom('collection')
    .select(['id', 'title', 'description', 'visibility', 'endsAt', 'shareTokenHash'])
    .where(sql`id::text`, '=', collectionId)
    .where('visibility', '!=', 'private')
    .executeTakeFirst()
  if (row === undefined || !(row.visibility === 'public' || isSecretOf(key, row.shareTokenHash)))
    throw notFound('collection')
  if (row.endsAt !== null && row.endsAt <= scope.deps.now())
    throw new AppError('gone', 'This collection is no longer shared.', { text: 'collection_ended' })
  await seeCollection(scope, row.id)
  const places = (await placesIn(scope, [row.id])).get(row.id) ?? []
  const { id, title, description, visibility } = row
  return { id, title, description, visibility, badges: await listEntriesAt(scope, places) }
}

/** Something that others may see. */
export interface SharedThing {
  readonly kind: 'badge' | 'collection'
  readonly id: string
  readonly title: string
  readonly visibility: 'link' | 'public'
  readonly since: Date | undefined
  readonly endsAt: Date | undefined
  readonly views: number
  readonly verifications: number
}

/** Everything of the person that anybody else may see now, badges first. */
export async function listShared(scope: PersonScope): Promise<readonly SharedThing[]> {
  const { items } = await listEntries(scope, { limit: 1000, offset: 0 })
  const badges = items.flatMap(({ id, credentialId, name, visibility, sharedAt }) =>
    visibility === 'private'
      ? []
      : [
          {
            ...{ kind: 'badge' as const, id, title: name, visibility },
            since: sharedAt,
            endsAt: undefined,
            subject: credentialId ?? id,
          },
        ],
  )
  const now = scope.deps.now()
  const collections = (await listCollections(scope)).flatMap(({ id, title, visibility, sharedAt, endsAt }) =>
    visibility === 'private' || (endsAt !== null && endsAt <= now)
      ? []
      : [
          {
            ...{ kind: 'collection' as const, id, title, visibility },
            since: sharedAt ?? undefined,
            endsAt: endsAt ?? undefined,
            subject: id,
          },
        ],
  )
  const things = [...badges, ...collections]
  const counts = await countsOf(
    scope,
    things.map(({ subject }) => subject),
  )
  return things.map(({ subject, ...thing }) => ({
    ...thing,
    ...(counts.get(subject) ?? { views: 0, verifications: 0 }),
  }))
}

async function countsOf(scope: PersonScope, subjects: readonly string[]) {
  if (subjects.length === 0)
    return new Map<string, { readonly views: number; readonly verifications: number }>()
  const rows = await scope.db
    .selectFrom('shareCount')
    .select((eb) => [
      'subjectId',
      eb.fn.sum<string>('views').as('views'),
      eb.fn.sum<string>('verifications').as('verifications'),
    ])
    .where('subjectId', 'in', subjects)
    .groupBy('subjectId')
    .execute()
  return new Map(
    rows.map(({ subjectId, views, verifications }) => [
      subjectId,
      { views: Number(views), verifications: Number(verifications) },
    ]),
  )
}
