import { limits } from '@assay/core'
import type { CanonicalizeHard } from '@assay/credentials'
import { createPool } from './canonicalize-pool.ts'
import { defaultWorkerUrl } from './canonicalize-thread.ts'

/** How the thread is run. */
export interface CanonicalizeHardOptions {
  /** Time after which a job is killed. Default: `limits.canonicalization.milliseconds`. */
  readonly milliseconds?: number
  /** `maxWorkFactor` of the algorithm. Default: `limits.canonicalization.workFactor`. */
  readonly workFactor?: number
  /** The worker's entry. Default: as of `createWorkerCanonicalize`. */
  readonly workerUrl?: URL
}

/** {@link CanonicalizeHard} in a thread that is killed when it takes too long. */
export interface KillableCanonicalizer {
  readonly canonicalizeHard: CanonicalizeHard
  /** Ends the idle thread. An idle thread does not keep the process alive, so calling this is not a duty. */
  close(): Promise<void>
}

/**
 * Runs the n-degree path of RDFC-1.0 in one worker thread, one job after the other, for programs that do the rest in
 * process; servers use `createWorkerCanonicalize`. A job over its time is killed with its thread and throws
 * `CredentialError` `canonicalization-timeout`; so does a job that finds the queue full.
 */
export function createCanonicalizeHard(options: CanonicalizeHardOptions = {}): KillableCanonicalizer {
  const milliseconds = options.milliseconds ?? limits.canonicalization.milliseconds
  const workFactor = options.workFactor ?? limits.canonicalization.workFactor
  const pool = createPool(options.workerUrl ?? defaultWorkerUrl(), 1)
  const times = { whole: milliseconds, hard: milliseconds }
  return {
    canonicalizeHard: (nquads, hash) => pool.run({ kind: 'graph', nquads, hash, workFactor }, times),
    close: () => pool.close(),
  }
}
