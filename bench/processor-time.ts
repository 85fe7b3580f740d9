import { readdir, readFile } from 'node:fs/promises'

/** Clock ticks a second of /proc; Linux says 100 on every machine that we measure on. */
const TICKS = 100

interface ProcessTimes {
  readonly parent: number
  /** Seconds of its own, and of children that ended. */
  readonly own: number
  readonly ended: number
}

/** Seconds of processor time of some processes, their ended children included. */
export async function processorSeconds(pids: readonly (number | undefined)[]): Promise<number> {
  const times = await Promise.all(pids.map((pid) => timesOf(Number(pid))))
  return times.reduce((sum, one) => sum + (one?.own ?? 0), 0)
}

/** Seconds of the whole PostgreSQL that a backend belongs to: its server, every backend that runs or ended, and what it does by itself. */
export async function databaseSeconds(backend: number): Promise<number> {
  const server = (await timesOf(backend))?.parent
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name)).map(Number)
  let seconds = 0
  for (const pid of pids) {
    const times = await timesOf(pid)
    if (pid === server) seconds += (times?.own ?? 0) + (times?.ended ?? 0)
    else if (times?.parent === server) seconds += times?.own ?? 0
  }
  return seconds
}

/** Undefined for a process that is gone. */
async function timesOf(pid: number): Promise<ProcessTimes | undefined> {
  const text = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => undefined)
  if (text === undefined) return undefined
  // The name in parentheses may hold anything; fields are counted behind it (proc(5): ppid is the 4th, times are 14 to 17).
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ')
  const [user, system, userEnded, systemEnded] = fields.slice(11, 15).map((ticks) => Number(ticks) / TICKS)
  return {
    parent: Number(fields[1]),
    own: (user ?? 0) + (system ?? 0),
    ended: (userEnded ?? 0) + (systemEnded ?? 0),
  }
}
