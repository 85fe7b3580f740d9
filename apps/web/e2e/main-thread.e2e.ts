import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { type OpenBrowser, openBrowser } from './browser.ts'
import { download, openBadge, share, sharedAddress } from './steps/backpack.ts'
import { addEvidence, handIn } from './steps/evidence.ts'
import { enroll, publishNew } from './steps/micro-credentials.ts'
import { section, titled } from './steps/pages.ts'
import { takeWork } from './steps/queue.ts'
import { unique } from './steps/unique.ts'
import { verifyFile, verifyText } from './steps/verifying.ts'

let browser: OpenBrowser
beforeAll(async () => {
  browser = await openBrowser()
})
afterAll(() => browser.close())

it('a skill is proven on evidence, becomes a badge, and a stranger verifies it', async () => {
  const name = unique('Closing valves')
  const manager = await browser.signedIn('program_manager')
  const address = await publishNew(manager, name)

  const learner = await browser.signedIn('learner')
  await enroll(learner, address)
  await addEvidence(learner)
  await handIn(learner)

  const assessor = await browser.signedIn('assessor')
  await takeWork(assessor, name)
  await judge(assessor, ['1', '2'])
  await returnIt(assessor, 'Say which gauge you read, and what it showed.')
  await assessor.getByText(`Returned: ${name}`).waitFor()

  await learner.reload()
  await titled(learner, 'Returned: something is missing')
  await learner.getByText('Say which gauge you read').first().waitFor()
  await mend(learner)
  await handIn(learner)

  await takeWork(assessor, name)
  await judge(assessor, ['3', '2'])
  await assessor.getByRole('button', { name: 'Award, next one' }).click()
  await assessor.getByText(`Awarded: ${name}`).waitFor()

  await openBadge(learner, name)
  const picture = await download(learner, 'Badge as PNG')
  const json = await download(learner, 'Badge as JSON')
  expect(JSON.parse(json.toString()).credentialSubject.achievement.name).toBe(name)

  await share(learner, 'Those with the link')
  const link = await sharedAddress(learner)
  const { page: stranger } = await browser.visitor({ javaScript: false })
  await stranger.goto(link)
  await titled(stranger, new RegExp(name))
  await verifyFile(stranger, { name: 'badge.png', mimeType: 'image/png', buffer: picture })
  await titled(stranger, /^Valid/)
  await verifyText(stranger, json.toString())
  await titled(stranger, /^Valid/)

  await share(learner, 'You alone')
  expect((await stranger.goto(link))?.status()).toBe(404)
}, 180_000)

/** Judges one row after the other by its keys. The focus begins in the first. */
async function judge(page: Page, levels: readonly string[]): Promise<void> {
  await page.getByRole('radio').first().focus()
  for (const level of levels) {
    await page.keyboard.press(level)
    await page.keyboard.press('j')
  }
  const chosen = page.getByRole('radio', { checked: true })
  expect(await chosen.evaluateAll((all) => all.map((radio) => (radio as HTMLInputElement).value))).toEqual(
    levels,
  )
}

async function returnIt(page: Page, reason: string): Promise<void> {
  await page.keyboard.press('r')
  await page.keyboard.type(reason)
  await page.getByRole('button', { name: 'Return, next one' }).click()
}

/** Rewrites the text, which was the piece that did not say enough. */
async function mend(page: Page): Promise<void> {
  const evidence = section(page, 'Close a valve')
  await evidence
    .getByLabel('Your text')
    .first()
    .fill('Gauge 4 showed six bar. I closed the valve and locked it.')
  await evidence.getByRole('button', { name: 'Save' }).first().click()
  await evidence
    .getByText(/^Saved/)
    .first()
    .waitFor()
}
