import { AppError } from '../../../app-error.ts'
import type { OrgScope } from '../../../db/scopes.ts'
import { isBeingChecked, openFile } from '../queries.ts'
import { attachmentHeader } from '../schema/file-name.ts'

/** A stored file, with what is needed to open it. */
export interface StoredFile {
  readonly blobKey: string
  readonly dataKeyId: string
  readonly evidenceId: string
  readonly mediaType: string | null
  readonly fileName: string
  readonly scan: 'not_scanned' | 'clean' | 'quarantined'
  /** Whose it is: they alone are given what no scanner has looked at yet. */
  readonly personId: string
}

/**
 * An evidence file as it leaves the server: always an attachment, never run or drawn as a page of ours, whatever it holds (THREATS F1,
 * F2). Errors: `forbidden` for a file that was found harmful; `wrong_state` for one that a scanner has yet to look at; `gone` after erasure.
 */
export async function attachmentOf(scope: OrgScope, file: StoredFile): Promise<Response> {
  if (file.scan === 'quarantined')
    throw new AppError('forbidden', 'This file was found harmful and is not given out.')
  if (isBeingChecked(scope.deps, file) && scope.personId !== file.personId)
    throw new AppError('wrong_state', 'This file is still being checked for malware.', {
      text: 'file_being_checked',
    })
  const bytes = await openFile(scope, file)
  const type = file.mediaType ?? 'application/octet-stream'
  return new Response(Buffer.from(bytes), {
    headers: {
      // Texts were checked to be UTF-8 when they came in.
      'content-type': type.startsWith('text/') ? `${type}; charset=utf-8` : type,
      'content-disposition': attachmentHeader(file.fileName),
      'content-security-policy': "default-src 'none'; sandbox; frame-ancestors 'none'",
      'x-content-type-options': 'nosniff',
      'cross-origin-resource-policy': 'same-origin',
      'cache-control': 'private, no-store',
    },
  })
}
