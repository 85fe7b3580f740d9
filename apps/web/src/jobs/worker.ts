import { Logger, run, type TaskList } from 'graphile-worker'
import { poolOf } from '../db/connect.ts'
import type { Deps } from '../deps.ts'
import type { JobName, JobPayloads } from './enqueue.ts'
import { holdLeases } from './leases.ts'

/** One handler a job. Handlers run at least once, so each is idempotent. */
export type JobHandlers = {
  readonly [Name in JobName]: (deps: Deps, payload: JobPayloads[Name]) => Promise<void>
}

export interface WorkerOptions {
  readonly deps: Deps
  readonly handlers: JobHandlers
  /** The `queue` role's connection. */
  readonly queueUrl: string
  /** Jobs at a time; default 4. */
  readonly concurrency?: number
}

export interface Worker {
  /** Lets running jobs finish, then stops. */
  stop(): Promise<void>
}

/** What runs by the clock, once for all workers together. Status lists are renewed long before they expire. */
const SCHEDULE = [
  '*/5 * * * * renew_status_lists',
  '*/5 * * * * scan_waiting_files',
  '*/5 * * * * scan_waiting_badges',
  '* * * * * deliver_due_webhooks',
  '23 * * * * remind_claims',
  '41 * * * * keep_duties',
  '17 3 * * * forget_old_webhooks',
].join('\n')

/** Runs jobs until stopped. */
export async function startWorker({
  deps,
  handlers,
  queueUrl,
  concurrency = 4,
}: WorkerOptions): Promise<Worker> {
  const leases = await holdLeases(queueUrl, deps.log)
  const pool = poolOf(queueUrl, { searchPath: 'graphile_worker', max: concurrency + 3 })
  const runner = await run({
    pgPool: pool,
    concurrency,
    noHandleSignals: true,
    pollInterval: 1000,
    events: leases.events,
    taskList: taskList(deps, handlers),
    crontab: SCHEDULE,
    logger: queueLogger(deps),
  })
  // After a longer stop the lists may have expired; nobody should wait for the clock then.
  await runner.addJob('renew_status_lists', {}, { jobKey: 'renew_status_lists' })
  return {
    stop: async () => {
      await runner.stop()
      await leases.stop()
      await pool.end()
    },
  }
}

function taskList(deps: Deps, handlers: JobHandlers): TaskList {
  return Object.fromEntries(
    Object.entries(handlers).map(([name, handler]) => [
      name,
      (payload: unknown) => (handler as (deps: Deps, payload: unknown) => Promise<void>)(deps, payload),
    ]),
  )
}

/** The queue's own words at debug level; its errors as errors. Payloads hold ids only, so nothing personal is logged. */
function queueLogger(deps: Deps): Logger {
  return new Logger(() => (level, message) => {
    if (level === 'error') deps.log.error({ queue: message }, 'a job failed')
    else deps.log.debug({ queue: message }, 'queue')
  })
}
