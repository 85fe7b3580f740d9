import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'

/** Held by every running process of an instance, shared; alone by a change of the master key. Of this database only. */
const INSTANCE_LOCK = 4_154_202

/** How long a lock is waited for: a killed process's connection keeps it a moment longer. */
const PATIENCE = '3s'

/** How long a process that lost its connection waits before it tries again, in milliseconds. */
const TRY_AGAIN_AFTER = 500

/** PostgreSQL's `lock_not_available`. */
const NOT_AVAILABLE = '55P03'

/** A process's part in the instance. */
export interface Presence {
  leave(): Promise<void>
}

export interface JoinOptions {
  readonly url: string
  /** Why this process may not run on this database, as a plain sentence; undefined: it may. Asked while the lock is held. */
  readonly refusal: (client: pg.Client) => Promise<string | undefined>
  /** Told once, when the connection was lost and the process may not come back. It must end. */
  readonly expelled: (sentence: string) => void
}

const CHANGING =
  'The master key of this database is being changed right now, or a restore is under way. Wait until that is done; after `npm run rewrap`, start with the new key.'

/**
 * Takes part in the instance until left. Throws the refusal. A lost connection loses the lock as well: it is taken again, and where that is
 * refused because a change of the master key began meanwhile, the process is expelled.
 */
export async function joinInstance({ url, refusal, expelled }: JoinOptions): Promise<Presence> {
  let left = false
  let client: pg.Client | undefined
  const join = async () => {
    const { client: fresh, refused } = await enter(url, refusal)
    if (refused !== undefined || left) {
      await fresh.end()
      return refused
    }
    client = fresh
    fresh.once('end', () => void comeBack())
    return undefined
  }
  const comeBack = async () => {
    while (!left) {
      try {
        const refused = await join()
        if (refused !== undefined && !left) expelled(refused)
        return
      } catch {
        // The database is away: nobody can change its key meanwhile, and our own queries fail loudly.
        await sleep(TRY_AGAIN_AFTER)
      }
    }
  }
  const refused = await join()
  if (refused !== undefined) throw new Error(refused)
  return {
    leave: async () => {
      left = true
      await client?.end()
    },
  }
}

async function enter(url: string, refusal: JoinOptions['refusal']) {
  const client = await lockingClient(url)
  try {
    const refused = (await lock(client, 'pg_advisory_lock_shared')) ? await refusal(client) : CHANGING
    return { client, refused }
  } catch (error) {
    await client.end()
    throw error
  }
}

/**
 * A connection that has the instance for itself until it ends. Throws a plain sentence while any process of the instance runs.
 */
export async function takeInstance(url: string): Promise<pg.Client> {
  const client = await lockingClient(url)
  try {
    if (await lock(client, 'pg_advisory_lock')) return client
    throw new Error(
      'Assay is running on this database, or a backup, a restore or a change of its master key is. Stop every web and worker process, then try again.',
    )
  } catch (error) {
    await client.end()
    throw error
  }
}

async function lockingClient(url: string): Promise<pg.Client> {
  const client = new pg.Client({ connectionString: url, keepAlive: true })
  // What the connection was used for reports that it broke; without a listener the process would die of it.
  client.on('error', () => {})
  await client.connect()
  return client
}

async function lock(client: pg.Client, kind: 'pg_advisory_lock' | 'pg_advisory_lock_shared') {
  await client.query(`SET lock_timeout = '${PATIENCE}'`)
  try {
    await client.query(`SELECT ${kind}($1)`, [INSTANCE_LOCK])
    return true
  } catch (error) {
    if (error instanceof pg.DatabaseError && error.code === NOT_AVAILABLE) return false
    throw error
  } finally {
    await client.query('RESET lock_timeout').catch(() => undefined)
  }
}
