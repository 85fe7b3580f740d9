// Runs in a thread of its own, started by canonicalize-hard.ts, which kills it when it takes too long.
import { parentPort } from 'node:worker_threads'
import { CredentialError, canonicalizeGraph } from '@assay/credentials'
import type { CanonicalizeJob, CanonicalizeReply } from './canonicalize-hard.ts'
import { nodeCrypto } from './crypto/node-crypto.ts'

const port = parentPort
if (port === null) throw new TypeError('this module runs as a worker thread')

port.on('message', (job: CanonicalizeJob) => {
  const { hash, workFactor } = job
  canonicalizeGraph(job.nquads, { crypto: nodeCrypto, hash, workFactor }).then(
    ({ nquads }) => answer({ nquads }),
    (error: unknown) =>
      answer({
        code: error instanceof CredentialError ? error.code : 'json-ld-invalid',
        message: error instanceof Error ? error.message : 'the graph could not be canonicalised',
      }),
  )
})
answer({ ready: true })

function answer(reply: CanonicalizeReply): void {
  port?.postMessage(reply)
}
