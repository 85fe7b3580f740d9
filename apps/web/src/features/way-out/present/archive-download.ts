import { type BlobStore, NodeError } from '@assay/node'
import { AppError } from '../../../app-error.ts'
import { type ByteRange, readRange } from '../../../http/byte-range.ts'
import { streamOf } from '../../../http/zip-stream.ts'
import type { StoredArchive, StoredPart } from '../queries/archive-orders.ts'

export interface DownloadOptions {
  readonly request: Request
  readonly archive: StoredArchive
  readonly blobs: BlobStore
  /** Without its ending. */
  readonly name: string
  /** Told what broke the download off. */
  readonly failed: (error: unknown) => void
}

/**
 * An archive as a download, or the part of it that a broken one lacks (RFC 9110, 14): one stored part at a time is in memory. Errors: `gone`
 * when the store has it no more, `not_available` while it does not answer.
 */
export async function archiveDownload({
  request,
  archive,
  blobs,
  name,
  failed,
}: DownloadOptions): Promise<Response> {
  const { size } = archive
  const range = rangeOf(request, archive)
  const headers = headersOf(archive, name)
  if (range === 'none')
    return new Response(null, { status: 416, headers: { ...headers, 'content-range': `bytes */${size}` } })
  const { first, last } = range ?? { first: 0, last: size - 1 }
  const answer = {
    status: range === undefined ? 200 : 206,
    headers: {
      ...headers,
      'content-length': String(last - first + 1),
      ...(range === undefined ? {} : { 'content-range': `bytes ${first}-${last}/${size}` }),
    },
  }
  if (request.method === 'HEAD') return new Response(null, answer)
  const bytes = bytesOf(blobs, archive.parts, { first, last })
  // The first bytes are there before the answer says that they come.
  const begun = await bytes.next()
  return new Response(streamOf(goingOn(begun, bytes), failed), answer)
}

const entityTag = ({ id }: StoredArchive): string => `"${id}"`

/** Whether the first byte is asked for: then a download begins. */
export const isFromStart = (request: Request): boolean =>
  !/^bytes=[1-9]\d*-/i.test(request.headers.get('range') ?? '')

/** A part is given only of the very archive that it is the rest of (`If-Range`). */
function rangeOf(request: Request, archive: StoredArchive): ByteRange | undefined | 'none' {
  const condition = request.headers.get('if-range')
  if (condition !== null && condition !== entityTag(archive)) return undefined
  return readRange(request.headers.get('range'), archive.size)
}

const headersOf = (archive: StoredArchive, name: string) => ({
  'content-type': 'application/zip',
  'content-disposition': `attachment; filename="${name}.zip"`,
  'content-security-policy': "default-src 'none'; sandbox",
  'cross-origin-resource-policy': 'same-origin',
  'cache-control': 'private, no-store',
  'accept-ranges': 'bytes',
  etag: entityTag(archive),
})

async function* bytesOf(
  blobs: BlobStore,
  parts: readonly StoredPart[],
  { first, last }: ByteRange,
): AsyncGenerator<Uint8Array, void, void> {
  let begin = 0
  for (const { blobKey, size } of parts) {
    const [from, to] = [Math.max(first - begin, 0), Math.min(last - begin + 1, size)]
    begin += size
    if (from >= to) continue
    yield (await getPart(blobs, blobKey)).subarray(from, to)
  }
}

async function getPart(blobs: BlobStore, blobKey: string): Promise<Uint8Array> {
  const bytes = await blobs.get(blobKey).catch((cause: unknown) => {
    if (!(cause instanceof NodeError)) throw cause
    throw new AppError('not_available', 'The store does not give the archive out now.', {
      text: 'archive_store',
      cause,
    })
  })
  if (bytes !== null) return bytes
  throw new AppError('gone', 'A part of this archive is gone from the store. Order it again.', {
    text: 'archive_gone',
  })
}

async function* goingOn(
  begun: IteratorResult<Uint8Array, void>,
  rest: AsyncGenerator<Uint8Array, void, void>,
): AsyncGenerator<Uint8Array, void, void> {
  if (begun.done !== true) yield begun.value
  yield* rest
}
