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
}

export interface Worker {
  /** Lets running jobs finish, then stops. */
  stop(): Promise<void>
}

/** Jobs that have places of their own, and how many. */
interface Lane {
  readonly jobs: readonly JobName[]
  readonly places: number
}

/**
 * Jobs that wait for servers of others. While a mail server is away, or a hook's receiver holds the line, letters wait for letters and
 * calls for calls, and nothing else waits for them.
 */
const LANES: readonly Lane[] = [
  { jobs: ['send_mail'], places: 3 },
  { jobs: ['deliver_webhook', 'scan_file', 'scan_badge'], places: 3 },
  // Minutes of work on one snapshot of the database.
  { jobs: ['make_archive'], places: 1 },
]
/** For all the others. */
const PLACES = 4

/** What runs by the clock, once for all workers together. Status lists are renewed long before they expire. */
const SCHEDULE = [
  '*/5 * * * * renew_status_lists',
  '*/5 * * * * scan_waiting_files',
  '*/5 * * * * scan_waiting_badges',
  '* * * * * deliver_due_webhooks',
  '23 * * * * remind_claims',
  '41 * * * * keep_duties',
  '17 3 * * * forget_old_webhooks',
  '29 * * * * forget_archives',
].join('\n')

/** Runs jobs until stopped. */
export async function startWorker({ deps, handlers, queueUrl }: WorkerOptions): Promise<Worker> {
  const leases = await holdLeases(queueUrl, deps.log)
  const own: Lane = { jobs: othersOf(handlers), places: PLACES }
  const lanes = [own, ...LANES]
  const pool = poolOf(queueUrl, {
    searchPath: 'graphile_worker',
    // Beside its jobs each lane listens for new ones, fetches them and gives back what is done.
    max: lanes.reduce((sum, { places }) => sum + places + 2, 0),
  })
  const runners = await Promise.all(
    lanes.map((lane) =>
      run({
        pgPool: pool,
        concurrency: lane.places,
        noHandleSignals: true,
        pollInterval: 1000,
        events: leases.events,
        taskList: taskList(deps, handlers, lane.jobs),
        ...(lane === own ? { crontab: SCHEDULE } : { parsedCronItems: [] }),
        logger: queueLogger(deps),
      }),
    ),
  )
  // After a longer stop the lists may have expired; nobody should wait for the clock then.
  await runners[0]?.addJob('renew_status_lists', {}, { jobKey: 'renew_status_lists' })
  return {
    stop: async () => {
      await Promise.all(runners.map((runner) => runner.stop()))
      await leases.stop()
      await pool.end()
    },
  }
}

function othersOf(handlers: JobHandlers): readonly JobName[] {
  const apart = LANES.flatMap(({ jobs }) => jobs)
  return (Object.keys(handlers) as JobName[]).filter((name) => !apart.includes(name))
}

function taskList(deps: Deps, handlers: JobHandlers, names: readonly JobName[]): TaskList {
  return Object.fromEntries(
    names.map((name) => {
      const handler = handlers[name] as (deps: Deps, payload: unknown) => Promise<void>
      return [name, (payload: unknown) => handler(deps, payload)]
    }),
  )
}

/** The queue's own words at debug level; its errors as errors. Payloads hold ids only, so nothing personal is logged. */
function queueLogger(deps: Deps): Logger {
  return new Logger(() => (level, message) => {
    if (level === 'error') deps.log.error({ queue: message }, 'a job failed')
    else deps.log.debug({ queue: message }, 'queue')
  })
}
