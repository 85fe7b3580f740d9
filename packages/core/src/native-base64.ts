/** The two alphabets, by their names in Node. */
export type Variant = 'base64' | 'base64url'

/** What is used of Node's `Buffer`. Browsers have none, and use the portable way. */
interface NodeBuffer {
  allocUnsafeSlow(size: number): Uint8Array & { write(text: string, encoding: Variant): number }
  from(bytes: ArrayBufferLike, offset: number, length: number): { toString(encoding: Variant): string }
}

const native = (globalThis as { readonly Buffer?: NodeBuffer }).Buffer

/** For a few characters, going to the platform and back takes longer than the work. */
const WORTH = 128

/** Text of bytes, without padding for `base64url`; undefined where the portable way has to be gone. */
export function encodeNatively(bytes: Uint8Array, variant: Variant): string | undefined {
  if (native === undefined || bytes.length < WORTH) return undefined
  return native.from(bytes.buffer, bytes.byteOffset, bytes.length).toString(variant)
}

/**
 * Bytes of a text; undefined where the portable way has to be gone, which says what is wrong with a text. The platform passes over what
 * does not belong in a text, so the bytes are written again: strict means that they give the same text.
 */
export function decodeNatively(text: string, variant: Variant): Uint8Array | undefined {
  if (native === undefined || text.length < WORTH) return undefined
  const room = native.allocUnsafeSlow(Math.ceil((text.length * 3) / 4))
  const length = room.write(text, variant)
  const again = native.from(room.buffer, 0, length).toString(variant)
  return again === text ? new Uint8Array(room.buffer, 0, length) : undefined
}
