import { randomBytes } from 'node:crypto'
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { isMarkAlive, processMark } from '../process-liveness.ts'

/** Writes down that this process uses the server; returns the note's path. Call under the start lock. */
export async function addHolder(folder: string): Promise<string> {
  await mkdir(folder, { recursive: true, mode: 0o700 })
  const note = join(folder, randomBytes(6).toString('hex'))
  await writeFile(note, processMark(process.pid), { mode: 0o600 })
  return note
}

/** Removes the note and those of dead processes; true when none is left, so that the server may go. */
export async function releaseHolder(folder: string, note: string): Promise<boolean> {
  await rm(note, { force: true })
  let left = 0
  for (const name of await readdir(folder)) {
    const path = join(folder, name)
    const mark = await readFile(path, 'utf8').catch(() => '')
    if (isMarkAlive(mark)) left += 1
    else await rm(path, { force: true })
  }
  return left === 0
}
