import { randomBytes } from 'node:crypto'
import { createReadStream, createWriteStream } from 'node:fs'
import { access, mkdir, rename, rm, stat } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { type Entry, openPromise } from 'yauzl'
import { ZIP_LIMITS, zipStream } from '../http/zip-stream.ts'

/** A file of an archive, whole or a piece at a time. */
export interface WrittenFile {
  readonly path: string
  readonly content: AsyncIterable<Uint8Array>
}

/**
 * Writes files into a folder, or into a ZIP where the name ends so. Under its name there is the whole archive or nothing: it is made beside.
 * Answers how many files there were. Throws a plain sentence where the name is taken, or a ZIP would be too large for the format.
 */
export async function writeArchive(
  files: AsyncIterable<WrittenFile>,
  to: string,
  modified: Date,
): Promise<number> {
  if (
    await access(to).then(
      () => true,
      () => false,
    )
  )
    throw new Error(`There is something at ${to} already. Choose another name, or take it away.`)
  const part = `${to}.${randomBytes(4).toString('hex')}.part`
  try {
    const count = to.endsWith('.zip') ? await writeZip(files, part, modified) : await writeFolder(files, part)
    await rename(part, to)
    return count
  } catch (error) {
    await rm(part, { recursive: true, force: true })
    throw error
  }
}

async function writeFolder(files: AsyncIterable<WrittenFile>, folder: string): Promise<number> {
  await mkdir(folder, { mode: 0o700 })
  let count = 0
  for await (const { path, content } of files) {
    const target = join(folder, path)
    await mkdir(dirname(target), { recursive: true })
    await pipeline(Readable.from(content), createWriteStream(target, { flags: 'wx', flush: true }))
    count += 1
  }
  return count
}

async function writeZip(files: AsyncIterable<WrittenFile>, path: string, modified: Date): Promise<number> {
  let [count, total] = [0, 0]
  async function* counted(content: AsyncIterable<Uint8Array>) {
    for await (const bytes of content) {
      total += bytes.length
      if (total > ZIP_LIMITS.bytes)
        throw new Error('This is too large for a ZIP file: name a folder after --to.')
      yield bytes
    }
  }
  async function* entries() {
    for await (const { path: name, content } of files) {
      count += 1
      if (count > ZIP_LIMITS.files)
        throw new Error('These are too many files for a ZIP: name a folder after --to.')
      // What is sealed or a picture does not get smaller.
      yield { path: name, bytes: counted(content), pack: !/\.(assay|png)$/.test(name) }
    }
  }
  await pipeline(
    Readable.from(zipStream(entries(), modified)),
    createWriteStream(path, { flags: 'wx', mode: 0o600, flush: true }),
  )
  return count
}

/** The bytes of one file of an archive: of a folder, of a ZIP, or the file itself. Throws a plain sentence where it is not there. */
export async function readFromArchive(archive: string, name: string): Promise<AsyncIterable<Uint8Array>> {
  const found = await stat(archive).catch(() => undefined)
  if (found === undefined) throw new Error(`There is nothing at ${archive}.`)
  if (!found.isDirectory())
    return archive.endsWith('.zip') ? readFromZip(archive, name) : createReadStream(archive)
  const path = join(archive, name)
  if (
    !(await access(path).then(
      () => true,
      () => false,
    ))
  )
    throw new Error(`There is no ${name} in ${archive}.`)
  return createReadStream(path)
}

/** The kind of a file in the higher half of its external attributes, as Unix programs write them (APPNOTE 4.4.15). */
const KIND = 0o170000
const [REGULAR, FOLDER, UNKNOWN] = [0o100000, 0o040000, 0]

/**
 * One file of a ZIP, after everything in it was looked at: a link, an encrypted file, a name that leads outside or comes twice refuses
 * the whole (THREATS F4). Nothing is written anywhere by a name of the archive.
 */
async function readFromZip(path: string, name: string): Promise<AsyncIterable<Uint8Array>> {
  const zip = await openPromise(path, { lazyEntries: true, autoClose: false, strictFileNames: true }).catch(
    refuseZip,
  )
  const seen = new Set<string>()
  let wanted: Entry | undefined
  try {
    for await (const entry of zip.eachEntry()) {
      const kind = (entry.externalFileAttributes >>> 16) & KIND
      const folded = entry.fileName.toLowerCase()
      if (entry.isEncrypted()) throw new Error('a file in it is encrypted')
      if (![REGULAR, FOLDER, UNKNOWN].includes(kind)) throw new Error('it holds a link or a device')
      if (seen.has(folded)) throw new Error(`the name ${JSON.stringify(entry.fileName)} comes twice`)
      seen.add(folded)
      if (entry.fileName === name) wanted = entry
    }
    if (wanted === undefined) throw new Error(`there is no ${name} in it`)
    const stream = await zip.openReadStreamPromise(wanted)
    return closing(stream, () => zip.close())
  } catch (error) {
    zip.close()
    return refuseZip(error)
  }
}

async function* closing(
  stream: AsyncIterable<Uint8Array>,
  close: () => void,
): AsyncGenerator<Uint8Array, void, void> {
  try {
    yield* stream
  } finally {
    close()
  }
}

function refuseZip(error: unknown): never {
  throw new Error(
    `The archive is refused: ${error instanceof Error ? error.message : 'it is no ZIP'}. Nothing was read from it.`,
  )
}
