import { type StreamedZipFile, streamOf, ZIP_LIMITS, zipStream } from '../../../http/zip-stream.ts'
import type { ArchiveFile } from '../commands/export-organization.ts'

/**
 * The archive as a download, made while it is read: nothing of it is ever kept on the server. What breaks it off is told to `failed`, and
 * the reader sees that it is cut off.
 */
export function archiveResponse(
  files: AsyncGenerator<ArchiveFile, void, void>,
  name: string,
  at: Date,
  failed: (error: unknown) => void,
): Response {
  return new Response(streamOf(zipStream(asZip(files), at), failed), {
    headers: {
      'content-type': 'application/zip',
      'content-disposition': `attachment; filename="${name}.zip"`,
      'content-security-policy': "default-src 'none'; sandbox",
      'cache-control': 'no-store',
    },
  })
}

/** The format has its limits; larger organizations leave by the command line, into a folder. */
async function* asZip(
  files: AsyncGenerator<ArchiveFile, void, void>,
): AsyncGenerator<StreamedZipFile, void, void> {
  let [count, total] = [0, 0]
  async function* counted(content: AsyncIterable<Uint8Array>) {
    for await (const bytes of content) {
      total += bytes.length
      if (total > ZIP_LIMITS.bytes) throw new Error('the archive of an organization is too large for a ZIP')
      yield bytes
    }
  }
  for await (const { path, content } of files) {
    count += 1
    if (count > ZIP_LIMITS.files)
      throw new Error('the archive of an organization has too many files for a ZIP')
    yield { path, bytes: counted(content), pack: !/\.(assay|png)$/.test(path) }
  }
}
