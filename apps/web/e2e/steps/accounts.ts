import type { Page } from 'playwright-core'

export interface NewAccount {
  readonly name: string
  readonly email: string
  readonly password: string
}

/** Fills in the page for new accounts; the account counts once its letter was followed. */
export async function signUp(page: Page, { name, email, password }: NewAccount): Promise<void> {
  await page.getByLabel('Your name').fill(name)
  await page.getByLabel('E-mail address').fill(email)
  await page.getByLabel('Password').fill(password)
  await page.getByRole('button', { name: 'Make an account' }).click()
  await page.getByText(`We sent a letter to ${email}`).waitFor()
}

/** Confirms the address on the page that the letter leads to, with the password that was chosen, and signs in. */
export async function confirmAccount(page: Page, account: NewAccount): Promise<void> {
  await page.getByLabel('Password chosen at sign-up').fill(account.password)
  await page.getByRole('button', { name: 'Confirm my address' }).click()
  await page.getByText('Your address is confirmed.').waitFor()
  await signInByPassword(page, account)
}

/** Fills in the sign-in page. */
export async function signInByPassword(page: Page, { email, password }: NewAccount): Promise<void> {
  await page.getByLabel('E-mail address').fill(email)
  await page.getByLabel('Password').fill(password)
  await page.getByRole('button', { name: 'Sign in', exact: true }).click()
  await page.waitForURL(({ pathname }) => pathname !== '/sign-in')
}
