import { crc32, deflateSync } from 'node:zlib'

const SIGNATURE = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]

/** One chunk with its length and checksum. */
export function chunk(type: string, data: Uint8Array): Buffer {
  const typed = Buffer.concat([Buffer.from(type, 'latin1'), data])
  const bytes = Buffer.alloc(typed.length + 8)
  bytes.writeUInt32BE(data.length)
  typed.copy(bytes, 4)
  bytes.writeUInt32BE(crc32(typed), typed.length + 4)
  return bytes
}

/** An iTXt chunk; `compressed` deflates the text. */
export function textChunk(keyword: string, text: string | Uint8Array, compressed = false): Buffer {
  const content = Buffer.from(text)
  const head = Buffer.from(`${keyword}\0${compressed ? '\u0001' : '\0'}\0\0\0`, 'latin1')
  return chunk('iTXt', Buffer.concat([head, compressed ? deflateSync(content) : content]))
}

/** A picture that says it has this size, with these chunks behind its header. */
export function pngOf(chunks: readonly Uint8Array[] = [], width = 1, height = 1): Uint8Array {
  const header = Buffer.alloc(13)
  header.writeUInt32BE(width)
  header.writeUInt32BE(height, 4)
  header.set([8, 2, 0, 0, 0], 8)
  const pixels = chunk('IDAT', deflateSync(Buffer.from([0, 255, 0, 0])))
  const parts = [
    Buffer.from(SIGNATURE),
    chunk('IHDR', header),
    ...chunks,
    pixels,
    chunk('IEND', Buffer.alloc(0)),
  ]
  return new Uint8Array(Buffer.concat(parts))
}

/** A picture of one pixel. */
export const onePixel: Uint8Array = pngOf()
