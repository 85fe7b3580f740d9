import type { IncomingMessage } from 'node:http'

/** What came of reading a body. */
export type ReadBody =
  | { readonly kind: 'read'; readonly bytes: Uint8Array }
  | { readonly kind: 'too-large' }
  /** Whoever sent it went away, or was too slow. */
  | { readonly kind: 'broken-off' }

/** Reads a body of at most `most` bytes; of a larger one it keeps no more than that. */
export function readBody(request: IncomingMessage, most: number): Promise<ReadBody> {
  return new Promise((resolve) => {
    const chunks: Uint8Array[] = []
    let length = 0
    const refuse = () => {
      request.pause()
      resolve({ kind: 'too-large' })
    }
    if (Number(request.headers['content-length']) > most) return refuse()
    request.on('data', (chunk: Uint8Array) => {
      length += chunk.length
      if (length > most) return refuse()
      chunks.push(chunk)
    })
    request.on('end', () => resolve({ kind: 'read', bytes: Buffer.concat(chunks) }))
    request.on('error', () => resolve({ kind: 'broken-off' }))
    request.on('close', () => resolve({ kind: 'broken-off' }))
  })
}
