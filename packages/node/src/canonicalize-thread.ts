import { createRequire } from 'node:module'
import { pathToFileURL } from 'node:url'
import { Worker } from 'node:worker_threads'
import { CoreError, type CoreErrorCode } from '@assay/core'
import { CredentialError, type CredentialErrorCode } from '@assay/credentials'
import type {
  CanonicalizeJob,
  CanonicalizeReply,
  JobAnswer,
  JobResult,
  JobTimes,
} from './canonicalize-job.ts'

/** One thread that does one job at a time; a job over its time is killed with its thread. */
export interface CanonicalizeThread {
  /**
   * Rejects with the error that the same work throws in process, or with `CredentialError`
   * `canonicalization-timeout`. The thread is started by the first job, and again by the first one after a kill.
   */
  run(job: CanonicalizeJob, times: JobTimes): Promise<JobResult>
  close(): Promise<void>
}

/** Loading the engine takes 0.1-0.5 s, several times that on a machine under load. */
const START_MS = 15_000

/** A thread over this file; it is started when it is needed. */
export function createThread(workerUrl: URL): CanonicalizeThread {
  let started: Promise<Worker> | null = null
  const forget = () => {
    started = null
  }
  return {
    async run(job, times) {
      started ??= startWorker(workerUrl, forget)
      const worker = await started.catch((error: unknown) => {
        forget()
        throw error
      })
      const outcome = await runJob(worker, job, times)
      if (typeof outcome === 'string') {
        await worker.terminate()
        throw timeout(outcome)
      }
      if ('nquads' in outcome) return outcome
      throw asThrown(outcome)
    },
    async close() {
      const worker = await started?.catch(() => null)
      await worker?.terminate()
    },
  }
}

/** The answer of every limit of this folder: could not be checked. */
export function timeout(message: string): CredentialError {
  return new CredentialError('canonicalization-timeout', message)
}

/** The worker's entry beside this module: `.ts` in the repository, `.js` in a bundle. */
export function defaultWorkerUrl(): URL {
  const extension = import.meta.url.endsWith('.ts') ? 'ts' : 'js'
  return new URL(`./canonicalize-worker.${extension}`, import.meta.url)
}

/** The error as the same work throws it in process. */
function asThrown({ from, code, message }: Exclude<JobAnswer, { nquads: string }>): Error {
  // Both sides are one program, so the code is one of its package.
  if (from === 'credentials') return new CredentialError(code as CredentialErrorCode, message)
  if (from === 'core') return new CoreError(code as CoreErrorCode, message)
  return new Error(message)
}

async function startWorker(url: URL, onEnd: () => void): Promise<Worker> {
  const worker = openWorker(url)
  // A thread that dies after its last job must not end the program; the next job starts another.
  worker.on('error', () => undefined).on('exit', onEnd)
  const ready = await listen(worker, START_MS, (reply) => ('ready' in reply ? true : null))
  if (ready === null) {
    await worker.terminate()
    throw timeout('the thread that checks documents of this kind could not be started')
  }
  worker.unref()
  return worker
}

/** Out of the repository the source itself runs, which needs the development loader first. */
function openWorker(url: URL): Worker {
  const options = { execArgv: [], env: {}, resourceLimits: { maxOldGenerationSizeMb: 256 } }
  if (!url.pathname.endsWith('.ts')) return new Worker(url, options)
  // `require` finds the CommonJS form, which in tsx 4.23 looks for its hooks in the wrong folder; the other is beside it.
  const found = pathToFileURL(createRequire(import.meta.url).resolve('tsx/esm/api'))
  const loader = JSON.stringify(new URL('index.mjs', found).href)
  const code = `import(${loader}).then((tsx) => { tsx.register(); return import(${JSON.stringify(url.href)}) })`
  return new Worker(code, { ...options, eval: true })
}

/** The thread's answer, or the sentence why there is none; then the thread is of no more use. */
async function runJob(worker: Worker, job: CanonicalizeJob, times: JobTimes): Promise<JobAnswer | string> {
  let over = `the document took more than ${times.whole} ms, or too much memory`
  worker.ref()
  worker.postMessage(job)
  const answer = await listen(worker, times.whole, (reply, allow) => {
    if ('ready' in reply) return null
    if (!('phase' in reply)) return reply
    if (allow(times.hard)) over = `the graph took more than ${times.hard} ms, or too much memory`
    return null
  })
  worker.unref()
  return answer ?? over
}

/** Says that from now on only so much time is left; false when less was left anyway. */
type Allow = (milliseconds: number) => boolean

/** The first reply that `accept` makes something of; null when the time is over or the thread died (of memory, for one). */
function listen<T>(
  worker: Worker,
  milliseconds: number,
  accept: (reply: CanonicalizeReply, allow: Allow) => T | null,
): Promise<T | null> {
  return new Promise((resolve) => {
    let end = performance.now() + milliseconds
    // A busy event loop runs timers before it reads what the thread said in time; an immediate comes after both.
    const expire = () => setImmediate(lost)
    let timer = setTimeout(expire, milliseconds)
    const finish = (value: T | null) => {
      clearTimeout(timer)
      worker.off('message', hear).off('error', lost).off('exit', lost)
      resolve(value)
    }
    const lost = () => finish(null)
    const allow: Allow = (left) => {
      if (performance.now() + left >= end) return false
      end = performance.now() + left
      clearTimeout(timer)
      timer = setTimeout(expire, left)
      return true
    }
    const hear = (reply: CanonicalizeReply) => {
      const accepted = accept(reply, allow)
      if (accepted !== null) finish(accepted)
    }
    worker.on('message', hear).on('error', lost).on('exit', lost)
  })
}
