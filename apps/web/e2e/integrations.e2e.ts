import { afterAll, beforeAll, expect, it } from 'vitest'
import { type OpenBrowser, openBrowser } from './browser.ts'
import { ORG, openUntil, section, titled } from './steps/pages.ts'
import { unique } from './steps/unique.ts'

let browser: OpenBrowser
beforeAll(async () => {
  browser = await openBrowser()
})
afterAll(() => browser.close())

it('an administrator makes a webhook, sees what became of a test, and disables it, without scripts', async () => {
  const purpose = unique('Course platform')
  const { page, signInAs } = await browser.visitor({ javaScript: false })
  await signInAs('administrator')
  await page.goto(`${ORG}/webhooks`)
  await page.getByLabel('Address').fill('https://127.0.0.1/hook')
  await page.getByRole('button', { name: 'Make the webhook' }).click()
  await page.getByText('This has to be an https address of the public internet').first().waitFor()
  await page.getByLabel('Address').fill('https://receiver.assay-test.example.org/hook')
  await page.getByLabel('What it is for').fill(purpose)
  await page.getByRole('button', { name: 'Make the webhook' }).click()
  expect(await page.locator('.note code').textContent()).toMatch(/^whsec_/)
  await page.getByRole('row').filter({ hasText: purpose }).getByRole('link').click()
  await titled(page, 'receiver.assay-test.example.org')
  await page.getByRole('button', { name: 'Send a test event' }).click()
  await page.getByText('A test event is on its way.').waitFor()
  const address = new URL(page.url()).pathname
  await openUntil(page, address, (at) => section(at, 'Deliveries').getByText(/has no address| ms/))
  await page.getByRole('button', { name: 'Disable', exact: true }).click()
  await page.getByText('The webhook is disabled.').waitFor()
})

it('an administrator words a letter, and sees it before it is saved', async () => {
  const { page, signInAs } = await browser.visitor()
  await signInAs('administrator')
  await page.goto(`${ORG}/letters/submission_declined/en`)
  const subject = page.getByLabel('Subject')
  await subject.fill('{{name}}: not this time')
  await page.getByRole('button', { name: 'Preview' }).click()
  await page.getByText('This is how it would read.').waitFor()
  await page.getByText('Spill response: not this time').waitFor()
  await page.frameLocator('iframe').getByText('Spill response').first().waitFor()
  await page.getByRole('button', { name: 'Save' }).click()
  await page.getByText('Letters from now on have these words.').waitFor()
  await page.getByText('Go back to the standard words').click()
  await page.getByRole('button', { name: 'Go back' }).click()
  await page.getByText('The letter has its standard words again.').waitFor()
})
