import type { CanonicalizeJob, JobResult, JobTimes } from './canonicalize-job.ts'
import { type CanonicalizeThread, createThread, timeout } from './canonicalize-thread.ts'

/** A few threads that share one queue. */
export interface CanonicalizePool {
  /** As the thread's; a job that finds the queue full is `canonicalization-timeout`. */
  run(job: CanonicalizeJob, times: JobTimes): Promise<JobResult>
  /** Ends the threads and gives up what still waits. */
  close(): Promise<void>
}

/** Large documents are rare, so a longer queue is an attack that must not hold up memory. */
const MAX_JOBS = 20

interface Waiting {
  readonly job: CanonicalizeJob
  readonly times: JobTimes
  readonly resolve: (result: JobResult) => void
  readonly reject: (error: unknown) => void
}

/** Threads are started when they are needed; an idle one does not keep the program alive. */
export function createPool(workerUrl: URL, threads: number): CanonicalizePool {
  const all = Array.from({ length: threads }, () => createThread(workerUrl))
  const idle = [...all]
  const queue: Waiting[] = []

  function startNext(): void {
    const next = queue[0]
    // The one that was busy last has its engine loaded.
    const thread = next === undefined ? undefined : idle.pop()
    if (next === undefined || thread === undefined) return
    queue.shift()
    work(thread, next)
    startNext()
  }

  function work(thread: CanonicalizeThread, { job, times, resolve, reject }: Waiting): void {
    const done = () => {
      idle.push(thread)
      startNext()
    }
    thread.run(job, times).finally(done).then(resolve, reject)
  }

  return {
    run(job, times) {
      if (queue.length + all.length - idle.length >= MAX_JOBS) {
        return Promise.reject(timeout('too many documents of this kind are being checked'))
      }
      return new Promise((resolve, reject) => {
        queue.push({ job, times, resolve, reject })
        startNext()
      })
    },
    async close() {
      for (const { reject } of queue.splice(0)) reject(timeout('the program is ending'))
      await Promise.all(all.map((thread) => thread.close()))
    },
  }
}
