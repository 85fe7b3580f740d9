import { gunzipSync, gzipSync, inflateSync } from 'node:zlib'
import { NodeError } from './node-error.ts'

/** GZIP at the best ratio, for what is made once and read often (status lists). */
export function gzip(bytes: Uint8Array): Uint8Array {
  const packed = gzipSync(bytes, { level: 9 })
  return new Uint8Array(packed.buffer, packed.byteOffset, packed.length)
}

/**
 * Expands GZIP and stops at `maximumBytes`.
 * @throws NodeError `inflate.too-large`; `inflate.damaged`, also when anything follows the compressed data.
 */
export function gunzip(bytes: Uint8Array, maximumBytes: number): Uint8Array {
  return expand(gunzipSync, bytes, maximumBytes)
}

/**
 * Expands a zlib stream (RFC 1950, as in PNG) and stops at `maximumBytes`.
 * @throws NodeError `inflate.too-large`; `inflate.damaged`, also when anything follows the compressed data.
 */
export function inflate(bytes: Uint8Array, maximumBytes: number): Uint8Array {
  return expand(inflateSync, bytes, maximumBytes)
}

function expand(engine: typeof gunzipSync, bytes: Uint8Array, maximumBytes: number): Uint8Array {
  const result = run(engine, bytes, maximumBytes)
  // Node's types do not know what `info` changes: the answer is then the buffer with the engine that counted.
  const { buffer, engine: counter } = result as unknown as {
    buffer: Buffer
    engine: { bytesWritten: number }
  }
  if (counter.bytesWritten !== bytes.length) {
    throw new NodeError('inflate.damaged', 'There is more after the compressed data.')
  }
  return new Uint8Array(buffer)
}

function run(engine: typeof gunzipSync, bytes: Uint8Array, maximumBytes: number): Buffer {
  try {
    return engine(bytes, { maxOutputLength: maximumBytes, info: true })
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE') {
      throw new NodeError('inflate.too-large', `The data expands beyond ${maximumBytes} bytes.`)
    }
    throw new NodeError('inflate.damaged', 'The compressed data is damaged.')
  }
}
