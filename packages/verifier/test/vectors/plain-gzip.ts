import { crc32 } from 'node:zlib'

/**
 * GZIP that only shortens runs of one byte, with the fixed codes of RFC 1951 3.2.6: its bytes are the same under every version of
 * zlib, so that vectors are too.
 */
export function plainGzip(bytes: Uint8Array): Uint8Array {
  const head = Uint8Array.of(0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 255)
  const tail = new DataView(new ArrayBuffer(8))
  tail.setUint32(0, crc32(bytes), true)
  tail.setUint32(4, bytes.length, true)
  return Uint8Array.from([...head, ...deflateRuns(bytes), ...new Uint8Array(tail.buffer)])
}

/** One final block. */
function deflateRuns(bytes: Uint8Array): number[] {
  const bits: number[] = [1, 1, 0]
  const put = (code: number, length: number) => {
    for (let bit = length - 1; bit >= 0; bit -= 1) bits.push((code >> bit) & 1)
  }
  let at = 0
  while (at < bytes.length) {
    const byte = bytes[at] ?? 0
    putLiteral(byte, put)
    at += 1
    // A run of 258 bytes at distance 1 is the code 285, which stands as 11000101, and the distance code 0.
    while (isRun(bytes, at, byte)) {
      put(0b1100_0101, 8)
      put(0, 5)
      at += 258
    }
  }
  put(0, 7)
  return packBits(bits)
}

function putLiteral(byte: number, put: (code: number, length: number) => void): void {
  if (byte < 144) put(0x30 + byte, 8)
  else put(0x190 + byte - 144, 9)
}

function isRun(bytes: Uint8Array, at: number, byte: number): boolean {
  if (at + 258 > bytes.length) return false
  for (let index = at; index < at + 258; index += 1) if (bytes[index] !== byte) return false
  return true
}

function packBits(bits: readonly number[]): number[] {
  const packed = new Array<number>(Math.ceil(bits.length / 8)).fill(0)
  bits.forEach((bit, index) => {
    packed[index >> 3] = (packed[index >> 3] ?? 0) | (bit << (index & 7))
  })
  return packed
}
