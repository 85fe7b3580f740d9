import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest'
import { DESKTOP, type OpenBrowser, openBrowser, PATIENCE, PHONE, type Visitor } from './browser.ts'
import { titled } from './steps/pages.ts'

let browser: OpenBrowser
const { credential } = inject('demo')

beforeAll(async () => {
  browser = await openBrowser()
})
afterAll(() => browser.close())

const badge = async () => (await fetch(credential, { headers: { accept: 'application/vc+ld+json' } })).text()

/** A visitor on the page by the link of the other, who sends no badge anywhere: what is asked of the server is written down. */
async function onDevice(options: Parameters<OpenBrowser['visitor']>[0] = {}) {
  const visitor = await browser.visitor(options)
  const sent: { readonly path: string; readonly body: string }[] = []
  visitor.page.on('request', (request) => {
    if (request.method() !== 'GET')
      sent.push({ path: new URL(request.url()).pathname, body: request.postData() ?? '' })
  })
  await visitor.context.route('**/verify', (route) =>
    route.request().method() === 'GET' ? route.continue() : route.abort(),
  )
  await visitor.context.route('**/api/**', (route) => route.abort())
  return { ...visitor, sent }
}

async function check({ page }: Pick<Visitor, 'page'>, text: string): Promise<void> {
  const button = page.getByRole('button', { name: /^Check on this device|^Comprobar en este/ })
  await page.locator('textarea[name=text]').fill(text)
  await button.click()
}

describe('a badge on the reader’s own device', () => {
  it('is found valid, changed or broken without being sent, and offline a second one is not called valid', async () => {
    const visitor = await onDevice({ viewport: PHONE })
    const { page, context, sent } = visitor
    await page.goto('/verify')
    await page.getByRole('link', { name: 'Check it on this device' }).click()
    await titled(page, 'Check a badge on this device')
    await visitor.expectAccessible()

    const text = await badge()
    await check(visitor, text)
    await titled(page, /^Valid/)
    await page.getByText('The signature belongs to this content.').first().waitFor()
    await page.getByText('Everything that a check needs is on this device now.').waitFor()
    await visitor.expectAccessible()
    expect(await page.evaluate('document.documentElement.scrollWidth <= innerWidth')).toBe(true)
    expect(new Set(sent.map(({ path }) => path))).toEqual(new Set(['/verify/device/document']))
    expect(sent.some(({ body }) => body.includes('credentialSubject') || body.includes(credential))).toBe(
      false,
    )

    await check(visitor, text.replace('Reefer Cargo', 'Rocket Cargo'))
    await titled(page, /^Not valid/)

    await context.setOffline(true)
    await check(visitor, text)
    await titled(page, /^Could not be checked/)

    // It opens again, by what was kept, and says the same.
    await page.reload()
    await titled(page, 'Check a badge on this device')
    await check(visitor, text)
    await titled(page, /^Could not be checked/)
    await check(visitor, text.slice(0, -20))
    await titled(page, /^Not valid/)
  }, 90_000)

  it('is checked as a picture in Spanish, in the dark', async () => {
    const visitor = await onDevice({ viewport: DESKTOP, dark: true, language: 'es-ES' })
    const answer = await fetch(`${credential}/badge.png`)
    await visitor.page.goto('/verify/device')
    await visitor.page.locator('input[type=file]').setInputFiles({
      name: 'insignia.png',
      mimeType: 'image/png',
      buffer: Buffer.from(new Uint8Array(await answer.arrayBuffer())),
    })
    await visitor.page.getByRole('button', { name: 'Comprobar en este dispositivo' }).click()
    await titled(visitor.page, /^Válida/)
    await visitor.page
      .getByRole('heading', { name: 'Comprobada en este dispositivo' })
      .waitFor({ timeout: PATIENCE })
    await visitor.expectAccessible()
  })

  it('asks for a badge when there is none, and refuses links, which the server would have to open', async () => {
    const visitor = await onDevice()
    await visitor.page.goto('/verify/device')
    await visitor.page.getByRole('button', { name: 'Check on this device' }).click()
    await visitor.page.getByRole('alert').getByText('Choose a file, or paste').waitFor()
    await check(visitor, credential)
    await visitor.page.getByRole('alert').getByText('A link cannot be checked on this device').waitFor()
    expect(visitor.sent).toEqual([])
  })
})
