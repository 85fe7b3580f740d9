import { AppError } from '../../../app-error.ts'
import { type StreamedZipFile, ZIP_LIMITS, zipStream } from '../../../http/zip-stream.ts'
import type { ArchiveFile } from '../commands/export-organization.ts'

/** The archive as one ZIP, made while it is read. Error `too_large` where the format ends; larger organizations leave into a folder. */
export function zipArchive(
  files: AsyncGenerator<ArchiveFile, void, void>,
  at: Date,
): AsyncGenerator<Uint8Array, void, void> {
  return zipStream(asZip(files), at)
}

async function* asZip(
  files: AsyncGenerator<ArchiveFile, void, void>,
): AsyncGenerator<StreamedZipFile, void, void> {
  let [count, total] = [0, 0]
  async function* counted(content: AsyncIterable<Uint8Array>) {
    for await (const bytes of content) {
      total += bytes.length
      if (total > ZIP_LIMITS.bytes) throw tooLarge()
      yield bytes
    }
  }
  for await (const { path, content } of files) {
    count += 1
    if (count > ZIP_LIMITS.files) throw tooLarge()
    yield { path, bytes: counted(content), pack: !/\.(assay|png)$/.test(path) }
  }
}

const tooLarge = () => new AppError('too_large', 'The archive of an organization is too large for a ZIP.')
