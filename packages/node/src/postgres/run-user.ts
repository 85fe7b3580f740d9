import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'

/** The user and group PostgreSQL runs as; it refuses root. */
export interface RunUser {
  readonly name: string
  readonly uid: number
  readonly gid: number
}

/** Null when this process is not root: PostgreSQL then runs as the same user. Else `postgres`, else `nobody`. */
export function findRunUser(): RunUser | null {
  if (process.getuid?.() !== 0) return null
  const users = readUsers()
  return users.get('postgres') ?? users.get('nobody') ?? { name: 'nobody', uid: 65_534, gid: 65_534 }
}

/** True when the user can enter the folder, which needs search permission on every folder above it too. */
export function canEnter(folder: string, user: RunUser): boolean {
  const { status } = spawnSync('/bin/sh', ['-c', 'cd "$1"', 'sh', folder], {
    uid: user.uid,
    gid: user.gid,
    cwd: '/',
    stdio: 'ignore',
  })
  return status === 0
}

function readUsers(): Map<string, RunUser> {
  const users = new Map<string, RunUser>()
  let text = ''
  try {
    text = readFileSync('/etc/passwd', 'utf8')
  } catch {
    return users
  }
  for (const line of text.split('\n')) {
    const [name, , uid, gid] = line.split(':')
    if (name && uid && gid) users.set(name, { name, uid: Number(uid), gid: Number(gid) })
  }
  return users
}
