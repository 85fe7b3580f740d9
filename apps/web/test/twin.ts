import type pg from 'pg'
import { jobHandlers, sendAuthMail } from '../src/app.ts'
import { poolOf } from '../src/db/connect.ts'
import type { Deps } from '../src/deps.ts'
import { runWaitingJobs } from '../src/jobs/run-waiting.ts'
import { createDeps, type DepsOptions } from '../src/start/deps.ts'

/**
 * A second process of a test's application, as far as one Node can hold it: connections, sign-in, keys and memories of its own; settings,
 * clock, files and what the test fakes are shared. Requests go to both in turn, and jobs are run by both side by side, so that nothing
 * passes that only one process would remember, and no job that is not safe beside others.
 */
export interface Twin {
  /** Whose turn it is to answer a request. The twin is made when its first turn comes. */
  next(): Promise<Deps>
  /** Runs the jobs that are due, and those that they add, in both; throws the first failure once both have come to rest. */
  runJobs(): Promise<void>
  close(): Promise<void>
}

export interface TwinOptions {
  readonly first: Deps
  readonly overrides: Partial<Deps>
  readonly appUrl: string
  readonly queueUrl: string
  readonly options: DepsOptions
}

export function twinOf({ first, overrides, appUrl, queueUrl, options }: TwinOptions): Twin {
  let turn = 0
  let making: Promise<Deps & { close(): Promise<void> }> | undefined
  let queues: readonly [pg.Pool, pg.Pool] | undefined
  const second = async (): Promise<Deps> => {
    making ??= createDeps(first.config, { appUrl }, sendAuthMail, options)
    return {
      ...(await making),
      now: first.now,
      ...overrides,
      // A test may put others in the place of the first's later.
      get blobs() {
        return first.blobs
      },
      get sendMessage() {
        return first.sendMessage
      },
    }
  }
  const queue = () => poolOf(queueUrl, { searchPath: 'graphile_worker', max: 4 })
  return {
    next: async () => {
      turn += 1
      return turn % 2 === 1 ? first : second()
    },
    runJobs: async () => {
      queues ??= [queue(), queue()]
      const [one, other] = queues
      const runs = await Promise.allSettled([
        runWaitingJobs(first, jobHandlers, one),
        runWaitingJobs(await second(), jobHandlers, other),
      ])
      for (const run of runs) if (run.status === 'rejected') throw run.reason
    },
    close: async () => {
      await Promise.all((queues ?? []).map((pool) => pool.end()))
      await (await making)?.close()
    },
  }
}
