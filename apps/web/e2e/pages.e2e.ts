import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest'
import { type OpenBrowser, openBrowser } from './browser.ts'

let browser: OpenBrowser
beforeAll(async () => {
  browser = await openBrowser()
})
afterAll(() => browser.close())

describe('the first page', () => {
  it('is accessible and says what this is', async () => {
    const { page, expectAccessible } = await browser.visitor()
    await page.goto('/')
    await expectAccessible()
    expect(await page.getByRole('heading', { level: 1 }).count()).toBe(1)
  })

  it('switches to Spanish and stays there', async () => {
    const { page } = await browser.visitor()
    await page.goto('/')
    await page.getByRole('button', { name: 'Español' }).click()
    await page.waitForLoadState()
    expect(await page.locator('html').getAttribute('lang')).toBe('es')
    expect(inject('demo').ready).toBe(true)
  })
})
