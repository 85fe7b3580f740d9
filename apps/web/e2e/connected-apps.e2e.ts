import { afterAll, beforeAll, expect, it } from 'vitest'
import { type OpenBrowser, openBrowser, PHONE } from './browser.ts'
import { titled } from './steps/pages.ts'
import { READ, REDIRECT, registerPlatform } from './steps/platform.ts'
import { unique } from './steps/unique.ts'

let browser: OpenBrowser
beforeAll(async () => {
  browser = await openBrowser()
})
afterAll(() => browser.close())

it.each([true, false])(
  'a platform is let in, reads badges, and is disconnected; scripts: %s',
  async (javaScript) => {
    const { page, signInAs, expectAccessible } = await browser.visitor({ javaScript, viewport: PHONE })
    const name = unique('Portfolio Studio')
    const platform = await registerPlatform(name)
    await signInAs('learner')
    await page.goto(platform.consent)
    await titled(page, `Let ${name} into your backpack?`)
    await page.getByText('studio.example', { exact: true }).waitFor()
    await page.getByText('Read your badges').waitFor()
    if (javaScript) await expectAccessible()

    // There is nobody at the address; that the browser goes there is what counts.
    const returned = page.waitForRequest((request) => request.url().startsWith(REDIRECT))
    await page.getByRole('button', { name: 'Allow', exact: true }).click()
    const answer = new URL((await returned).url()).searchParams
    expect(answer.get('state')).toBe('x')
    await page.waitForURL('chrome-error://chromewebdata/')
    const tokens = await platform.exchange(answer.get('code') ?? '')
    expect(tokens.scope).toBe(READ)
    const read = await platform.read(tokens.access_token)
    const { credential } = (await read.json()) as { credential: unknown[] }
    expect(credential.length).toBeGreaterThan(0)
    expect(read.headers.get('x-total-count')).not.toBe('0')

    await page.goto('/settings/apps')
    const line = page.getByRole('listitem').filter({ hasText: name })
    if (javaScript) await expectAccessible()
    await line.getByText('Disconnect', { exact: false }).first().click()
    await line.getByRole('button', { name: 'Yes, disconnect' }).click()
    await page.getByText(`${name} is disconnected.`).waitFor()
    expect(await line.count()).toBe(0)
    expect((await platform.read(tokens.access_token)).status).toBe(401)
  },
  120_000,
)

it('who refuses goes back with nothing given; who is not signed in is asked after that', async () => {
  const { page, signInAs } = await browser.visitor()
  const platform = await registerPlatform(unique('Portfolio Studio'))
  await page.goto(platform.consent)
  await titled(page, 'Sign in')
  await signInAs('learner')
  await page.goto(platform.consent)
  const returned = page.waitForRequest((request) => request.url().startsWith(REDIRECT))
  await page.getByRole('button', { name: 'Do not allow' }).click()
  const answer = new URL((await returned).url()).searchParams
  expect([answer.get('error'), answer.get('code')]).toEqual(['access_denied', null])
}, 60_000)
