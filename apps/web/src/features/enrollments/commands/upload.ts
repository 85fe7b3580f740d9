import { randomUUID } from 'node:crypto'
import { AppError } from '../../../app-error.ts'
import type { OrgScope } from '../../../db/scopes.ts'
import type { Deps } from '../../../deps.ts'
import { enqueue } from '../../../jobs/enqueue.ts'
import { dataKeyOf, sealWith } from '../../data-keys/commands.ts'
import { usedBytes } from '../queries.ts'
import { fileKindOf } from '../schema/file-kind.ts'
import { cleanFileName } from '../schema/file-name.ts'
import { EVIDENCE_LIMITS } from '../schema.ts'
import { checkPlace, insertEvidence, sha256 } from './evidence.ts'
import { lockActive } from './lock.ts'

export interface Upload {
  readonly criterionId: string
  readonly title?: string | undefined
  readonly fileName: string
  readonly bytes: Uint8Array
}

/** Runs work in the uploader's organization scope; each run is a transaction of its own. */
export type InScope = <T>(work: (scope: OrgScope) => Promise<T>) => Promise<T>

/**
 * Keeps an evidence file: checked by content, digested in the clear, stored encrypted under the person's data key. It is stored before
 * the row is written, and taken away again when that fails, so a row never lacks its file. Errors: `too_large`,
 * `unsupported_media_type`, `quota_exceeded`, `wrong_state`, `invalid_input`.
 */
export async function uploadEvidence(
  deps: Deps,
  inScope: InScope,
  enrollmentId: string,
  upload: Upload,
): Promise<{ readonly evidenceId: string }> {
  const { bytes, criterionId } = upload
  if (bytes.length > EVIDENCE_LIMITS.fileBytes)
    throw new AppError('too_large', `A file has at most ${EVIDENCE_LIMITS.fileBytes / 1024 / 1024} MiB.`, {
      text: 'file_too_large',
    })
  const fileName = cleanFileName(upload.fileName)
  const kind = await fileKindOf(bytes, fileName)
  if ('refused' in kind)
    throw new AppError('unsupported_media_type', `The file was refused: ${kind.refused}.`, {
      text: kind.refused,
    })

  const id = randomUUID()
  const { sealed, personId } = await inScope(async (scope) => {
    const enrollment = await lockActive(scope, enrollmentId)
    await checkPlace(scope, enrollment, criterionId, 'file')
    await checkQuota(scope, enrollment.personId, bytes.length)
    const dataKey = await dataKeyOf(scope, enrollment.personId)
    return { sealed: sealWith(dataKey, bytes, `evidence:${id}:file`).sealed, personId: enrollment.personId }
  })
  const blob = await deps.blobs.put(`evidence/${personId}`, sealed)
  try {
    return await inScope(async (scope) => {
      const enrollment = await lockActive(scope, enrollmentId)
      await checkQuota(scope, personId, bytes.length)
      if (deps.scanner !== undefined)
        await enqueue(scope, 'scan_file', { orgId: scope.orgId, evidenceId: id }, { key: `scan:${id}` })
      return insertEvidence(scope, enrollment, {
        id,
        criterionId,
        kind: 'file',
        content: { title: upload.title ?? fileName, fileName },
        digest: sha256(bytes),
        size: bytes.length,
        mediaType: kind.mediaType,
        blobKey: blob.key,
      })
    })
  } catch (error) {
    await deps.blobs.delete(blob.key)
    throw error
  }
}

async function checkQuota(scope: OrgScope, personId: string, more: number): Promise<void> {
  if ((await usedBytes(scope, personId)) + more > EVIDENCE_LIMITS.bytesPerPerson)
    throw new AppError('quota_exceeded', 'Your files take all the room that a person has.', {
      text: 'no_room',
    })
}
