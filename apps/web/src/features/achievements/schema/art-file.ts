import { decodeUtf8, limits } from '@assay/core'
import { artRefusal } from './art-refusal.ts'
import { cleanPng } from './png-art.ts'
import { cleanSvg } from './svg-art.ts'

/** Uploaded badge art after cleaning. */
export interface ArtFile {
  readonly mediaType: 'image/png' | 'image/svg+xml'
  readonly bytes: Uint8Array
}

/** The largest file that is looked at (a PNG; drawings have a smaller limit of their own). */
export const ART_MAX_BYTES = limits.png.bytes

const PNG_START = [0x89, 0x50, 0x4e, 0x47]

/**
 * Reads an uploaded picture by what it is, whatever its name or declared type says: a PNG, or a text that begins as SVG or XML. Anything
 * else is refused. Error: `invalid_input` with a code of `ArtRefusal`.
 */
export function readArtFile(bytes: Uint8Array): ArtFile {
  if (bytes.length > ART_MAX_BYTES) throw artRefusal('art_too_large')
  if (PNG_START.every((byte, at) => bytes[at] === byte))
    return { mediaType: 'image/png', bytes: cleanPng(bytes) }
  if (!looksLikeXml(bytes)) throw artRefusal('art_kind')
  return { mediaType: 'image/svg+xml', bytes: cleanSvg(bytes) }
}

function looksLikeXml(bytes: Uint8Array): boolean {
  const start = bytes.subarray(0, 256)
  // Only ASCII is looked at here; the cut may fall inside a character.
  const text = decodeUtf8(start.map((byte) => (byte < 0x80 ? byte : 0x3f)))
  return /^(?:\?{3})?\s*<(?:\?xml|!|svg[\s>])/.test(text) || (bytes[0] === 0xff && bytes[1] === 0xfe)
}
