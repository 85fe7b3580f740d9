import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type OpenBrowser, openBrowser } from './browser.ts'

let browser: OpenBrowser
beforeAll(async () => {
  browser = await openBrowser()
})
afterAll(() => browser.close())

describe('a change of page in the browser', () => {
  it('keeps the last page until the texts of the next are there', async () => {
    const { page, signInAs, expectAccessible } = await browser.visitor()
    await signInAs('learner')
    await page.goto('/settings/sessions')
    const heading = page.locator('h1')
    const takenOver = () => heading.evaluate((h1) => Object.keys(h1).some((key) => key.startsWith('__react')))
    await expect.poll(takenOver).toBe(true)
    const before = await heading.textContent()

    const documents: string[] = []
    page.on('request', (request) => request.resourceType() === 'document' && documents.push(request.url()))
    const held: (() => Promise<void>)[] = []
    await page.route('**/assets/backpack-*.js', (route) => void held.push(() => route.continue()))
    const asked = page.waitForRequest('**/assets/backpack-*.js')
    await page.locator('nav a[href="/backpack"]').first().click()
    await asked
    expect(await heading.textContent()).toBe(before)

    // The page's own script first, then its texts.
    await expect
      .poll(async () => {
        await Promise.all(held.splice(0).map((go) => go()))
        return heading.textContent()
      })
      .not.toBe(before)
    expect(await page.locator('main').textContent()).not.toMatch(
      /\b(backpack|common|settings):[a-z_]+|\b[a-z]+_[a-z]+\b/,
    )
    expect(documents).toEqual([])
    await expectAccessible()
  })
})
