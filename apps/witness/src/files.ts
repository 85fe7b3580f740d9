import { type FileHandle, link, mkdir, open, readFile, rename, rm } from 'node:fs/promises'
import { dirname } from 'node:path'
import { WitnessError } from './witness-error.ts'

/** How files are written; tests take one that fails. */
export interface Files {
  readonly open: (path: string, flags: string, mode?: number) => Promise<FileHandle>
  readonly rename: (from: string, to: string) => Promise<void>
}

/** The files of the system. */
export const systemFiles: Files = { open, rename }

/**
 * Puts content in place of a file, or makes the file. When it returns, the content outlasts a loss of power; when it throws, the file has
 * the old content or, where only the last flush of the folder failed, may have the new. Callers keep two writers of one path apart.
 * Throws `WitnessError` `storage.failed`.
 */
export async function replaceFile(path: string, content: string, files: Files = systemFiles): Promise<void> {
  // A fixed name: what a crash leaves is overwritten by the next writer.
  const beside = `${path}.new`
  await orFailed(path, async () => {
    await makeFolder(dirname(path), files)
    await writeFlushed(beside, content, files)
    await files.rename(beside, path)
    await flushFolder(dirname(path), files)
  })
}

/** Makes a file with content, whole or not at all, and never in place of one: false when there is one. Throws as {@link replaceFile}. */
export async function createFile(path: string, content: string): Promise<boolean> {
  const beside = `${path}.new`
  return orFailed(path, async () => {
    await makeFolder(dirname(path), systemFiles)
    await writeFlushed(beside, content, systemFiles)
    try {
      await link(beside, path)
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false
      throw error
    } finally {
      await rm(beside, { force: true })
    }
    await flushFolder(dirname(path), systemFiles)
    return true
  })
}

/** Content of a file; undefined when there is none. Throws `WitnessError` `storage.failed`. */
export async function readIfThere(path: string): Promise<Uint8Array | undefined> {
  return orFailed(path, async () => {
    try {
      return await readFile(path)
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
      throw error
    }
  })
}

/** Makes a folder and those above it, so that they outlast a loss of power. */
export async function makeFolder(folder: string, files: Files = systemFiles): Promise<void> {
  const first = await mkdir(folder, { recursive: true, mode: 0o700 })
  if (first === undefined) return
  for (let at = folder; at !== dirname(first); at = dirname(at)) await flushFolder(dirname(at), files)
}

async function writeFlushed(path: string, content: string, files: Files): Promise<void> {
  const file = await files.open(path, 'w', 0o600)
  try {
    await file.writeFile(content)
    await file.sync()
  } finally {
    await file.close()
  }
}

async function flushFolder(folder: string, files: Files): Promise<void> {
  const handle = await files.open(folder, 'r')
  try {
    await handle.sync()
  } finally {
    await handle.close()
  }
}

async function orFailed<T>(path: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException
    if (code === undefined) throw cause
    throw new WitnessError('storage.failed', `${path} could not be read or written (${code})`, { cause })
  }
}
