import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, expect, inject, it } from 'vitest'
import { type OpenBrowser, openBrowser } from './browser.ts'
import { openBadge } from './steps/backpack.ts'
import { addEvidence, handIn } from './steps/evidence.ts'
import { enroll, publishNew } from './steps/micro-credentials.ts'
import { takeWork } from './steps/queue.ts'
import { unique } from './steps/unique.ts'

let browser: OpenBrowser
beforeAll(async () => {
  browser = await openBrowser()
})
afterAll(() => browser.close())

/** As a power cut does; resolves when the process is gone. It was there, or the kill throws. */
async function kill(pid: number | undefined): Promise<void> {
  process.kill(pid ?? Number.NaN, 'SIGKILL')
  const lives = () => {
    try {
      return process.kill(pid ?? Number.NaN, 0)
    } catch {
      return false
    }
  }
  while (lives()) await sleep(10)
}

it('R8 a way to a badge goes on while a web and a worker process are killed', async () => {
  const { webs, workers } = inject('servers')
  expect([webs.length, workers.length]).toEqual([2, 2])
  const name = unique('Mooring lines')
  const manager = await browser.signedIn('program_manager')
  const address = await publishNew(manager, name)

  const learner = await browser.signedIn('learner')
  await enroll(learner, address)
  await kill(webs[0])
  await addEvidence(learner)
  await handIn(learner)

  const assessor = await browser.signedIn('assessor')
  await takeWork(assessor, name)
  await assessor.getByRole('radio').first().focus()
  for (const key of ['3', 'j', '2', 'j']) await assessor.keyboard.press(key)
  await assessor.getByRole('button', { name: 'Award, next one' }).click()
  await kill(workers[0])
  await assessor.getByText(`Awarded: ${name}`).waitFor()

  // What the killed worker may have held is given back within seconds.
  await openBadge(learner, name)
}, 180_000)
