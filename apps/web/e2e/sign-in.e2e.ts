import { afterAll, beforeAll, expect, inject, it } from 'vitest'
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
  const { authenticatorId } = await devices.send('WebAuthn.addVirtualAuthenticator', {
    options: {
      protocol: 'ctap2',
      transport: 'internal',
      hasResidentKey: true,
      hasUserVerification: true,
      isUserVerified: true,
      automaticPresenceSimulation: true,
    },
  })
  /** Whether the person touches the device by themselves, also where a page only offers passkeys. */
  const touches = (enabled: boolean) =>
    devices.send('WebAuthn.setAutomaticPresenceSimulation', { authenticatorId, enabled })
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

  // The sign-in page offers the passkey among what the browser fills in, and asks for nothing by itself.
  await touches(false)
  await signOut(page)
  await page.goto('/sign-in?next=%2Fsettings%2Fpasskeys')
  expect(await page.getByLabel('E-mail address').getAttribute('autocomplete')).toBe('username webauthn')
  await expectAccessible()
  await touches(true)
  await page.reload()
  await page.waitForURL(/\/settings\/passkeys/)
  await page.getByText('last used').waitFor()

  await touches(false)
  await signOut(page)
  await page.goto('/sign-in?next=%2Fsettings%2Fpasskeys')
  await page.getByRole('link', { name: 'Use a passkey' }).click()
  await titled(page, 'Sign in with a passkey')
  await touches(true)
  await page.getByRole('button', { name: 'Use a passkey' }).click()
  await page.waitForURL(/\/settings\/passkeys/)
  await page.getByText('last used').waitFor()

  await touches(false)
  await signOut(page)
  await enterByLink()
  await titled(page, 'Now your second factor')
  await page.getByRole('textbox', { name: 'Code', exact: true }).fill(recoveryCodes[0] ?? '')
  await page.getByRole('button', { name: 'Sign in' }).click()
  await page.waitForURL(/\/(home|settings)/)
})

it('the demo is known by a name, to which passkeys can belong, and who opens it by its number gets there', async () => {
  const { url } = inject('demo')
  expect(new URL(url).hostname).toBe('localhost')
  const byNumber = url.replace('localhost', '127.0.0.1')
  const asked = await fetch(`${byNumber}//elsewhere.example/sign-in?next=%2Fhome`, {
    headers: { accept: 'text/html' },
    redirect: 'manual',
  })
  expect([asked.status, asked.headers.get('location')]).toEqual([
    302,
    `${url}//elsewhere.example/sign-in?next=%2Fhome`,
  ])
  expect((await fetch(`${byNumber}/health`)).status).toBe(200)
  const { page } = await browser.visitor()
  await page.goto(`${url}/sign-in/passkey`)
  await page.getByRole('button', { name: 'Use a passkey' }).waitFor()
})
