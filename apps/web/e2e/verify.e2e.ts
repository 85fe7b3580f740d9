import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest'
import { DESKTOP, type OpenBrowser, openBrowser, PHONE } from './browser.ts'

let browser: OpenBrowser
const { url, credential } = inject('demo')

beforeAll(async () => {
  browser = await openBrowser()
})
afterAll(() => browser.close())

const json = () =>
  fetch(credential, { headers: { accept: 'application/vc+ld+json' } }).then((answer) => answer.text())

describe('a public credential', () => {
  it('answers JSON to a verifier and a page to a reader', async () => {
    const document = await json()
    expect(JSON.parse(document)).toMatchObject({ id: credential })
    const page = await fetch(credential, { headers: { accept: 'text/html' } })
    expect(page.headers.get('content-type')).toContain('text/html')
    expect(await page.text()).not.toContain('<script')
  })

  it.each([
    ['on a desktop, light', { viewport: DESKTOP, dark: false }],
    ['on a phone, dark', { viewport: PHONE, dark: true }],
  ])('is accessible and does not scroll sideways %s', async (_where, options) => {
    const { page, expectAccessible } = await browser.visitor(options)
    await page.goto(credential)
    await expectAccessible()
    expect(await page.evaluate('document.documentElement.scrollWidth <= innerWidth')).toBe(true)
  })

  it('verifies itself on request, without JavaScript', async () => {
    const { page } = await browser.visitor({ javaScript: false })
    await page.goto(credential)
    await page.getByRole('link', { name: 'Verify it yourself' }).click()
    await page.waitForLoadState()
    expect(await page.getByRole('heading', { level: 1 }).textContent()).toMatch(/^Valid/)
  })
})

describe('the verify page', () => {
  it('says valid of what was issued here and not valid of what was changed, without JavaScript', async () => {
    const { page } = await browser.visitor({ javaScript: false })
    const document = await json()
    for (const [text, verdict] of [
      [document, /^Valid/],
      [document.replace('Reefer Cargo', 'Rocket Cargo'), /^Not valid/],
    ] as const) {
      await page.goto('/verify')
      await page.locator('textarea').fill(text)
      await page.getByRole('button', { name: 'Verify', exact: true }).first().click()
      await page.waitForLoadState()
      expect(await page.getByRole('heading', { level: 1 }).textContent()).toMatch(verdict)
    }
  })

  it('is accessible with a verdict on it, on a phone', async () => {
    const { page, expectAccessible } = await browser.visitor({ viewport: PHONE })
    await page.goto('/verify')
    await page.locator('textarea').fill(await json())
    await page.getByRole('button', { name: 'Verify', exact: true }).first().click()
    await page.waitForLoadState()
    await expectAccessible()
  })

  it('reads the badge picture that the credential page offers', async () => {
    const { page } = await browser.visitor()
    const picture = await fetch(`${credential}/badge.png`).then((answer) => answer.arrayBuffer())
    await page.goto(`${url}/verify`)
    await page
      .locator('input[type=file]')
      .setInputFiles({ name: 'badge.png', mimeType: 'image/png', buffer: Buffer.from(picture) })
    await page.getByRole('button', { name: 'Verify', exact: true }).first().click()
    await page.waitForLoadState()
    expect(await page.getByRole('heading', { level: 1 }).textContent()).toMatch(/^Valid/)
  })
})
