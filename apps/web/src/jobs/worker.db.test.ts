import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { createTestApp, type TestApp } from '../../test/test-app.ts'
import { jobHandlers } from '../app.ts'
import { queueLetters } from '../features/mail/commands.ts'
import { enqueue } from './enqueue.ts'
import { startWorker } from './worker.ts'

let app: TestApp
beforeAll(async () => {
  app = await createTestApp()
})
afterAll(() => app.close())

async function until(reached: () => boolean): Promise<void> {
  while (!reached()) await sleep(20)
}

it('R8 letters that a mail server keeps waiting, and calls that a receiver holds, hold up no other job', async () => {
  const started = { letters: 0, calls: 0, others: 0 }
  let finish = () => {}
  const held = new Promise<void>((resolve) => {
    finish = resolve
  })
  const handlers = {
    ...jobHandlers,
    send_mail: () => {
      started.letters += 1
      return held
    },
    deliver_webhook: () => {
      started.calls += 1
      return held
    },
    forget_old_webhooks: async () => {
      started.others += 1
    },
  }
  await app.inSystem(async (scope) => {
    const letters = Array.from({ length: 20 }, (_, at) => ({
      template: 'address_in_use' as const,
      to: `a${at}@example.org`,
      language: 'en',
      values: { address: 'a' },
    }))
    await queueLetters(scope, letters)
    for (const { to } of letters)
      await enqueue(scope, 'deliver_webhook', {
        orgId: '00000000-0000-0000-0000-000000000000',
        deliveryId: to,
      })
  })
  const worker = await startWorker({ deps: app.deps, handlers, queueUrl: app.databaseUrl })
  await until(() => started.letters > 0 && started.calls > 0)
  // Whoever comes last, behind all of them.
  for (let more = 1; more <= 3; more += 1) {
    await app.inSystem((scope) => enqueue(scope, 'forget_old_webhooks', {}))
    await until(() => started.others === more)
  }
  expect(started.letters).toBeLessThan(20)
  expect(started.calls).toBeLessThan(20)
  finish()
  await until(() => started.letters === 20 && started.calls === 20)
  await worker.stop()
})
