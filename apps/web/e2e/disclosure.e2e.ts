import { afterAll, beforeAll, expect, it } from 'vitest'
import { DESKTOP, type OpenBrowser, openBrowser, PHONE } from './browser.ts'
import { section, titled } from './steps/pages.ts'

let browser: OpenBrowser
beforeAll(async () => {
  browser = await openBrowser()
})
afterAll(() => browser.close())

it('a learner hides two groups without scripts; a stranger with the link sees which, verifies the rest, and gets nothing hidden', async () => {
  const { page, signInAs } = await browser.visitor({ javaScript: false, viewport: DESKTOP, dark: false })
  await signInAs('learner')
  await page.goto('/backpack?source=issued')
  await page
    .getByRole('link', { name: /Safe Lifting/ })
    .first()
    .click()
  const sharing = section(page, 'Sharing')
  await sharing.getByLabel('Those with the link').check()
  await sharing.getByLabel('How it was assessed').check()
  await sharing.getByLabel(/^Evidence/).check()
  await sharing.getByRole('button', { name: 'Save' }).click()
  await sharing.getByLabel('How it was assessed').waitFor()
  expect(await sharing.getByLabel('How it was assessed').isChecked()).toBe(true)
  const link = await sharing.getByLabel('Its address').inputValue()

  const { page: stranger, expectAccessible } = await browser.visitor({ viewport: PHONE, dark: true })
  await stranger.goto(link)
  const withheld = section(stranger, 'Not shown by the holder')
  await withheld.getByText('How it was assessed').waitFor()
  expect(await withheld.getByRole('listitem').allTextContents()).toEqual(['How it was assessed', 'Evidence'])
  await expectAccessible()
  expect(await stranger.evaluate('document.documentElement.scrollWidth <= innerWidth')).toBe(true)
  expect(await stranger.getByRole('link', { name: 'Credential as token (JWT)' }).count()).toBe(0)
  const json = await fetch(link, { headers: { accept: 'application/vc+ld+json' } })
  const shown = (await json.json()) as { evidence?: unknown; proof: { cryptosuite: string } }
  expect([shown.evidence, shown.proof.cryptosuite]).toEqual([undefined, 'ecdsa-sd-2023'])
  await stranger.locator('.hero .actions a').first().click()
  await titled(stranger, /^Valid/)

  await page.getByRole('link', { name: 'See it as others do' }).click()
  await section(page, 'Not shown by the holder').waitFor()
  await page.goBack()
  await sharing.getByLabel('How it was assessed').uncheck()
  await sharing.getByLabel(/^Evidence/).uncheck()
  await sharing.getByLabel('You alone').check()
  await sharing.getByRole('button', { name: 'Save' }).click()
  await expect.poll(async () => (await stranger.goto(link))?.status()).toBe(404)
}, 120_000)
