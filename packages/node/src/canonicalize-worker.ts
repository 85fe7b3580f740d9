// Runs in a thread of its own, started by canonicalize-thread.ts, which kills it when it takes too long.
import { parentPort } from 'node:worker_threads'
import { CoreError, type JsonObject } from '@assay/core'
import {
  type CanonicalGraph,
  CredentialError,
  canonicalize,
  canonicalizeGraph,
  loadEngines,
} from '@assay/credentials'
import type { CanonicalizeJob, CanonicalizeReply, JobAnswer, JobResult } from './canonicalize-job.ts'
import { nodeCrypto as crypto } from './crypto/node-crypto.ts'

const port = parentPort
if (port === null) throw new TypeError('this module runs as a worker thread')

// The time of a document is for the document, not for loading what reads it.
await loadEngines()
port.on('message', (job: CanonicalizeJob) => {
  run(job).then(say, explain)
})
say({ ready: true })

async function run(job: CanonicalizeJob): Promise<JobResult> {
  const { hash } = job
  if (job.kind === 'graph') return runHard(job.nquads, hash, job.workFactor)
  const { limits, marks, engine } = job
  // The text was made from a document by this same program, so that it needs no guarded reading.
  const document = JSON.parse(job.text) as JsonObject
  const canonicalizeHard = (nquads: string) => runHard(nquads, hash, limits.workFactor)
  const options = { crypto, hash, limits, marks, engine, canonicalizeHard }
  const { nquads, labels } = await canonicalize(document, options)
  return { nquads, labels }
}

function runHard(nquads: string, hash: CanonicalizeJob['hash'], workFactor: number): Promise<CanonicalGraph> {
  say({ phase: 'hard' })
  return canonicalizeGraph(nquads, { crypto, hash, workFactor })
}

function explain(error: unknown): void {
  say(describe(error))
}

function describe(error: unknown): JobAnswer {
  if (error instanceof CredentialError) {
    return { from: 'credentials', code: error.code, message: error.message }
  }
  if (error instanceof CoreError) return { from: 'core', code: error.code, message: error.message }
  return { from: 'defect', code: '', message: String(error) }
}

function say(reply: CanonicalizeReply): void {
  port?.postMessage(reply)
}
