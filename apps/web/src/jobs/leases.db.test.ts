import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { createTestApp, type TestApp } from '../../test/test-app.ts'
import { jobHandlers } from '../app.ts'
import { queueLetter } from '../features/mail/commands.ts'
import { holdLeases } from './leases.ts'
import { startWorker } from './worker.ts'

let app: TestApp
beforeAll(async () => {
  app = await createTestApp()
})
afterAll(() => app.close())

const lockedJobs = () =>
  app.asOwner('SELECT id, locked_by FROM graphile_worker._private_jobs WHERE locked_by IS NOT NULL')
const advisoryLocks = () => app.asOwner("SELECT pid FROM pg_locks WHERE locktype = 'advisory' AND granted")

/** What a process does that looks for jobs of dead ones. */
async function lookForDead(): Promise<void> {
  await (await holdLeases(app.databaseUrl, app.deps.log)).stop()
}

async function until(reached: () => Promise<boolean>): Promise<void> {
  while (!(await reached())) await sleep(20)
}

// What happened: leases had the names of single workers, the queue writes that of their pool, so every sweep took living ones for dead.
it('R8 a job at work stays with its worker while others look for dead ones, and comes back once it is dead', async () => {
  const ada = await app.person('Ada')
  await app.runJobs()
  let started = 0
  let finish = () => {}
  const finished = new Promise<void>((resolve) => {
    finish = resolve
  })
  const handlers = {
    ...jobHandlers,
    send_mail: () => {
      started += 1
      return finished
    },
  }
  const worker = await startWorker({ deps: app.deps, handlers, queueUrl: app.databaseUrl })
  await until(async () => (await advisoryLocks()).length > 0)
  await app.inPerson(ada, (scope) =>
    queueLetter(scope, {
      template: 'address_in_use',
      to: 'a@example.org',
      language: 'en',
      values: { address: 'a' },
    }),
  )
  await until(async () => started === 1)
  const taken = await lockedJobs()
  expect(taken).toHaveLength(1)
  await lookForDead()
  expect(await lockedJobs()).toEqual(taken)
  await app.asOwner(`SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory'`)
  await lookForDead()
  await until(async () => started === 2)
  finish()
  await worker.stop()
})
