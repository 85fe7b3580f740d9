import { afterAll, beforeAll, expect, inject, it } from 'vitest'
import { type OpenBrowser, openBrowser } from './browser.ts'
import { ORG, section, titled } from './steps/pages.ts'
import { verifyText } from './steps/verifying.ts'

let browser: OpenBrowser
beforeAll(async () => {
  browser = await openBrowser()
})
afterAll(() => browser.close())

it('an administrator replaces the signing key, and what the old key signed still verifies', async () => {
  const { url, credential } = inject('demo')
  const { page, signInAs } = await browser.visitor()
  await signInAs('administrator')
  await page.goto(`${ORG}/issuer`)
  await page.getByText(`${url}/issuers/harbor-logistics`, { exact: true }).waitFor()

  const keys = section(page, 'Signs credentials')
  const before = await keys.getByRole('heading', { level: 3 }).allTextContents()
  await keys.getByText('Replace by a new key').click()
  await keys.getByRole('button', { name: 'Make the new key' }).click()
  await expect.poll(() => keys.getByRole('heading', { level: 3 }).count()).toBe(before.length + 1)
  const [current] = await keys.getByRole('heading', { level: 3 }).allTextContents()
  expect(before).not.toContain(current)
  expect(await keys.getByText('In use since').count()).toBe(1)

  const { page: stranger } = await browser.visitor({ javaScript: false })
  await stranger.goto('/issuers/harbor-logistics')
  await titled(stranger, 'Harbor Logistics')
  for (const key of [current ?? '', ...before]) await stranger.getByText(key, { exact: true }).waitFor()
  await verifyText(stranger, credential)
  await titled(stranger, /^Valid/)
})
