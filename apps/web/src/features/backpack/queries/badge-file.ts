import { decodeUtf8 } from '@assay/core'
import { readPng } from '@assay/credentials'
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

/** The text of the credential, byte for byte, also where an image carries it. */
export function credentialText({ bytes, mediaType }: BadgeFile): string {
  if (mediaType !== 'image/png') return decodeUtf8(bytes)
  const badge = readPng(bytes, inflate).find(({ format }) => format === 'open-badges-3')
  if (badge === undefined) throw new Error('an image was kept that holds no badge')
  return badge.text
}
