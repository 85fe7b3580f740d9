import { createRequire } from 'node:module'
import { pathToFileURL } from 'node:url'
import { Worker } from 'node:worker_threads'
import { limits } from '@assay/core'
import { type CanonicalizeHard, CredentialError, type CredentialErrorCode } from '@assay/credentials'

/** How the thread is run. */
export interface CanonicalizeHardOptions {
  /** Time after which a job is killed. Default: `limits.canonicalization.milliseconds`. */
  readonly milliseconds?: number
  /** `maxWorkFactor` of the algorithm. Default: `limits.canonicalization.workFactor`. */
  readonly workFactor?: number
  /**
   * The worker's entry. Default: `canonicalize-worker` beside this module, which is `.ts` in the repository and `.js` in a
   * bundle; whoever bundles this package emits the entry `@assay/node/canonicalize-worker` beside the bundle.
   */
  readonly workerUrl?: URL
}

/** {@link CanonicalizeHard} in a thread that is killed when it takes too long. */
export interface KillableCanonicalizer {
  readonly canonicalizeHard: CanonicalizeHard
  /** Ends the idle thread. An idle thread does not keep the process alive, so calling this is not a duty. */
  close(): Promise<void>
}

export interface CanonicalizeJob {
  readonly nquads: string
  readonly hash: 'sha256' | 'sha384'
  readonly workFactor: number
}

export type CanonicalizeReply =
  | { readonly ready: true }
  | { readonly nquads: string }
  | { readonly code: CredentialErrorCode; readonly message: string }

/** Loading the engine takes 0.1-0.5 s, several times that on a machine under load. */
const START_MS = 15_000
/** Honest documents hardly ever come here, so a longer queue is an attack that must not hold up memory. */
const MAX_WAITING = 20

/**
 * Runs the n-degree path of RDFC-1.0 in one worker thread, one job after the other. A job over its time is killed with its
 * thread and throws `CredentialError` `canonicalization-timeout`; so does a job that finds the queue full.
 */
export function createCanonicalizeHard(options: CanonicalizeHardOptions = {}): KillableCanonicalizer {
  const milliseconds = options.milliseconds ?? limits.canonicalization.milliseconds
  const workFactor = options.workFactor ?? limits.canonicalization.workFactor
  const workerUrl = options.workerUrl ?? defaultWorkerUrl()
  let thread: Promise<Worker> | null = null
  let queue: Promise<unknown> = Promise.resolve()
  let waiting = 0

  async function run(job: CanonicalizeJob): Promise<string> {
    thread ??= startWorker(workerUrl)
    const worker = await thread.catch((error: unknown) => {
      thread = null
      throw error
    })
    try {
      return await runJob(worker, job, milliseconds)
    } catch (error) {
      if (error instanceof WorkerLost) thread = null
      throw error instanceof WorkerLost ? error.reason : error
    }
  }

  return {
    canonicalizeHard(nquads, hash) {
      if (waiting >= MAX_WAITING)
        return Promise.reject(timeout('too many graphs of this kind are being checked'))
      waiting += 1
      const result = queue.then(() => run({ nquads, hash, workFactor }))
      queue = result
        .catch(() => undefined)
        .finally(() => {
          waiting -= 1
        })
      return result
    },
    async close() {
      const worker = await thread?.catch(() => null)
      thread = null
      await worker?.terminate()
    },
  }
}

/** The thread is gone; `reason` is what the caller is told. */
class WorkerLost extends Error {
  readonly reason: CredentialError

  constructor(reason: CredentialError) {
    super(reason.message)
    this.reason = reason
  }
}

function timeout(message: string): CredentialError {
  return new CredentialError('canonicalization-timeout', message)
}

function defaultWorkerUrl(): URL {
  const extension = import.meta.url.endsWith('.ts') ? 'ts' : 'js'
  return new URL(`./canonicalize-worker.${extension}`, import.meta.url)
}

async function startWorker(url: URL): Promise<Worker> {
  const worker = openWorker(url)
  // A thread that dies after its last job must not end the program.
  worker.on('error', () => undefined)
  const reply = await nextReply(worker, START_MS)
  if (reply === null || !('ready' in reply)) {
    await worker.terminate()
    throw timeout('the thread that checks graphs of this kind could not be started')
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

async function runJob(worker: Worker, job: CanonicalizeJob, milliseconds: number): Promise<string> {
  worker.ref()
  worker.postMessage(job)
  const reply = await nextReply(worker, milliseconds)
  worker.unref()
  if (reply === null) {
    await worker.terminate()
    throw new WorkerLost(timeout(`the graph took longer than ${milliseconds} ms`))
  }
  if ('nquads' in reply) return reply.nquads
  if ('code' in reply) throw new CredentialError(reply.code, reply.message)
  throw new TypeError('a running worker is not made ready twice')
}

/** Null when the time is over or the thread died (of memory, for one). */
function nextReply(worker: Worker, milliseconds: number): Promise<CanonicalizeReply | null> {
  return new Promise((resolve) => {
    const done = (reply: CanonicalizeReply | null) => {
      clearTimeout(timer)
      worker.off('message', done).off('error', lost).off('exit', lost)
      resolve(reply)
    }
    const lost = () => done(null)
    const timer = setTimeout(lost, milliseconds)
    worker.on('message', done).on('error', lost).on('exit', lost)
  })
}
