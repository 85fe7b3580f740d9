import { Zip, ZipDeflate, ZipPassThrough } from 'fflate'

/** One file of an archive. */
export interface ZipFile {
  /** Safe already: lower-case ASCII names and slashes (see who makes it). */
  readonly path: string
  readonly bytes: Uint8Array
  /** Whether packing it makes it smaller; pictures, films and office files are packed in themselves. */
  readonly pack: boolean
}

/** A file that is too large for memory: its bytes come a piece at a time. */
export interface StreamedZipFile extends Omit<ZipFile, 'bytes'> {
  readonly bytes: AsyncIterable<Uint8Array>
}

/** What the format holds without its 64-bit extension (APPNOTE 4.4.1.4), with room for the directory. */
export const ZIP_LIMITS = { bytes: 0xffffffff - 64 * 1024 * 1024, files: 0xffff - 64 }

/** Packed at a time: a few milliseconds in which nothing else runs. */
const SLICE = 256 * 1024

/**
 * Writes a ZIP archive while it is read: a file is asked for when the reader has taken the ones before, so one file at a time is in
 * memory. `modified` stands in it as the time of every file.
 */
export async function* zipStream(
  files: AsyncIterable<ZipFile | StreamedZipFile>,
  modified: Date,
): AsyncGenerator<Uint8Array, void, void> {
  const ready: Uint8Array[] = []
  const zip = new Zip((error, chunk) => {
    if (error !== null) throw error
    ready.push(chunk)
  })
  for await (const { path, bytes, pack } of files) {
    const entry = pack ? new ZipDeflate(path, { level: 6 }) : new ZipPassThrough(path)
    entry.mtime = modified
    zip.add(entry)
    for await (const slice of slicesOf(bytes)) {
      entry.push(slice, false)
      yield* ready.splice(0)
    }
    entry.push(new Uint8Array(0), true)
    yield* ready.splice(0)
  }
  zip.end()
  yield* ready.splice(0)
}

async function* slicesOf(
  bytes: (ZipFile | StreamedZipFile)['bytes'],
): AsyncGenerator<Uint8Array, void, void> {
  if (!(bytes instanceof Uint8Array)) yield* bytes
  else for (let start = 0; start < bytes.length; start += SLICE) yield bytes.subarray(start, start + SLICE)
}

/**
 * A body that makes its next part when it is asked for it, and no earlier. The status was sent by then: `failed` is told what broke it
 * off, and the reader sees that it did.
 */
export function streamOf(
  parts: AsyncGenerator<Uint8Array, void, void>,
  failed: (error: unknown) => void,
): ReadableStream<Uint8Array<ArrayBuffer>> {
  let left = false
  return new ReadableStream(
    {
      async pull(controller) {
        try {
          const next = await parts.next()
          // Who asked went away while it was made; that breaks nothing.
          if (left) return
          if (next.done === true) controller.close()
          else controller.enqueue(new Uint8Array(next.value))
        } catch (error) {
          failed(error)
          throw error
        }
      },
      async cancel() {
        left = true
        await parts.return()
      },
    },
    { highWaterMark: 0 },
  )
}
