import { AppError, notFound } from '../../../app-error.ts'
import { isSecretOf } from '../../../db/lookups.ts'
import { type PublicScope, seeCollection } from '../../../db/scopes.ts'
import type { Opening } from '../schema/opening.ts'
import { isId } from '../schema.ts'

/**
 * Opens a shared collection for the rest of the transaction, if `key` does: a public one needs none, a link-only one its own. Its title
 * and words are still sealed. `gone` after its last day, for whoever may have seen it before; anything else is `not_found`.
 */
export async function openCollection(scope: PublicScope, collectionId: string, key: string | undefined) {
  if (!isId(collectionId)) throw notFound('collection')
  const row = await scope.db
    .selectFrom('collection')
    .select(['id', 'visibility', 'endsAt', 'shareTokenHash', 'contentSealed', 'dataKeyId'])
    .where('id', '=', collectionId)
    .where('visibility', '!=', 'private')
    .executeTakeFirst()
  if (row === undefined || !(row.visibility === 'public' || isSecretOf(key, row.shareTokenHash)))
    throw notFound('collection')
  if (row.endsAt !== null && row.endsAt <= scope.deps.now())
    throw new AppError('gone', 'This collection is no longer shared.', { text: 'collection_ended' })
  await seeCollection(scope, row.id)
  return row
}

/** For whoever may have seen a badge before its last day. */
export const noLongerShared = () =>
  new AppError('gone', 'This badge is no longer shared.', { text: 'badge_ended' })

/** Whether the credential lies in the collection that `opening` opens. Error `gone`. */
export async function liesInOpened(
  scope: PublicScope,
  credentialId: string,
  { collection, key }: Opening,
): Promise<boolean> {
  if (collection === undefined) return false
  const { id } = await openCollection(scope, collection, key)
  const row = await scope.db
    .selectFrom('collectionEntry')
    .innerJoin('backpackEntry', 'backpackEntry.id', 'collectionEntry.entryId')
    .select('entryId')
    .where('collectionId', '=', id)
    .where('backpackEntry.credentialId', '=', credentialId)
    .where('backpackEntry.removedAt', 'is', null)
    .executeTakeFirst()
  return row !== undefined
}
