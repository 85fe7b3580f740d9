import { afterAll, beforeAll, expect, it } from 'vitest'
import { type OpenBrowser, openBrowser } from './browser.ts'
import { ORG, section, titled } from './steps/pages.ts'
import { unique } from './steps/unique.ts'

let browser: OpenBrowser
beforeAll(async () => {
  browser = await openBrowser()
})
afterAll(() => browser.close())

it('an administrator makes a department and defines a role set, without scripts too', async () => {
  const { page, signInAs } = await browser.visitor({ javaScript: false })
  await signInAs('administrator')
  const name = unique('Berth planning')
  await page.goto(`${ORG}/departments`)
  await page.getByLabel('Name').fill(name)
  await page.getByRole('button', { name: 'Make the department' }).click()
  await titled(page, name)
  await section(page, 'Add people').getByLabel('Name or address').fill('Gael')
  await section(page, 'Add people').getByRole('button', { name: 'Search' }).click()
  await page.getByRole('checkbox', { name: /Gael Perrotin/ }).waitFor()

  const set = unique('Reads people')
  await page.goto(`${ORG}/role-sets`)
  await page.getByLabel('Name').fill(set)
  await page.getByRole('checkbox', { name: 'People manager' }).check()
  await page.getByRole('checkbox', { name: 'Read people' }).check()
  await page.getByRole('button', { name: 'Define it' }).click()
  await titled(page, set)
})

it('a manager looks after the team, reads the outcomes and checks several badges', async () => {
  const { page, signInAs } = await browser.visitor()
  await signInAs('executive')
  await page.goto('/home')
  await section(page, 'Your roles').getByRole('link', { name: 'Open the team' }).click()
  await page.getByRole('link', { name: 'Amadou Sarr' }).click()
  await titled(page, 'Amadou Sarr')
  await page.goto(`${ORG}/outcomes`)
  await titled(page, /credentials are in force/)
  expect(await page.getByRole('img', { name: /Bars of the credentials/ }).count()).toBe(1)
  await page.goto(`${ORG}/check`)
  await page.getByLabel('Links or texts of badges').fill('{"one": 1}\n{"two": 2}')
  await page.getByRole('button', { name: 'Check them' }).click()
  await titled(page, '0 of 2 badges are valid')
})

it('a stand-in is told for whom', async () => {
  const { page, signInAs } = await browser.visitor()
  await signInAs('program_manager')
  await page.goto('/home')
  await page.getByText('You stand in for Ruben Okonjo').waitFor()
  await page.goto(`${ORG}/absence`)
  await section(page, 'For whom you stand in').getByText('Ruben Okonjo').waitFor()
})
