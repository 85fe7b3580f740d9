import { readFileSync } from 'node:fs'

/**
 * Names one run of one process: `<pid>` or, where `/proc` exists, `<pid>:<start time>`, so that a pid that was
 * given to another program since is not taken for the one that wrote it down.
 */
export function processMark(pid: number): string {
  const stat = readStat(pid)
  return stat === null ? String(pid) : `${pid}:${stat.started}`
}

/** True while the process that `processMark` named still runs. A zombie counts as dead. */
export function isMarkAlive(mark: string): boolean {
  const [pidText = '', started] = mark.trim().split(':')
  const pid = Number(pidText)
  if (!isAlive(pid)) return false
  return started === undefined || readStat(pid)?.started === started
}

/** True while a process with this pid runs (of any user). A zombie counts as dead: its parent may never reap it. */
export function isAlive(pid: number): boolean {
  return isInProcessTable(pid) && readStat(pid)?.state !== 'Z'
}

/** True while the pid is taken, be it by a zombie. */
export function isInProcessTable(pid: number): boolean {
  if (!Number.isSafeInteger(pid) || pid <= 0) return false
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}

/** The command line of a process, or null where it cannot be read (no `/proc`, other user, gone). */
export function commandLine(pid: number): string | null {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ')
  } catch {
    return null
  }
}

function readStat(pid: number): { state: string; started: string } | null {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'utf8')
    // The second field is the program's name in brackets and may hold spaces and brackets of its own.
    const fields = text.slice(text.lastIndexOf(')') + 2).split(' ')
    return { state: fields[0] ?? '', started: fields[19] ?? '' }
  } catch {
    return null
  }
}
