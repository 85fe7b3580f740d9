import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest'
import { type OpenBrowser, openBrowser } from './browser.ts'
import { titled } from './steps/pages.ts'
import { verifyFile } from './steps/verifying.ts'

let browser: OpenBrowser
const { credential } = inject('demo')

beforeAll(async () => {
  browser = await openBrowser()
})
afterAll(() => browser.close())

describe('a public credential in other forms', () => {
  it('is taken away as token, drawing and certificate, and verifies in the forms that hold it', async () => {
    const { page } = await browser.visitor({ javaScript: false })
    await page.goto(credential)
    const files = new Map<string, Buffer>()
    for (const name of ['Credential as token (JWT)', 'Badge as SVG', 'Certificate as PDF']) {
      const href = await page.getByRole('link', { name }).getAttribute('href')
      const answer = await fetch(new URL(href ?? '', credential))
      expect([name, answer.status]).toEqual([name, 200])
      files.set(name, Buffer.from(new Uint8Array(await answer.arrayBuffer())))
    }
    const file = (name: string) => files.get(name) ?? Buffer.alloc(0)
    for (const [name, mimeType, buffer] of [
      ['credential.jwt', 'application/jwt', file('Credential as token (JWT)')],
      ['badge.svg', 'image/svg+xml', file('Badge as SVG')],
    ] as const) {
      await verifyFile(page, { name, mimeType, buffer })
      await titled(page, /^Valid/)
    }
    const certificate = file('Certificate as PDF')
    expect(certificate.subarray(0, 5).toString()).toBe('%PDF-')
    await verifyFile(page, { name: 'certificate.pdf', mimeType: 'application/pdf', buffer: certificate })
    await titled(page, /^Valid/)
    await page.getByText('A PDF was given.').waitFor()
  })
})
