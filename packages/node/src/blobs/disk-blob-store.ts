import { createHash, randomBytes } from 'node:crypto'
import { access, type FileHandle, mkdir, open, readdir, readFile, rename, rm, stat } from 'node:fs/promises'
import { dirname, join, resolve } from 'node:path'
import { NodeError } from '../node-error.ts'
import {
  type BlobContent,
  type BlobStore,
  checkPrefix,
  isKey,
  parseKey,
  type StoredBlob,
} from './blob-store.ts'

/** Unfinished files. The name cannot be a prefix, so it cannot be a blob's folder. */
const STAGING = '.staging'

/**
 * Keeps blobs in files of mode 0600 below `root`, which is made when missing. A file is written beside, flushed, renamed into
 * place, and its folder flushed, so a crash leaves a whole blob or none.
 */
export function createDiskBlobStore(root: string): BlobStore {
  const base = resolve(root)
  const pathOf = (prefix: string, digest: string) => join(base, prefix, digest.slice(0, 2), digest)
  const pathOfKey = (key: string) => {
    const { prefix, digest } = parseKey(key)
    return pathOf(prefix, digest)
  }
  return {
    async put(prefix, content) {
      checkPrefix(prefix)
      const staged = await stage(base, content)
      try {
        const path = pathOf(prefix, staged.digest)
        await makeFolder(base, dirname(path))
        await rename(staged.path, path)
        await flushFolder(dirname(path))
      } finally {
        await rm(staged.path, { force: true })
      }
      return { key: `${prefix}/${staged.digest}`, size: staged.size }
    },
    async get(key) {
      const bytes = await orNull(readFile(pathOfKey(key)))
      if (bytes === null) return null
      if (createHash('sha256').update(bytes).digest('hex') !== parseKey(key).digest) {
        throw new NodeError('blob.damaged', `The stored file ${key} was damaged on disk.`)
      }
      return new Uint8Array(bytes)
    },
    async delete(key) {
      const path = pathOfKey(key)
      await rm(path, { force: true })
      await orNull(flushFolder(dirname(path)))
    },
    async exists(key) {
      return (await orNull(access(pathOfKey(key)).then(() => true))) !== null
    },
    list: () => listBelow(base, ''),
  }
}

/** Walks the folders in the order of their names; those of two characters that lead a digest are no part of a key. */
async function* listBelow(folder: string, prefix: string): AsyncGenerator<StoredBlob> {
  const entries = (await orNull(readdir(folder, { withFileTypes: true }))) ?? []
  const inOrder = entries.sort((a, b) => (a.name < b.name ? -1 : 1))
  for (const { name } of inOrder.filter((entry) => entry.isFile())) {
    // The name is the whole digest, so the folder of its first two characters is dropped.
    const key = `${prefix.replace(/\/[0-9a-f]{2}$/, '')}/${name}`
    const facts = isKey(key) ? await orNull(stat(join(folder, name))) : null
    if (facts !== null) yield { key, size: facts.size }
  }
  for (const { name } of inOrder.filter((entry) => entry.isDirectory() && entry.name !== STAGING))
    yield* listBelow(join(folder, name), prefix === '' ? name : `${prefix}/${name}`)
}

async function stage(
  base: string,
  content: BlobContent,
): Promise<{ path: string; digest: string; size: number }> {
  await makeFolder(base, join(base, STAGING))
  const path = join(base, STAGING, randomBytes(12).toString('hex'))
  const file = await open(path, 'wx', 0o600)
  try {
    const written = await writeAll(file, content)
    await file.sync()
    await file.close()
    return { path, ...written }
  } catch (error) {
    await file.close().catch(() => undefined)
    await rm(path, { force: true })
    throw error
  }
}

async function writeAll(file: FileHandle, content: BlobContent): Promise<{ digest: string; size: number }> {
  const hash = createHash('sha256')
  let size = 0
  for await (const chunk of content instanceof Uint8Array ? [content] : content) {
    hash.update(chunk)
    size += chunk.length
    await file.writeFile(chunk)
  }
  return { digest: hash.digest('hex'), size }
}

/** A new folder lasts only once the folder above it is flushed. */
async function makeFolder(base: string, folder: string): Promise<void> {
  const first = await mkdir(folder, { recursive: true, mode: 0o700 })
  if (first === undefined) return
  const top = dirname(first)
  for (let at = folder; at !== top && at.startsWith(base); at = dirname(at)) await flushFolder(dirname(at))
}

async function flushFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r')
  try {
    await handle.sync()
  } finally {
    await handle.close()
  }
}

async function orNull<T>(work: Promise<T>): Promise<T | null> {
  try {
    return await work
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null
    throw error
  }
}
