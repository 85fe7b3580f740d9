import { notFound } from '../../app-error.ts'
import type { PersonScope, PublicScope } from '../../db/scopes.ts'
import { type Collection, listCollections, openWords, placesIn } from '../backpack/queries/collections.ts'
import { type Entry, listEntries, listEntriesAt } from '../backpack/queries.ts'
import { openCollection } from '../credentials/queries/open-collection.ts'
import type { Hideable } from '../credentials/schema/hideable.ts'

/** A collection as anyone sees it. */
export interface SharedCollection extends Pick<Collection, 'id' | 'title' | 'description' | 'visibility'> {
  readonly badges: readonly Entry[]
}

/** A collection that its owner shares, if `key` opens it. Errors as of {@link openCollection}; `not_found` too when it was erased. */
export async function getSharedCollection(
  scope: PublicScope,
  collectionId: string,
  key: string | undefined,
): Promise<SharedCollection> {
  const row = await openCollection(scope, collectionId, key)
  const words = (await openWords(scope, [row])).get(row.id)
  if (words === undefined) throw notFound('collection')
  const places = (await placesIn(scope, [row.id])).get(row.id) ?? []
  return { ...words, id: row.id, visibility: row.visibility, badges: await listEntriesAt(scope, places) }
}

/** Every badge of the person's backpack, to choose from. */
export async function listOwnBadges(scope: PersonScope): Promise<readonly Entry[]> {
  return (await listEntries(scope, { limit: Number.MAX_SAFE_INTEGER, offset: 0 })).items
}

/** Something that others may see. */
export interface SharedThing {
  readonly kind: 'badge' | 'collection'
  readonly id: string
  readonly title: string
  /** How many badges a collection shows. */
  readonly badges: number | undefined
  readonly visibility: 'link' | 'public'
  /** What others do not get of a badge. */
  readonly hidden: readonly Hideable[]
  readonly since: Date | undefined
  readonly endsAt: Date | undefined
  readonly views: number
  readonly verifications: number
}

/** Everything of the person that anybody else may see now, badges first. */
export async function listShared(scope: PersonScope): Promise<readonly SharedThing[]> {
  const badges = (await listOwnBadges(scope)).flatMap(
    ({ id, credentialId, name, visibility, sharedAt, shareEndsAt, hidden }) =>
      visibility === 'private'
        ? []
        : [
            {
              ...{ kind: 'badge' as const, id, title: name, badges: undefined, visibility, hidden },
              since: sharedAt,
              endsAt: shareEndsAt,
              subject: credentialId ?? id,
            },
          ],
  )
  const now = scope.deps.now()
  const collections = (await listCollections(scope)).flatMap(
    ({ id, title, entries, visibility, sharedAt, endsAt }) =>
      visibility === 'private' || (endsAt !== null && endsAt <= now)
        ? []
        : [
            {
              ...{ kind: 'collection' as const, id, title, badges: entries.length, visibility },
              since: sharedAt ?? undefined,
              ...{ hidden: [], endsAt: endsAt ?? undefined },
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
