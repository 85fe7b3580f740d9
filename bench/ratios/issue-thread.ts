// A thread that issues for as long as it is told; see workers.ts.
import { parentPort } from 'node:worker_threads'
import { issueAll } from './issue.ts'
import { badgesOfOneKind } from './reference-credential.ts'

const port = parentPort
if (port === null) throw new TypeError('this module runs as a worker thread')

const work = issueAll(badgesOfOneKind(4_000))

port.on('message', async ({ milliseconds }: { milliseconds: number }) => {
  const end = performance.now() + milliseconds
  let issued = 0
  while (performance.now() < end) issued += await work()
  port.postMessage({ issued })
})
