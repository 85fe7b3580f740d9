import type { Page } from 'playwright-core'
import { codeAt, stepAt } from '../../src/features/identity/commands/totp.ts'

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

/** Confirms the address on the page that the letter leads to, which signs in. */
export async function confirmAccount(page: Page, { password }: NewAccount): Promise<void> {
  await page.getByLabel('Password chosen at sign-up').fill(password)
  await page.getByRole('button', { name: 'Confirm and sign in' }).click()
  await page.waitForURL(({ pathname }) => pathname !== '/sign-up/confirm')
}

/** Fills in the sign-in page. */
export async function signInByPassword(page: Page, { email, password }: NewAccount): Promise<void> {
  await page.getByLabel('E-mail address').fill(email)
  await page.getByLabel('Password').fill(password)
  await page.getByRole('button', { name: 'Sign in', exact: true }).click()
  await page.waitForURL(({ pathname }) => pathname !== '/sign-in')
}

/** Ends the session by the menu of the account. */
export async function signOut(page: Page): Promise<void> {
  await page.locator('summary.me').click()
  await page.getByRole('button', { name: 'Sign out' }).click()
  await page.getByRole('link', { name: 'Sign in', exact: true }).first().waitFor()
}

/** What was read from the page when a second factor was set up. */
export interface SetFactor {
  readonly secret: Uint8Array
  readonly recoveryCodes: readonly string[]
}

/** Sets a second factor up, with an authenticator app that is this function. */
export async function setUpFactor(page: Page): Promise<SetFactor> {
  await page.goto('/settings/second-factor')
  await page.getByRole('button', { name: 'Set one up' }).click()
  const secret = fromBase32((await page.locator('code.key').textContent()) ?? '')
  await page.getByLabel('First code').fill(codeOf(secret))
  await page.getByRole('button', { name: 'Turn it on' }).click()
  await page.getByText('Your recovery codes').waitFor()
  return { secret, recoveryCodes: await page.locator('ul.codes code').allTextContents() }
}

/** The code that an authenticator app shows now. */
const codeOf = (secret: Uint8Array): string => codeAt(secret, stepAt(new Date()))

function fromBase32(text: string): Uint8Array {
  const bits = [...text.replaceAll(' ', '')]
    .map((c) => 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'.indexOf(c).toString(2).padStart(5, '0'))
    .join('')
  return Uint8Array.from({ length: Math.floor(bits.length / 8) }, (_, i) =>
    Number.parseInt(bits.slice(i * 8, i * 8 + 8), 2),
  )
}
