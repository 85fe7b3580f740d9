import { AssayError, concatBytes, decodeUtf8, encodeUtf8, limits } from '@assay/core'
import { CredentialError } from './errors.ts'
import { type Expand, expandWith } from './expand.ts'
import { makeChunk, type PngChunk, readChunks, writeChunks } from './png-chunks.ts'

/** Open Badges versions that travel inside images. */
export type BadgeFormat = 'open-badges-3' | 'open-badges-2'

/** A badge found in an image. */
export interface BakedBadge {
  readonly format: BadgeFormat
  /** OB3: JSON or compact JWS. OB2: JSON, JWS or address. */
  readonly text: string
}

/** iTXt keywords (OB3 5.3.1, OB2 baking). */
const keywords: Readonly<Record<BadgeFormat, string>> = {
  'open-badges-3': 'openbadgecredential',
  'open-badges-2': 'openbadges',
}
const expandCodes = { damaged: 'png-malformed', tooLarge: 'png-too-large' } as const
const formats = ['open-badges-3', 'open-badges-2'] as const

/**
 * The image with the badge in one uncompressed iTXt chunk behind the header (STANDARDS BK1). A badge of the same format
 * is replaced; every other chunk keeps its bytes. Throws `CredentialError` `png-*`.
 */
export function bakePng(png: Uint8Array, text: string, format: BadgeFormat = 'open-badges-3'): Uint8Array {
  const content = encodeUtf8(text)
  if (content.length > limits.png.textBytes)
    throw new CredentialError('png-too-large', 'the badge is larger than 1 MiB')
  const [header, ...rest] = readChunks(png)
  if (header === undefined) throw new CredentialError('png-malformed', 'the image is damaged: it is empty')
  const others = rest.filter((chunk) => keywordOf(chunk) !== keywords[format])
  const head = concatBytes(encodeUtf8(keywords[format]), Uint8Array.of(0, 0, 0, 0, 0))
  return writeChunks([header, makeChunk('iTXt', concatBytes(head, content)), ...others])
}

/**
 * Badges in an image, OB3 first; empty when it holds none. Two badges of one format are `png-two-badges`; compressed
 * text is accepted up to 1 MiB (STANDARDS BK5). Throws `CredentialError` `png-*`.
 */
export function readPng(png: Uint8Array, inflate: Expand): readonly BakedBadge[] {
  const chunks = readChunks(png)
  return formats.flatMap((format) => {
    const [chunk, ...more] = chunks.filter((candidate) => keywordOf(candidate) === keywords[format])
    if (chunk === undefined) return []
    if (more.length > 0) throw new CredentialError('png-two-badges', 'the image holds two badges of one kind')
    return [{ format, text: readText(chunk.data, inflate) }]
  })
}

/** Keyword of an iTXt chunk; at most 79 bytes (PNG 11.3.3). */
function keywordOf(chunk: PngChunk): string | undefined {
  if (chunk.type !== 'iTXt') return undefined
  const end = chunk.data.subarray(0, 80).indexOf(0)
  return end < 1 ? undefined : String.fromCharCode(...chunk.data.subarray(0, end))
}

/** Layout: keyword, 0, compression flag, method, language, 0, translated keyword, 0, text. */
function readText(data: Uint8Array, inflate: Expand): string {
  const flagAt = data.indexOf(0) + 1
  const languageEnd = data.indexOf(0, flagAt + 2)
  const translatedEnd = languageEnd < 0 ? -1 : data.indexOf(0, languageEnd + 1)
  const compressed = data[flagAt]
  if (translatedEnd < 0 || (compressed !== 0 && compressed !== 1) || data[flagAt + 1] !== 0) {
    throw new CredentialError('png-malformed', 'the badge in the image is damaged')
  }
  const content = data.subarray(translatedEnd + 1)
  const bytes = compressed === 1 ? expandWith(inflate, content, limits.png.textBytes, expandCodes) : content
  if (bytes.length > limits.png.textBytes)
    throw new CredentialError('png-too-large', 'the badge is larger than 1 MiB')
  try {
    return decodeUtf8(bytes)
  } catch (cause) {
    if (!(cause instanceof AssayError)) throw cause
    throw new CredentialError('png-malformed', 'the badge in the image is not UTF-8', { cause })
  }
}
