import { readFile, rm, writeFile } from 'node:fs/promises'
import { setTimeout as sleep } from 'node:timers/promises'
import { NodeError } from './node-error.ts'
import { isMarkAlive, processMark } from './process-liveness.ts'

/** How long one start may hold the lock: a first start took 0.9 s, a recovery after a crash may take a minute. */
const DEFAULT_WAIT_MS = 90_000
const POLL_MS = 40

/**
 * Runs `work` while holding the lock file, which is removed afterwards. A lock whose process is dead is taken over.
 *
 * The lock keeps starts apart so that the second one waits instead of failing; it is not what protects the data
 * (PostgreSQL's own lock file and the atomic rename of a new cluster do).
 * @throws NodeError `lock.timeout` when a living process does not let go within `waitMs`.
 */
export async function withFileLock<T>(
  path: string,
  work: () => Promise<T>,
  waitMs: number = DEFAULT_WAIT_MS,
): Promise<T> {
  await acquire(path, Date.now() + waitMs)
  try {
    return await work()
  } finally {
    await rm(path, { force: true })
  }
}

async function acquire(path: string, deadline: number): Promise<void> {
  for (;;) {
    if (await tryCreate(path)) return
    await removeIfStale(path)
    if (Date.now() > deadline) {
      throw new NodeError('lock.timeout', `Another running process holds ${path}; stop it or wait for it.`)
    }
    await sleep(POLL_MS)
  }
}

async function tryCreate(path: string): Promise<boolean> {
  try {
    await writeFile(path, processMark(process.pid), { flag: 'wx', mode: 0o600 })
    return true
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false
    throw error
  }
}

async function removeIfStale(path: string): Promise<void> {
  const holder = await readMark(path)
  if (holder === null || isMarkAlive(holder)) return
  // Two waiters may both see the dead holder; only the one that makes this second file may remove the first.
  const guard = `${path}.stale`
  if (!(await tryCreate(guard))) {
    const guardHolder = await readMark(guard)
    if (guardHolder !== null && !isMarkAlive(guardHolder)) await rm(guard, { force: true })
    return
  }
  try {
    if ((await readMark(path)) === holder) await rm(path, { force: true })
  } finally {
    await rm(guard, { force: true })
  }
}

/** Null when there is no lock, or when its maker has not written its mark yet. */
async function readMark(path: string): Promise<string | null> {
  const text = await readFile(path, 'utf8').catch(() => '')
  return text === '' ? null : text
}
