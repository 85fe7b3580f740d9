import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { type OpenBrowser, openBrowser } from './browser.ts'
import { section, titled } from './steps/pages.ts'
import { unique } from './steps/unique.ts'

let browser: OpenBrowser
beforeAll(async () => {
  browser = await openBrowser()
})
afterAll(() => browser.close())

it('a collection of private badges is made, shared by link without scripts, read by a stranger, and closed again', async () => {
  const { page, signInAs } = await browser.visitor({ javaScript: false })
  await signInAs('learner')
  const title = unique('Night shift')
  await page.goto('/backpack/collections')
  const make = section(page, 'Make a collection')
  await make.getByLabel('Title').fill(title)
  for (const box of await make.getByRole('checkbox').all()) await box.check()
  await make.getByRole('button', { name: 'Make a collection' }).click()
  await titled(page, title)
  await page.getByRole('link', { name: 'Ways to share it' }).click()
  await section(page, 'Who sees it').getByText('Only you see it.').waitFor()
  await page.getByRole('button', { name: 'Share by link' }).click()
  const address = page.getByLabel('Its address')
  await address.waitFor()
  await page.getByLabel('Your Mastodon server').fill('127.0.0.1')
  await page.getByRole('button', { name: 'Make the link' }).click()
  await page.getByText('This names no Mastodon server').waitFor()
  await page.getByLabel('Your Mastodon server').fill('@me@mastodon.social')
  await page.getByRole('button', { name: 'Make the link' }).click()
  const post = page.getByRole('link', { name: 'Post on mastodon.social' })
  expect(await post.getAttribute('href')).toContain(
    encodeURIComponent(await address.inputValue()).slice(0, 20),
  )
  expect(await page.getByLabel('As plain text').inputValue()).toContain(await address.inputValue())
  await page.getByText('Only what is public can be shown in other pages.').waitFor()

  const { page: stranger } = await browser.visitor()
  const link = await address.inputValue()
  await stranger.goto(link)
  await titled(stranger, title)
  const badge = stranger.locator('.badge-grid a[href^="/credentials/"]').first()
  const name = (await badge.textContent()) ?? ''
  await badge.click()
  await titled(stranger, name)
  await stranger.locator('.hero .actions a').first().click()
  await titled(stranger, /^Valid/)

  await page.getByRole('button', { name: 'Stop sharing' }).click()
  await section(page, 'Who sees it').getByText('Only you see it.').waitFor()
  expect((await stranger.goto(link))?.status()).toBe(404)
}, 120_000)

it('a badge is shown in a page of others by the code that is copied, and its signature is readable', async () => {
  const { page, context, signInAs, expectAccessible } = await browser.visitor()
  await context.grantPermissions(['clipboard-read', 'clipboard-write'])
  await signInAs('learner')
  await page.goto('/backpack?source=issued')
  const own = page.locator('.rows h3 a[href^="/backpack/"]').first()
  const name = (await own.textContent()) ?? ''
  await own.click()
  await titled(page, name)
  await page.getByRole('link', { name: 'Ways to share it' }).click()
  await titled(page, /^Share “/)
  const open = page.getByRole('button', { name: 'Make it public' })
  if (await open.isVisible()) await open.click()
  const embed = section(page, 'In another page')
  await embed.getByRole('button', { name: 'Copy' }).click()
  await embed.getByRole('button', { name: 'Copied' }).waitFor()
  const code = await page.evaluate(() => navigator.clipboard.readText())
  expect(code).toBe(await embed.getByLabel('Code of the badge').inputValue())
  await expectAccessible()
  const preview = page.locator('.letter-preview img')
  expect(await preview.evaluate((image: HTMLImageElement) => image.complete && image.naturalWidth)).toBe(192)

  const { page: blog } = await browser.visitor()
  // On this machine, because browsers let no page from elsewhere frame what is here.
  const server = createServer((_, answer) => {
    answer.setHeader('content-type', 'text/html')
    answer.end(`<!doctype html><title>A blog</title>${code}`)
  })
  await once(server.listen(0, '127.0.0.1'), 'listening')
  await blog.goto(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`)
  const framed = blog.frameLocator('iframe')
  await framed.locator('strong', { hasText: name }).waitFor()
  const opened = blog.waitForEvent('popup')
  await framed.getByRole('link').click()
  const landed = await opened
  await landed.waitForLoadState()
  expect(new URL(landed.url()).pathname).toMatch(/^\/credentials\//)
  server.close()
}, 120_000)
