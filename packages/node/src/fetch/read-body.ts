import { PassThrough, type Readable } from 'node:stream'
import { createGunzip } from 'node:zlib'
import { unreachable } from './fetch-result.ts'

/**
 * Reads a body to its end, undoing gzip, and stops at `maxBytes` counted after decompression, so that a small body that
 * swells is cut like a large one (THREATS S5).
 * @throws FetchStop `unreachable`.
 */
export async function readBody(source: Readable, encoding: string, maxBytes: number): Promise<Uint8Array> {
  const decoder = decoderFor(encoding)
  source.on('error', (error) => decoder.destroy(error))
  decoder.on('error', () => source.destroy())
  const chunks: Buffer[] = []
  let length = 0
  try {
    for await (const chunk of source.pipe(decoder) as AsyncIterable<Buffer>) {
      length += chunk.length
      if (length > maxBytes)
        throw unreachable('fetch.too-large', `The answer is larger than ${maxBytes} bytes.`)
      chunks.push(chunk)
    }
  } finally {
    source.destroy()
    decoder.destroy()
  }
  return new Uint8Array(Buffer.concat(chunks))
}

function decoderFor(encoding: string) {
  const name = encoding.trim().toLowerCase()
  if (name === '' || name === 'identity') return new PassThrough()
  if (name === 'gzip' || name === 'x-gzip') return createGunzip()
  throw unreachable('fetch.encoding', 'The answer is compressed in a way that was not asked for.')
}
