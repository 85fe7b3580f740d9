import { afterAll, beforeAll, expect, it } from 'vitest'
import { DESKTOP, type OpenBrowser, openBrowser, PATIENCE, PHONE, type Visitor } from './browser.ts'
import { confirmAccount, signUp } from './steps/accounts.ts'
import { type FreshInstance, linkIn, startFresh } from './steps/fresh-instance.ts'
import { titled } from './steps/pages.ts'

let browser: OpenBrowser
let assay: FreshInstance
beforeAll(async () => {
  ;[browser, assay] = await Promise.all([openBrowser(), startFresh()])
})
afterAll(() => Promise.all([browser?.close(), assay?.stop()]))

const OPERATOR = {
  name: 'Amparo Quist',
  email: 'amparo@quay.example',
  password: 'a sentence of her own',
}

it('an operator follows the printed address, makes an account by a letter and founds the organization', async () => {
  const visitor = await browser.visitor({ at: assay.url })
  const { page } = visitor
  await page.goto('/')
  await page.getByText('Nobody has set this Assay up yet').waitFor()
  await expectAccessibleEverywhere(visitor)
  await page.goto(assay.setup)
  await titled(page, 'Set up this Assay')
  await expectAccessibleEverywhere(visitor)
  await page.getByRole('link', { name: 'Make my account' }).click()
  await signUp(page, OPERATOR)

  const letter = () => linkIn(assay.letters, '/sign-up/confirm')
  await expect.poll(letter, { timeout: PATIENCE }).toBeDefined()
  await page.goto(letter() ?? '')
  await confirmAccount(page, OPERATOR)

  await titled(page, 'Set up this Assay')
  await expectAccessibleEverywhere(visitor)
  await page.getByLabel('Name', { exact: true }).fill('Quay School')
  await page.getByLabel('Short name').fill('quay-school')
  await page.getByLabel('Mark').fill('QS')
  await page.getByRole('button', { name: 'Make the organization' }).click()
  await titled(page, '1 person')

  expect((await page.goto(assay.setup))?.status()).toBe(403)
  const { status } = await fetch(`${assay.url}/outbox`)
  expect(status).toBe(404)
})

async function expectAccessibleEverywhere({ page, expectAccessible }: Visitor): Promise<void> {
  for (const viewport of [PHONE, DESKTOP]) {
    await page.setViewportSize(viewport)
    await expectAccessible()
  }
}
