import type { OrgScope } from '../../../db/scopes.ts'
import type { Deps } from '../../../deps.ts'
import { harmfulFile, scanUpload } from '../../../scan-upload.ts'
import { recordEvent } from '../../audit/commands.ts'
import { readArtFile } from '../schema/art-file.ts'
import { changeDraft } from './draft-rows.ts'
import { checkPixels } from './png-pixels.ts'

/**
 * Gives a draft a picture of its own in place of the drawing. The bytes are kept as they were cleaned, unencrypted: badge art is public.
 * What was uploaded is scanned before anything of it is kept; `run` has authorized the caller. Errors: `invalid_input` for what is no
 * acceptable PNG or SVG, or harmful; `not_available` while the scanner is away; `stale`; `wrong_state` for what is no draft.
 */
export async function uploadArt(
  deps: Deps,
  run: InScope,
  { versionId, revision, bytes }: ArtUpload,
): Promise<{ readonly revision: number }> {
  const art = readArtFile(bytes)
  if (art.mediaType === 'image/png') await checkPixels(art.bytes)
  const file = await scanUpload(deps, bytes)
  if (file.scan === 'found') {
    await run((scope) => noteRefused(scope, versionId, file.signature))
    throw harmfulFile(file.signature)
  }
  return run((scope) => keepArt(scope, { versionId, revision, art }))
}

/** A picture for a draft, as it was uploaded. */
export interface ArtUpload {
  readonly versionId: string
  /** Of the draft. */
  readonly revision: number
  readonly bytes: Uint8Array
}

/** Runs work in the uploader's organization scope; each run is a transaction of its own, so that none waits for the scanner. */
type InScope = <T>(work: (scope: OrgScope) => Promise<T>) => Promise<T>

async function noteRefused(scope: OrgScope, versionId: string, signature: string): Promise<void> {
  const { achievementId } = await scope.db
    .selectFrom('achievementVersion')
    .select('achievementId')
    .where('orgId', '=', scope.orgId)
    .where('id', '=', versionId)
    .executeTakeFirstOrThrow()
  await recordEvent(scope, {
    ...{ action: 'achievement.art_refused', recordType: 'achievement', recordId: achievementId },
    data: { versionId, signature },
  })
}

interface KeptArt extends Omit<ArtUpload, 'bytes'> {
  readonly art: ReturnType<typeof readArtFile>
}

async function keepArt(scope: OrgScope, { versionId, revision, art }: KeptArt) {
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
