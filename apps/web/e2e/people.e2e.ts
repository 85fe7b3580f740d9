import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { type OpenBrowser, openBrowser } from './browser.ts'
import { confirmAccount, type NewAccount, signInByPassword, signUp } from './steps/accounts.ts'
import { awardDirectly } from './steps/awards.ts'
import { openBadge } from './steps/backpack.ts'
import { openLetter } from './steps/letters.ts'
import { publishNew } from './steps/micro-credentials.ts'
import { ORG, titled } from './steps/pages.ts'
import { unique, uniqueAddress } from './steps/unique.ts'

let browser: OpenBrowser
beforeAll(async () => {
  browser = await openBrowser()
})
afterAll(() => browser.close())

const newAccount = (): NewAccount => ({
  name: unique('Amparo'),
  email: uniqueAddress('amparo'),
  password: 'a sentence of her own',
})

/** A new account, confirmed by its letter and signed in. */
async function arrive(account: NewAccount): Promise<Page> {
  const { page } = await browser.visitor()
  await page.goto('/sign-up')
  await signUp(page, account)
  await openLetter(page, account.email, 'Confirm your address')
  await confirmAccount(page, account)
  await page.getByRole('link', { name: 'Backpack', exact: true }).waitFor()
  return page
}

it('somebody signs up by a letter and comes back by a mailed link', async () => {
  const account = newAccount()
  const page = await arrive(account)
  await page.locator('summary.me').click()
  await page.getByRole('button', { name: 'Sign out' }).click()
  await titled(page, 'Skills, proven on evidence')

  await page.goto('/sign-in')
  await page.getByLabel('E-mail address').fill(account.email)
  await page.getByRole('button', { name: 'Mail me a link' }).click()
  await page.getByText(`If ${account.email} can sign in, a link is on its way.`).waitFor()
  await openLetter(page, account.email, 'Your link to sign in')
  await page.getByRole('button', { name: 'Sign in', exact: true }).click()
  await page.getByLabel(`Your account: ${account.name}`).waitFor()
})

it('a person adds a personal address, which counts once its letter was followed', async () => {
  const page = await arrive(newAccount())
  const personal = uniqueAddress('home')
  await page.goto('/settings/addresses')
  await page.getByRole('textbox', { name: 'E-mail address' }).fill(personal)
  await page.getByRole('button', { name: 'Add an address' }).click()
  const item = page.getByRole('listitem').filter({ hasText: personal })
  await item.getByText('Not confirmed yet').waitFor()
  await openLetter(page, personal, 'Confirm this address as yours')
  await page.getByRole('button', { name: 'It is mine' }).click()
  await page.getByText('This address is yours now.').waitFor()
  await item.getByText('Confirmed', { exact: true }).waitFor()
})

it('a person ends a session, and that browser is signed out', async () => {
  const account = newAccount()
  const page = await arrive(account)
  const { page: elsewhere } = await browser.visitor()
  await elsewhere.goto('/sign-in')
  await signInByPassword(elsewhere, account)

  await page.goto('/settings/sessions')
  expect(await page.getByText('This one').count()).toBe(1)
  const end = page.getByRole('button', { name: /^End ?:/ })
  expect(await end.count()).toBe(1)
  await end.click()
  await end.waitFor({ state: 'detached' })
  await elsewhere.goto('/settings')
  await titled(elsewhere, 'Sign in')
  await page.reload()
  await titled(page, 'Settings')
})

it('who is invited joins, earns a badge, leaves, and keeps it in the backpack', async () => {
  const account = newAccount()
  const page = await arrive(account)
  const { page: administrator, signInAs } = await browser.visitor()
  await signInAs('administrator')
  await administrator.goto(`${ORG}/people/invite`)
  await administrator.getByLabel('Addresses').fill(account.email)
  await administrator.getByRole('button', { name: 'Send the invitations' }).click()
  await administrator.getByText('The letters are on their way.').waitFor()

  await openLetter(page, account.email, 'Harbor Logistics invites you')
  await page.getByRole('button', { name: 'Join' }).click()
  await page.getByRole('link', { name: 'Harbor Logistics' }).waitFor()

  const badge = unique('Mooring lines')
  const manager = await browser.visitor()
  await manager.signInAs('program_manager')
  await publishNew(manager.page, badge)
  await awardDirectly(manager.page, account.name, badge)

  await page.goto('/settings/organizations')
  await page.getByText('Leave', { exact: true }).click()
  await page.getByRole('button', { name: 'Leave Harbor Logistics' }).click()
  await page.getByText('Your badges are in your backpack as before.').waitFor()
  expect((await page.goto(`${ORG}/catalog`))?.status()).toBe(404)
  await openBadge(page, badge)
})
