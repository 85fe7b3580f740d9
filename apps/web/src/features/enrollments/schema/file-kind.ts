import { decodeUtf8 } from '@assay/core'
import { fileTypeFromBuffer } from 'file-type'

/** What evidence files may be, told by their content, and the endings that go with it. */
const ACCEPTED: Readonly<Record<string, readonly string[]>> = {
  'application/pdf': ['pdf'],
  'image/png': ['png'],
  'image/jpeg': ['jpg', 'jpeg'],
  'image/gif': ['gif'],
  'image/webp': ['webp'],
  'image/heic': ['heic', 'heif'],
  'image/heif': ['heic', 'heif'],
  'video/mp4': ['mp4', 'm4v'],
  'video/webm': ['webm'],
  'video/quicktime': ['mov'],
  'audio/mpeg': ['mp3'],
  'audio/ogg': ['ogg', 'oga', 'opus'],
  'audio/wav': ['wav'],
  'audio/x-m4a': ['m4a'],
  'application/vnd.openxmlformats-officedocument.wordprocessingml.document': ['docx'],
  'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet': ['xlsx'],
  'application/vnd.openxmlformats-officedocument.presentationml.presentation': ['pptx'],
  'application/vnd.oasis.opendocument.text': ['odt'],
  'application/vnd.oasis.opendocument.spreadsheet': ['ods'],
  'application/vnd.oasis.opendocument.presentation': ['odp'],
}

const TEXTS: Readonly<Record<string, string>> = {
  txt: 'text/plain',
  log: 'text/plain',
  md: 'text/markdown',
  csv: 'text/csv',
}

/** Endings for people who choose a file; the content decides. */
export const ACCEPTED_ENDINGS: readonly string[] = [...Object.values(ACCEPTED).flat(), ...Object.keys(TEXTS)]

/** Why a file was refused; keys of `errors.json`. */
export type FileRefusal = 'file_empty' | 'file_kind' | 'file_ending'

export type FileKind = { readonly mediaType: string } | { readonly refused: FileRefusal }

/**
 * What a file is, by its content (THREATS F2). A file whose ending says something else is refused, and so is what has no known
 * signature unless it is plain text that no browser would take for a page or a drawing.
 */
export async function fileKindOf(bytes: Uint8Array, fileName: string): Promise<FileKind> {
  if (bytes.length === 0) return { refused: 'file_empty' }
  const ending = /\.([a-z0-9]{1,10})$/i.exec(fileName)?.[1]?.toLowerCase() ?? ''
  const found = await fileTypeFromBuffer(bytes)
  if (found === undefined) return textKind(bytes, ending)
  const endings = ACCEPTED[found.mime]
  if (endings === undefined) return { refused: 'file_kind' }
  if (looksLikePage(bytes.subarray(0, 1024)) || !endings.includes(ending)) return { refused: 'file_ending' }
  return { mediaType: found.mime }
}

function textKind(bytes: Uint8Array, ending: string): FileKind {
  const mediaType = TEXTS[ending]
  if (mediaType === undefined || !isPlainText(bytes) || looksLikePage(bytes)) return { refused: 'file_kind' }
  return { mediaType }
}

function isPlainText(bytes: Uint8Array): boolean {
  try {
    return !/(?![\t\n\v\f\r])\p{Cc}/u.test(decodeUtf8(bytes))
  } catch {
    return false
  }
}

/** Markup that makes a browser treat a file as a page or a drawing, wherever it stands. */
function looksLikePage(bytes: Uint8Array): boolean {
  return /<(?:!doctype|html|head|body|script|svg|iframe|object|embed|style|meta|\?xml)\b/i.test(
    Buffer.from(bytes).toString('latin1'),
  )
}
