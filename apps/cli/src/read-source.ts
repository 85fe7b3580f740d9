import { open } from 'node:fs/promises'
import { limits } from '@assay/core'
import { type FetchDocument, type Report, reportUnreachable } from '@assay/verifier'

/** What a source gave: its bytes; a report when its address did not answer; or that there is no such file. */
export type SourceContent =
  | { readonly kind: 'bytes'; readonly bytes: Uint8Array }
  | { readonly kind: 'report'; readonly report: Report }
  | { readonly kind: 'missing'; readonly reason: string }

/** The largest input that is accepted is an image; one byte more is enough to see that it is too large. */
const MAX_BYTES = limits.png.bytes + 1

/** Reads a file, an address, or `-` for standard input. */
export async function readSource(source: string, fetchDocument: FetchDocument): Promise<SourceContent> {
  if (source === '-') return { kind: 'bytes', bytes: await readStream(process.stdin) }
  if (/^https?:\/\//i.test(source)) return readAddress(source, fetchDocument)
  return readFileStart(source)
}

async function readAddress(address: string, fetchDocument: FetchDocument): Promise<SourceContent> {
  const accept = 'application/vc+ld+json, application/json, application/jwt;q=0.9, image/*;q=0.5'
  const fetched = await fetchDocument(address, { accept, maxBytes: limits.fetch.bytes })
  if (fetched.outcome !== 'ok') return { kind: 'report', report: reportUnreachable(fetched.message) }
  if (fetched.status === 200) return { kind: 'bytes', bytes: fetched.body }
  return { kind: 'report', report: reportUnreachable(`the answer has the status ${fetched.status}`) }
}

async function readFileStart(path: string): Promise<SourceContent> {
  try {
    const file = await open(path, 'r')
    try {
      return { kind: 'bytes', bytes: await readStream(file.createReadStream({ end: MAX_BYTES - 1 })) }
    } finally {
      await file.close()
    }
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code
    const why = code === 'ENOENT' ? 'there is no such file' : `it cannot be read (${code})`
    return { kind: 'missing', reason: `${path}: ${why}` }
  }
}

async function readStream(stream: AsyncIterable<Buffer>): Promise<Uint8Array> {
  const chunks: Buffer[] = []
  let length = 0
  for await (const chunk of stream) {
    chunks.push(chunk)
    length += chunk.length
    if (length >= MAX_BYTES) break
  }
  return new Uint8Array(Buffer.concat(chunks))
}
