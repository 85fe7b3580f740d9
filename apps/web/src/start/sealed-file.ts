import { randomBytes } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { access, type FileHandle, open, rename, rm } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { createGunzip, createGzip } from 'node:zlib'
import { NodeError, openStream, type StreamSecret, sealStream } from '@assay/node'

/** How a file is sealed, and for what. */
export interface SealedFile {
  readonly path: string
  readonly secret: StreamSecret
  /** What the content is, so that a file of one kind is not taken for another. */
  readonly purpose: string
}

/** Sealed text does not get smaller; the rest does at once. */
const GZIP_LEVEL = 3

/** Where the bytes go; a test puts a disk that is full in its place. */
export type OpenFile = (path: string) => Promise<Pick<FileHandle, 'writeFile' | 'sync' | 'close'>>

const openNew: OpenFile = (path) => open(path, 'wx', 0o600)

/**
 * Writes `content` packed and sealed. Under its name there is a whole, flushed file that `approve` has read, or none: it is written beside
 * under a name that ends in `.part`, which a failure takes away and a kill leaves. Throws a plain sentence where the name is taken.
 */
export async function writeSealedFile(
  { path, secret, purpose }: SealedFile,
  content: AsyncIterable<Uint8Array>,
  approve: (part: string) => Promise<void>,
  openFile: OpenFile = openNew,
): Promise<void> {
  await refuseTaken(path)
  const part = join(dirname(path), `${basename(path)}.${randomBytes(4).toString('hex')}.part`)
  try {
    const file = await openFile(part).catch((error: NodeJS.ErrnoException) => {
      throw new Error(`${path} cannot be written: ${error.message}`)
    })
    try {
      const packed = createGzip({ level: GZIP_LEVEL })
      const feeding = pipeline(Readable.from(content), packed)
      // Where writing fails, the pipeline is told by its end and has nothing more to say.
      feeding.catch(() => undefined)
      for await (const bytes of sealStream(secret, purpose, packed)) await file.writeFile(bytes)
      await feeding
      await file.sync()
    } finally {
      await file.close()
    }
    await approve(part)
    await refuseTaken(path)
    await rename(part, path)
    await flushFolder(dirname(path))
  } catch (error) {
    await rm(part, { force: true })
    throw error
  }
}

async function refuseTaken(path: string): Promise<void> {
  const taken = await access(path).then(
    () => true,
    () => false,
  )
  if (taken) throw new Error(`There is a file ${path} already. Choose another name, or take it away.`)
}

async function flushFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r')
  try {
    await handle.sync()
  } finally {
    await handle.close()
  }
}

/**
 * The content of a file that {@link writeSealedFile} wrote, a piece at a time. Throws a plain sentence for a file that is none, for another
 * secret, and for one that was altered or cut off; nothing comes out that is not authentic.
 */
export async function* readSealedFile({
  path,
  secret,
  purpose,
}: SealedFile): AsyncGenerator<Uint8Array, void, void> {
  const unpacked = createGunzip()
  const feeding = pipeline(
    Readable.from(openStream(secret, purpose, createReadStream(path, { highWaterMark: 256 * 1024 }))),
    unpacked,
  )
  feeding.catch(() => undefined)
  try {
    yield* unpacked as AsyncIterable<Uint8Array>
    await feeding
  } catch (error) {
    throw inWords(error, path)
  } finally {
    unpacked.destroy()
  }
}

function inWords(error: unknown, path: string): unknown {
  const { code } = error as NodeJS.ErrnoException
  if (code === 'ENOENT') return new Error(`There is no file ${path}.`)
  if (error instanceof NodeError) {
    const sentences: Partial<Record<NodeError['code'], string>> = {
      'stream.format': `${path} is no such file, or is sealed in another way: ${error.message}`,
      'stream.secret': `The passphrase or key is not the one that ${path} was sealed under, or its first bytes were altered.`,
      'stream.damaged': `${path} is damaged: it was altered, cut off, or has something after its end.`,
    }
    const sentence = sentences[error.code]
    return sentence === undefined ? error : new Error(sentence)
  }
  // What came out was authentic, so this was written by another program.
  if (typeof code === 'string' && code.startsWith('Z_'))
    return new Error(`${path} is damaged: it does not unpack.`)
  return error
}
