import type { AnyScope } from '../../../db/scopes.ts'
import { openSealed } from '../../data-keys/queries.ts'
import { HIDEABLE, type Hideable } from '../schema/hideable.ts'

/** What others are shown of a badge in place of all of it. */
export interface ShownPart {
  readonly hidden: readonly Hideable[]
  readonly bytes: Uint8Array
  /** SHA-256 of the bytes. */
  readonly digest: Buffer
}

/** The part of a credential that others are shown; undefined where its holder hides nothing. Error `gone` after erasure. */
export async function findShownPart(scope: AnyScope, credentialId: string): Promise<ShownPart | undefined> {
  const row = await placeOf(scope, credentialId)
  if (row === undefined || row.partSealed === null || row.partDataKeyId === null || row.partDigest === null)
    return undefined
  const bytes = await openSealed(scope, row.partDataKeyId, row.partSealed, partPlace(row.id))
  return { hidden: groupsIn(row.hidden), bytes, digest: row.partDigest }
}

/** What the holder of a credential does not show to others. */
export async function hiddenOf(scope: AnyScope, credentialId: string): Promise<readonly Hideable[]> {
  return groupsIn((await placeOf(scope, credentialId))?.hidden ?? [])
}

/** Groups as they are stored, in their order. */
export const groupsIn = (stored: readonly string[]): readonly Hideable[] =>
  HIDEABLE.filter((group) => stored.includes(group))

/** What the sealed part is tied to. */
export const partPlace = (entryId: string): `${string}:${string}:${string}` =>
  `backpack_entry:${entryId}:part_sealed`

function placeOf({ db }: AnyScope, credentialId: string) {
  return db
    .selectFrom('backpackEntry')
    .select(['id', 'hidden', 'partSealed', 'partDataKeyId', 'partDigest'])
    .where('credentialId', '=', credentialId)
    .executeTakeFirst()
}
