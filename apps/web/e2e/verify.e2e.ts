import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest'
import { DESKTOP, type OpenBrowser, openBrowser, PHONE } from './browser.ts'
import { titled } from './steps/pages.ts'
import { verifyFile, verifyText } from './steps/verifying.ts'

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
    for (const [text, verdict, reason] of [
      [document, /^Valid/, 'The signature belongs to this content.'],
      [
        document.replace('Reefer Cargo', 'Rocket Cargo'),
        /^Not valid/,
        'it was changed, or another key signed it',
      ],
      [document.slice(0, -20), /^Not valid/, 'The content is not well-formed JSON.'],
    ] as const) {
      await verifyText(page, text)
      await titled(page, verdict)
      await page.getByText(reason).first().waitFor()
    }
  })

  it('is accessible with each verdict on it, on a phone', async () => {
    const { page, expectAccessible } = await browser.visitor({ viewport: PHONE })
    for (const [text, verdict] of [
      [credential, /^Valid/],
      ['{"not": "a badge"}', /^Not valid/],
      [`${url}/credentials/${randomUUID()}`, /^Could not be checked/],
    ] as const) {
      await verifyText(page, text)
      await titled(page, verdict)
      await expectAccessible()
    }
  })

  it('reads the badge picture that the credential page offers, and says so when it is damaged', async () => {
    const { page } = await browser.visitor()
    const answer = await fetch(`${credential}/badge.png`)
    const picture = Buffer.from(new Uint8Array(await answer.arrayBuffer()))
    await verifyFile(page, { name: 'badge.png', mimeType: 'image/png', buffer: picture })
    await titled(page, /^Valid/)
    // Half of it, as a broken download leaves it.
    const half = picture.subarray(0, picture.length / 2)
    await verifyFile(page, { name: 'badge.png', mimeType: 'image/png', buffer: half })
    await titled(page, /^Not valid/)
    await page.getByText('The image is damaged.').first().waitFor()
  })

  it('keeps what was typed when nothing could be verified', async () => {
    const { page } = await browser.visitor({ javaScript: false })
    await page.goto('/verify')
    await page.getByLabel('Whose should it be?').fill('somebody@example.org')
    await page.getByRole('button', { name: 'Verify', exact: true }).click()
    await page.getByRole('alert').getByText('This was not verified').waitFor()
    expect(await page.getByLabel('Whose should it be?').inputValue()).toBe('somebody@example.org')
  })
})
