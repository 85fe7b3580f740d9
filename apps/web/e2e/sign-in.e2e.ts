import { afterAll, beforeAll, expect, it } from 'vitest'
import { type OpenBrowser, openBrowser } from './browser.ts'
import { setUpFactor, signOut } from './steps/accounts.ts'
import { type FreshInstance, linkIn, startFresh } from './steps/fresh-instance.ts'
import { titled } from './steps/pages.ts'

let browser: OpenBrowser
let instance: FreshInstance
beforeAll(async () => {
  instance = await startFresh('localhost')
  browser = await openBrowser()
}, 120_000)
afterAll(async () => {
  await browser.close()
  await instance.stop()
})

it('a person adds a passkey and a second factor, and signs in with each', async () => {
  const { page, context, expectAccessible } = await browser.visitor({ at: instance.url })
  const email = 'nerys@example.org'
  const devices = await context.newCDPSession(page)
  await devices.send('WebAuthn.enable')
  await devices.send('WebAuthn.addVirtualAuthenticator', {
    options: {
      protocol: 'ctap2',
      transport: 'internal',
      hasResidentKey: true,
      hasUserVerification: true,
      isUserVerified: true,
      automaticPresenceSimulation: true,
    },
  })
  const enterByLink = async () => {
    const before = instance.letters.length
    await page.goto('/sign-in')
    await page.getByLabel('E-mail address').fill(email)
    await page.getByRole('button', { name: 'Mail me a link' }).click()
    await expect
      .poll(() => linkIn(instance.letters.slice(before), '/sign-in/link'), { timeout: 20_000 })
      .toBeDefined()
    await page.goto(linkIn(instance.letters.slice(before), '/sign-in/link') ?? '')
    await page.getByRole('button', { name: 'Sign in' }).click()
    await page.waitForURL(({ pathname }) => pathname !== '/sign-in/link')
  }

  await enterByLink()
  await page.goto('/settings/passkeys')
  await page.getByLabel('Name').fill('This laptop')
  await page.getByRole('button', { name: 'Add a passkey' }).click()
  await page.getByText('The passkey is kept.').waitFor()
  await page.getByRole('heading', { name: 'This laptop' }).waitFor()
  await expectAccessible()
  const { recoveryCodes } = await setUpFactor(page)
  expect(recoveryCodes).toHaveLength(10)
  await expectAccessible()

  await signOut(page)
  await page.goto('/sign-in?next=%2Fsettings%2Fpasskeys')
  await page.getByRole('link', { name: 'Use a passkey' }).click()
  await titled(page, 'Sign in with a passkey')
  await page.getByRole('button', { name: 'Use a passkey' }).click()
  await page.waitForURL(/\/settings\/passkeys/)
  await page.getByText('last used').waitFor()

  await signOut(page)
  await enterByLink()
  await titled(page, 'Now your second factor')
  await page.getByRole('textbox', { name: 'Code', exact: true }).fill(recoveryCodes[0] ?? '')
  await page.getByRole('button', { name: 'Sign in' }).click()
  await page.waitForURL(/\/(home|settings)/)
})
