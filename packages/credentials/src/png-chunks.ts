import { concatBytes, crc32, equalBytes, limits } from '@assay/core'
import { CredentialError } from './errors.ts'

/** One chunk: its type, its data, and the bytes it stands in, so that it can be written back unchanged. */
export interface PngChunk {
  readonly type: string
  readonly data: Uint8Array
  readonly bytes: Uint8Array
}

const signature = Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a)

/**
 * Chunks of a PNG under the caps of THREATS F3. Every checksum is computed. Throws `CredentialError` `png-malformed`,
 * `png-too-large` or `png-checksum`.
 */
export function readChunks(png: Uint8Array): readonly PngChunk[] {
  if (png.length > limits.png.bytes)
    throw new CredentialError('png-too-large', 'the image is larger than 10 MiB')
  if (!equalBytes(png.subarray(0, signature.length), signature)) throw malformed('it does not begin as a PNG')
  const chunks: PngChunk[] = []
  let offset = signature.length
  while (offset < png.length) {
    if (chunks.length >= limits.png.chunks)
      throw new CredentialError('png-too-large', 'the image has too many chunks')
    const chunk = readChunk(png, offset)
    chunks.push(chunk)
    offset += chunk.bytes.length
    if (chunks.length === 1) checkHeader(chunk)
    if (chunk.type === 'IEND' && offset < png.length) throw malformed('there are bytes after its end')
  }
  if (chunks.at(-1)?.type !== 'IEND') throw malformed('it is cut off')
  if (!chunks.some((chunk) => chunk.type === 'IDAT')) throw malformed('it holds no picture')
  return chunks
}

/** The PNG of these chunks. */
export function writeChunks(chunks: readonly PngChunk[]): Uint8Array {
  return concatBytes(signature, ...chunks.map((chunk) => chunk.bytes))
}

/** A new chunk with its length and checksum. */
export function makeChunk(type: string, data: Uint8Array): PngChunk {
  const typed = concatBytes(
    Uint8Array.from(type, (letter) => letter.charCodeAt(0)),
    data,
  )
  return { type, data, bytes: concatBytes(bigEndian(data.length), typed, bigEndian(crc32(typed))) }
}

function readChunk(png: Uint8Array, offset: number): PngChunk {
  const view = new DataView(png.buffer, png.byteOffset, png.byteLength)
  if (offset + 12 > png.length) throw malformed('a chunk is cut off')
  const length = view.getUint32(offset)
  if (offset + 12 + length > png.length) throw malformed('a chunk is cut off')
  const type = String.fromCharCode(...png.subarray(offset + 4, offset + 8))
  if (!/^[A-Za-z]{4}$/.test(type)) throw malformed('a chunk has no proper type')
  const checked = png.subarray(offset + 4, offset + 8 + length)
  if (view.getUint32(offset + 8 + length) !== crc32(checked)) {
    throw new CredentialError('png-checksum', `the checksum of a chunk ${type} is wrong`)
  }
  return { type, data: checked.subarray(4), bytes: png.subarray(offset, offset + 12 + length) }
}

function checkHeader(chunk: PngChunk): void {
  if (chunk.type !== 'IHDR' || chunk.data.length !== 13) throw malformed('its header is missing')
  const view = new DataView(chunk.data.buffer, chunk.data.byteOffset, chunk.data.byteLength)
  const [width, height] = [view.getUint32(0), view.getUint32(4)]
  if (width === 0 || height === 0) throw malformed('it has no area')
  if (width > limits.png.width || height > limits.png.height) {
    throw new CredentialError('png-too-large', 'the image is larger than 4096 by 4096')
  }
}

function bigEndian(number: number): Uint8Array {
  const bytes = new Uint8Array(4)
  new DataView(bytes.buffer).setUint32(0, number)
  return bytes
}

function malformed(what: string): CredentialError {
  return new CredentialError('png-malformed', `the image is damaged: ${what}`)
}
