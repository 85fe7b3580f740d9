import { randomUUID } from 'node:crypto'
import { AppError } from '../../../app-error.ts'
import type { OrgScope } from '../../../db/scopes.ts'
import type { Deps } from '../../../deps.ts'
import { enqueue } from '../../../jobs/enqueue.ts'
import { dataKeyOf, sealWith } from '../../data-keys/commands.ts'
import { sha256 } from '../../enrollments/commands/evidence.ts'
import { fileKindOf } from '../../enrollments/schema/file-kind.ts'
import { cleanFileName } from '../../enrollments/schema/file-name.ts'
import { EVIDENCE_LIMITS } from '../../enrollments/schema.ts'
import type { ObservedUpload } from '../schema/upload.ts'
import { OBSERVATION_LIMITS } from '../schema.ts'

/** A file that was checked, with the id that its row of `evidence` will have. */
export interface ObservedFile extends ObservedUpload {
  readonly id: string
  readonly mediaType: string
  readonly digest: Buffer
}

/** Checks files by their content, as evidence is. Errors: `too_large`, `unsupported_media_type`, `quota_exceeded`. */
export async function checkedFiles(uploads: readonly ObservedUpload[]): Promise<readonly ObservedFile[]> {
  if (uploads.length > OBSERVATION_LIMITS.files)
    throw new AppError('quota_exceeded', `An observation has at most ${OBSERVATION_LIMITS.files} files.`, {
      text: 'observed_files',
    })
  const files: ObservedFile[] = []
  for (const { fileName, bytes } of uploads) {
    if (bytes.length > EVIDENCE_LIMITS.fileBytes)
      throw new AppError('too_large', `A file has at most ${EVIDENCE_LIMITS.fileBytes / 1024 / 1024} MiB.`, {
        text: 'file_too_large',
      })
    const name = cleanFileName(fileName)
    const kind = await fileKindOf(bytes, name)
    if ('refused' in kind)
      throw new AppError('unsupported_media_type', `The file was refused: ${kind.refused}.`, {
        text: kind.refused,
      })
    files.push({
      id: randomUUID(),
      fileName: name,
      bytes,
      mediaType: kind.mediaType,
      digest: sha256(bytes),
    })
  }
  return files
}

/** A file whose content is stored, sealed for the person who was observed. */
export interface StoredFile extends ObservedFile {
  readonly blobKey: string
}

/** Puts the content of files into the store; those put before one fails are taken away again. */
export async function storeFiles(
  deps: Deps,
  personId: string,
  sealed: readonly { readonly file: ObservedFile; readonly bytes: Uint8Array }[],
): Promise<readonly StoredFile[]> {
  const stored: StoredFile[] = []
  try {
    for (const { file, bytes } of sealed) {
      const { key } = await deps.blobs.put(`evidence/${personId}`, bytes)
      stored.push({ ...file, blobKey: key })
    }
    return stored
  } catch (error) {
    await dropFiles(deps, stored)
    throw error
  }
}

export async function dropFiles(deps: Deps, stored: readonly StoredFile[]): Promise<void> {
  for (const { blobKey } of stored) await deps.blobs.delete(blobKey)
}

/** Seals the content of files for a person. */
export async function sealFiles(scope: OrgScope, personId: string, files: readonly ObservedFile[]) {
  const dataKey = await dataKeyOf(scope, personId)
  return files.map((file) => ({
    file,
    bytes: sealWith(dataKey, file.bytes, `evidence:${file.id}:file`).sealed,
  }))
}

interface Place {
  readonly observationId: string
  readonly enrollmentId: string
  readonly criterionId: string
  readonly personId: string
}

/** Writes the rows of files that came with an observation, and has them scanned. */
export async function insertFiles(
  scope: OrgScope,
  { observationId, enrollmentId, criterionId, personId }: Place,
  files: readonly StoredFile[],
): Promise<void> {
  const { deps, orgId } = scope
  const dataKey = await dataKeyOf(scope, personId)
  for (const [position, { id, fileName, mediaType, bytes, digest, blobKey }] of files.entries()) {
    const content = JSON.stringify({ title: fileName, fileName })
    await scope.db
      .insertInto('evidence')
      .values({
        ...{ orgId, id, enrollmentId, personId, criterionId, observationId, blobKey, mediaType, digest },
        ...{ kind: 'file', size: bytes.length, position },
        ...sealWith(dataKey, content, `evidence:${id}:sealed`),
        createdAt: deps.now(),
        updatedAt: deps.now(),
        removedAt: null,
      })
      .execute()
    if (deps.scanner !== undefined)
      await enqueue(scope, 'scan_file', { orgId, evidenceId: id }, { key: `scan:${id}` })
  }
}
