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
import { notFound } from '../../../app-error.ts'
import type { AnyScope } from '../../../db/scopes.ts'
import { getCredentialJson } from '../../credentials/queries.ts'
import { openSealed } from '../../data-keys/queries.ts'
import type { Entry } from '../queries.ts'

/** A badge as it was brought, byte for byte. */
export interface BadgeFile {
  readonly bytes: Uint8Array
  readonly mediaType: string
}

/** The badge as it was brought or issued. Whether the scope may see it was settled by how `entry` was found. */
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
    .select(['sealed', 'mediaType', 'dataKeyId'])
    .where('id', '=', entry.id)
    .executeTakeFirst()
  if (row?.sealed == null || row.dataKeyId === null || row.mediaType === null) throw notFound('badge')
  const bytes = await openSealed(scope, row.dataKeyId, row.sealed, `backpack_entry:${entry.id}:sealed`)
  return { bytes, mediaType: row.mediaType }
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
