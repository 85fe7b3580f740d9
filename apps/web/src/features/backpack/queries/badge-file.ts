import { decodeUtf8, isJsonObject, type JsonObject, parseJson } from '@assay/core'
import {
  type BakedBadge,
  looksLikeToken,
  parseJws,
  readBakedSvg,
  readPng,
  readVcJwt,
} from '@assay/credentials'
import { inflate } from '@assay/node'
import { AppError, notFound } from '../../../app-error.ts'
import type { AnyScope, PersonScope, SystemScope } from '../../../db/scopes.ts'
import { getCredentialJson } from '../../credentials/queries.ts'
import { openSealed } from '../../data-keys/queries.ts'
import type { Entry } from '../queries.ts'

/** A badge as it was brought, byte for byte. */
export interface BadgeFile {
  readonly bytes: Uint8Array
  readonly mediaType: string
}

/**
 * The badge as it was brought or issued. Whether the scope may see it was settled by how `entry` was found. Errors: `forbidden` for one that
 * was found harmful; `wrong_state` for others than its owner while a scanner has yet to look at it.
 */
export async function openBadge(
  scope: AnyScope,
  entry: Pick<Entry, 'id' | 'credentialId'>,
): Promise<BadgeFile> {
  if (entry.credentialId !== undefined) {
    const bytes = await getCredentialJson(scope, entry.credentialId)
    return { bytes, mediaType: 'application/vc+ld+json' }
  }
  const row = await scope.db
    .selectFrom('backpackEntry')
    .select(['sealed', 'mediaType', 'dataKeyId', 'scan'])
    .where('id', '=', entry.id)
    .executeTakeFirst()
  if (row?.sealed == null || row.dataKeyId === null || row.mediaType === null) throw notFound('badge')
  if (row.scan === 'quarantined')
    throw new AppError('forbidden', 'This badge was found harmful and is not given out.', {
      text: 'badge_quarantined',
    })
  if (row.scan === 'not_scanned' && scope.deps.scanner !== undefined && scope.kind !== 'person')
    throw new AppError('wrong_state', 'This badge is still being checked for malware.', {
      text: 'file_being_checked',
    })
  const bytes = await openSealed(scope, row.dataKeyId, row.sealed, `backpack_entry:${entry.id}:sealed`)
  return { bytes, mediaType: row.mediaType }
}

/** An imported badge for the scanner, whatever was found in it before; undefined when it is gone or erased. */
export async function findKeptBytes(
  scope: SystemScope | PersonScope,
  entryId: string,
): Promise<Uint8Array | undefined> {
  const row = await scope.db
    .selectFrom('backpackEntry')
    .select(['sealed', 'dataKeyId'])
    .where('id', '=', entryId)
    .where('source', '=', 'imported')
    .where('removedAt', 'is', null)
    .executeTakeFirst()
  if (row?.sealed == null || row.dataKeyId === null) return undefined
  try {
    return await openSealed(scope, row.dataKeyId, row.sealed, `backpack_entry:${entryId}:sealed`)
  } catch (error) {
    if (error instanceof AppError && error.code === 'gone') return undefined
    throw error
  }
}

/** Imported badges that no scanner has looked at, the oldest first. */
export function listUnscannedBadges({ db }: SystemScope, limit: number) {
  return db
    .selectFrom('backpackEntry')
    .select(['id', 'personId'])
    .where('source', '=', 'imported')
    .where('scan', '=', 'not_scanned')
    .where('removedAt', 'is', null)
    .where('sealed', 'is not', null)
    .orderBy('addedAt')
    .limit(limit)
    .execute()
}

/** The badge inside a picture, the one of Open Badges 3.0 first; undefined for a badge that came without a picture. */
function bakedBadge({ bytes, mediaType }: BadgeFile): BakedBadge | undefined {
  if (mediaType !== 'image/png' && mediaType !== 'image/svg+xml') return undefined
  const badges = mediaType === 'image/png' ? readPng(bytes, inflate) : readBakedSvg(bytes)
  const badge = badges.find(({ format }) => format === 'open-badges-3') ?? badges[0]
  if (badge === undefined) throw new Error('an image was kept that holds no badge')
  return badge
}

/** The text of the badge, byte for byte, also where an image carries it: JSON, a token, or an address (Open Badges 2.0). */
export function credentialText(file: BadgeFile): string {
  return bakedBadge(file)?.text ?? decodeUtf8(file.bytes)
}

/** The credential of a badge of Open Badges 3.0 or a learner record, of JSON or of a token. Throws `AssayError` for what is neither. */
export function credentialOf(file: BadgeFile): JsonObject | undefined {
  const text = credentialText(file).trim()
  if (looksLikeToken(text)) return readVcJwt(parseJws(text)).credential
  const credential = parseJson(text)
  return isJsonObject(credential) ? credential : undefined
}
