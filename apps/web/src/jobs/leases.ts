import { EventEmitter } from 'node:events'
import type { WorkerEvents } from 'graphile-worker'
import pg from 'pg'
import type { Logger } from 'pino'

/** How often jobs of dead workers are looked for, in milliseconds. */
const SWEEP_EVERY = 5_000

/**
 * Gives back the jobs of killed workers within seconds; the queue itself would wait four hours. Every process holds a session-level
 * advisory lock named after its pool of workers, which is the name that the queue writes into the jobs that they take. When the process
 * dies the lock goes with it, and whoever can take the lock of a pool that still has jobs locked knows that it is dead.
 */
export interface Leases {
  /** Give these to the queue's runner. */
  readonly events: WorkerEvents
  stop(): Promise<void>
}

export async function holdLeases(queueUrl: string, log: Logger): Promise<Leases> {
  const events: WorkerEvents = new EventEmitter()
  const held = new Set<string>()
  let client: pg.Client | undefined

  const connectAgain = async (): Promise<pg.Client> => {
    if (client !== undefined) return client
    const fresh = new pg.Client({ connectionString: queueUrl })
    fresh.on('error', () => {
      client = undefined
    })
    await fresh.connect()
    for (const id of held) await fresh.query('SELECT pg_advisory_lock(hashtextextended($1, 0))', [id])
    client = fresh
    return fresh
  }

  // One statement at a time on the one connection.
  let queue: Promise<unknown> = Promise.resolve()
  events.on('pool:create', ({ workerPool }) => {
    held.add(workerPool.id)
    queue = queue
      .then(() => client?.query('SELECT pg_advisory_lock(hashtextextended($1, 0))', [workerPool.id]))
      .catch((error: unknown) => log.warn({ err: error }, 'the workers could not take their lease'))
  })
  await connectAgain()
  const sweep = () => {
    queue = queue.then(async () => releaseDead(await connectAgain(), held))
    return queue
  }
  const timer = setInterval(() => {
    sweep().catch((error: unknown) => {
      queue = Promise.resolve()
      log.warn({ err: error }, 'looking for dead workers failed')
    })
  }, SWEEP_EVERY)
  await sweep()
  return {
    events,
    stop: async () => {
      clearInterval(timer)
      await client?.end()
    },
  }
}

async function releaseDead(client: pg.Client, own: ReadonlySet<string>): Promise<void> {
  const locked = await client.query<{ locked_by: string }>(
    'SELECT DISTINCT locked_by FROM graphile_worker._private_jobs WHERE locked_by IS NOT NULL',
  )
  for (const { locked_by: id } of locked.rows) {
    if (own.has(id)) continue
    const taken = await client.query<{ dead: boolean }>(
      'SELECT pg_try_advisory_lock(hashtextextended($1, 0)) AS dead',
      [id],
    )
    if (taken.rows[0]?.dead !== true) continue
    await client.query('SELECT graphile_worker.force_unlock_workers(ARRAY[$1])', [id])
    await client.query('SELECT pg_advisory_unlock(hashtextextended($1, 0))', [id])
  }
}
