import { afterAll, beforeAll, expect, it } from 'vitest'
import { type OpenBrowser, openBrowser } from './browser.ts'
import { ORG, titled } from './steps/pages.ts'

let browser: OpenBrowser
beforeAll(async () => {
  browser = await openBrowser()
})
afterAll(() => browser.close())

it('a visitor switches to Spanish in the footer of a public page, and it stays on the next ones', async () => {
  const { page } = await browser.visitor({ javaScript: false })
  await page.goto('/verify')
  await page.getByRole('button', { name: 'Español' }).click()
  await titled(page, 'Verificar una insignia')
  await page.getByRole('link', { name: 'Assay' }).click()
  await titled(page, 'Habilidades demostradas con pruebas')
  expect(await page.locator('html').getAttribute('lang')).toBe('es')
  await page.getByRole('button', { name: 'English' }).click()
  await titled(page, 'Skills, proven on evidence')
})

it('a member switches to Spanish on a page of the organization, and it stays while moving about', async () => {
  const { page, signInAs } = await browser.visitor()
  await signInAs('second_learner')
  await page.goto(`${ORG}/catalog`)
  await page.getByRole('button', { name: 'Español' }).click()
  const menu = page.getByRole('navigation', { name: 'Principal' })
  await menu.getByRole('link', { name: 'Mochila' }).click()
  await titled(page, /Su mochila/)
  expect(await page.locator('html').getAttribute('lang')).toBe('es')
  await page.goto(`${ORG}/catalog`)
  expect(await page.locator('html').getAttribute('lang')).toBe('es')
  await page.getByRole('button', { name: 'English' }).click()
  await page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: 'Backpack' }).waitFor()
})
