import type { OrgScope } from '../../../db/scopes.ts'
import { recordEvent } from '../../audit/commands.ts'
import { readArtFile } from '../schema/art-file.ts'
import { changeDraft } from './draft-rows.ts'
import { checkPixels } from './png-pixels.ts'

/**
 * Gives a draft a picture of its own in place of the drawing. The bytes are kept as they were cleaned, unencrypted: badge art is public.
 * Errors: `invalid_input` for what is no acceptable PNG or SVG; `stale`; `wrong_state` for what is no draft.
 */
export async function uploadArt(
  scope: OrgScope,
  versionId: string,
  revision: number,
  bytes: Uint8Array,
): Promise<{ readonly revision: number }> {
  const art = readArtFile(bytes)
  if (art.mediaType === 'image/png') await checkPixels(art.bytes)
  const blob = await scope.deps.blobs.put(`art/${scope.orgId}`, art.bytes)
  const saved = await changeDraft(scope, versionId, revision, {
    artBlob: blob.key,
    artMediaType: art.mediaType,
    updatedAt: scope.deps.now(),
  })
  await recordEvent(scope, {
    action: 'achievement.art_uploaded',
    recordType: 'achievement',
    recordId: saved.achievementId,
    data: { versionId, mediaType: art.mediaType, size: art.bytes.length },
  })
  return { revision: saved.revision }
}

/** Goes back to the drawing. Errors: `stale`; `wrong_state`. */
export async function removeArt(
  scope: OrgScope,
  versionId: string,
  revision: number,
): Promise<{ readonly revision: number }> {
  const saved = await changeDraft(scope, versionId, revision, {
    artBlob: null,
    artMediaType: null,
    updatedAt: scope.deps.now(),
  })
  await recordEvent(scope, {
    action: 'achievement.art_removed',
    recordType: 'achievement',
    recordId: saved.achievementId,
    data: { versionId },
  })
  return { revision: saved.revision }
}
