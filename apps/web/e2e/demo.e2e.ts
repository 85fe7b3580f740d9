import { afterAll, beforeAll, expect, it } from 'vitest'
import { type OpenBrowser, openBrowser } from './browser.ts'
import { ORG } from './steps/pages.ts'

let browser: OpenBrowser
beforeAll(async () => {
  browser = await openBrowser()
})
afterAll(() => browser.close())

it('the demo organization has credentials in every state', async () => {
  const { page, signInAs } = await browser.visitor()
  await signInAs('program_manager')
  for (const [state, holder] of [
    ['in_force', 'Freya Storhaug'],
    ['revoked', 'Lucho Paredes'],
    ['suspended', 'Fatima Zerrouk'],
  ] as const) {
    await page.goto(`${ORG}/credentials?state=${state}&q=${encodeURIComponent(holder)}`)
    await page.getByRole('row', { name: holder }).first().waitFor()
  }
  await page.goto(`${ORG}/credentials?state=expired`)
  expect(await page.getByRole('row', { name: 'Hazardous Goods Segregation' }).count()).toBe(1)
})

it('the demo organization has submissions in every state', async () => {
  const { page, signInAs } = await browser.visitor()
  await signInAs('administrator')
  await page.goto(`${ORG}/audit`)
  const done = await page.getByLabel('What was done').getByRole('option').allTextContents()
  for (const words of ['handed in', 'withdrew', 'returned', 'awarded', 'declined'])
    expect(done.filter((option) => option.startsWith(`${words} `))).not.toEqual([])
})

it('the demo organization’s learner has brought a badge from elsewhere', async () => {
  const { page, signInAs } = await browser.visitor()
  await signInAs('learner')
  await page.goto('/backpack?source=imported')
  await page.getByRole('link', { name: 'Forklift Licence B' }).waitFor()
})
