import { Logger, runOnce } from 'graphile-worker'
import type pg from 'pg'
import type { Deps } from '../deps.ts'
import type { JobHandlers } from './worker.ts'

/**
 * Runs the jobs that are due, and those that they add, until none is left; the demo's history and the tests use it instead of a worker.
 * `atOnce` of them run at a time. Throws the first failure.
 */
export async function runWaitingJobs(
  deps: Deps,
  handlers: JobHandlers,
  pgPool: pg.Pool,
  atOnce = 1,
): Promise<void> {
  const failures: unknown[] = []
  await runOnce({
    pgPool,
    concurrency: atOnce,
    noHandleSignals: true,
    logger: new Logger(() => () => {}),
    taskList: Object.fromEntries(
      Object.entries(handlers).map(([name, handler]) => [
        name,
        async (payload: unknown) => {
          try {
            await (handler as (deps: Deps, payload: unknown) => Promise<void>)(deps, payload)
          } catch (error) {
            failures.push(error)
            throw error
          }
        },
      ]),
    ),
  })
  if (failures.length > 0) throw failures[0]
}
