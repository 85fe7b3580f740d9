import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { type OpenBrowser, openBrowser, PATIENCE, PHONE, type Visitor } from './browser.ts'
import { ORG, section, titled } from './steps/pages.ts'
import { unique } from './steps/unique.ts'

// Observing where there is no connection. What is recorded here says "not seen" and so counts for nothing: the other journeys' people stay
// as they are.

let browser: OpenBrowser
beforeAll(async () => {
  browser = await openBrowser()
})
afterAll(() => browser.close())

const LIST = `${ORG}/observe`
const ROWS = ['The signals can be read', 'Stands where it is safe', 'Stops the lift when in doubt']
const photo = { name: 'quay.txt', mimeType: 'text/plain', buffer: Buffer.from('Seen from the quay.') }

/** An observer on their phone, with the address of the form for somebody who works on what is to be seen. */
async function observer(): Promise<Visitor & { readonly form: string }> {
  const phone = await browser.visitor({ viewport: PHONE })
  await phone.signInAs('assessor')
  await phone.page.goto(LIST)
  const link = phone.page.locator('main a[href$="/signals"]').first()
  if ((await link.count()) === 0) {
    // Seen already, in another journey: what was recorded leads to the form.
    await section(phone.page, 'What you recorded').getByRole('link').first().click()
    await titled(phone.page, /observed at work/)
  }
  const href = await phone.page.locator('main a[href*="/signals"]').first().getAttribute('href')
  return { ...phone, form: String(href).split('?')[0] ?? '' }
}

async function fill(page: Page, place: string): Promise<void> {
  for (const row of ROWS)
    await page
      .getByRole('group', { name: row })
      .getByRole('radio', { name: /Not seen/ })
      .check()
  await page.getByLabel('Where, and at which work').fill(place)
  await page.getByRole('checkbox', { name: /^I saw/ }).check()
}

const record = (page: Page) => page.getByRole('button', { name: 'Record' }).click()

/** Waits until a page can be opened without a connection. */
const kept = (page: Page, address: string) =>
  expect
    .poll(
      () =>
        page.evaluate(
          async (path) =>
            (await caches.match(path)) !== undefined &&
            (await navigator.serviceWorker.ready).active?.state === 'activated',
          address,
        ),
      { timeout: PATIENCE },
    )
    .toBe(true)

/** How many files the device has of the form that was kept last. */
const filesKept = (page: Page) =>
  page.evaluate(
    () =>
      new Promise<number | undefined>((resolve) => {
        const opening = indexedDB.open('assay-kept')
        opening.onsuccess = () => {
          const forms = opening.result.transaction('forms').objectStore('forms').getAll()
          forms.onsuccess = () => {
            opening.result.close()
            resolve((forms.result as { files: number }[]).at(-1)?.files)
          }
        }
      }),
  )

/** Ids of what the observer recorded. */
async function recorded({ page }: Visitor): Promise<readonly string[]> {
  const answer = await page.request.get(`/api/v1/organizations/${ORG.slice(3)}/observations?limit=200`)
  return ((await answer.json()) as { items: { id: string }[] }).items.map(({ id }) => id)
}

it('an observation signed without a connection, with a file, outlives a reload and a sign-out and is recorded once', async () => {
  const phone = await observer()
  const { page, context, form } = phone
  const before = await recorded(phone)
  await page.goto(LIST)
  await kept(page, LIST)
  await page.goto(form)
  await kept(page, form)

  const place = unique('Berth 9')
  await context.setOffline(true)
  await fill(page, place)
  await page.getByLabel('Files').setInputFiles(photo)
  await page.getByText(/^Kept on this device/).waitFor()
  await expect.poll(() => filesKept(page), { timeout: PATIENCE }).toBe(1)
  await page.reload()
  await expect
    .poll(() => page.getByLabel('Where, and at which work').inputValue(), { timeout: PATIENCE })
    .toBe(place)
  await page.getByText('quay.txt').waitFor()
  expect(await page.getByRole('radio', { name: /Not seen/, checked: true }).count()).toBe(3)
  await record(page)
  await page.getByRole('heading', { name: 'Signed. It waits on this device' }).waitFor()
  await page.getByText(/There is no connection/).waitFor()
  await phone.expectAccessible()

  await page.getByRole('link', { name: 'To the list' }).click()
  const waiting = section(page, 'On this device')
  await waiting.getByText('waits', { exact: true }).waitFor()
  await waiting.getByText(/one file/).waitFor()
  await phone.expectAccessible()

  // The connection is back, but not good enough: nothing is sent before the observer leaves.
  await context.route('**/send', (route) => route.abort())
  await context.setOffline(false)
  await page.goto('/home')
  await page.locator('summary.me').click()
  await page.getByText(/^One observation that you signed waits on this device/).waitFor()
  await page.getByRole('button', { name: 'Sign out' }).click()
  await page.getByRole('link', { name: 'Sign in', exact: true }).first().waitFor()
  expect(await page.evaluate(() => caches.keys())).toEqual([])
  await context.unroute('**/send')

  // Somebody else at this device sees nothing of it, and sends nothing.
  await phone.signInAs('program_manager')
  await titled(page, /./)
  await page.locator('summary.me').click()
  await page.getByRole('button', { name: 'Sign out' }).waitFor()
  expect(await page.getByText(/waits on this device/).count()).toBe(0)
  await page.getByRole('button', { name: 'Sign out' }).click()
  await page.getByRole('link', { name: 'Sign in', exact: true }).first().waitFor()

  await phone.signInAs('assessor')
  const made = async () => (await recorded(phone)).filter((id) => !before.includes(id))
  await expect.poll(made, { timeout: PATIENCE }).toHaveLength(1)
  await page.goto(`${ORG}/observations/${(await made())[0]}`)
  await page.getByText(place).waitFor()
  await page.getByRole('link', { name: 'quay.txt' }).waitFor()
  await page.goto(LIST)
  await section(page, 'What you recorded').waitFor()
  expect(await page.getByText('On this device', { exact: true }).count()).toBe(0)
}, 120_000)

it('what waits goes by itself when the connection is back, and the page says so', async () => {
  const phone = await observer()
  const { page, context, form } = phone
  const before = await recorded(phone)
  await page.goto(form)
  await page.waitForLoadState('networkidle')
  await context.setOffline(true)
  await fill(page, unique('Berth 10'))
  await record(page)
  await page.getByText(/There is no connection/).waitFor()
  await context.setOffline(false)
  await page.getByRole('heading', { name: 'Sent' }).waitFor()
  expect((await recorded(phone)).filter((id) => !before.includes(id))).toHaveLength(1)
}, 60_000)

it('who is signed out meanwhile is told so, signs in, and it goes on', async () => {
  const phone = await observer()
  const { page, context, form } = phone
  const before = await recorded(phone)
  await page.goto(form)
  await page.waitForLoadState('networkidle')
  await fill(page, unique('Berth 11'))
  await context.clearCookies()
  await record(page)
  await page.getByText(/You are not signed in any more/).waitFor()
  await page.getByRole('link', { name: 'Sign in' }).last().click()
  await page.locator('form[action="/demo/sign-in"]').waitFor()
  await phone.signInAs('assessor')
  const made = async () => (await recorded(phone)).filter((id) => !before.includes(id))
  await expect.poll(made, { timeout: PATIENCE }).toHaveLength(1)
}, 60_000)

it('what is missing is said before it is signed; what the server refuses is told in its words, mended or thrown away', async () => {
  const phone = await observer()
  const { page, context, form } = phone
  const before = await recorded(phone)
  await page.goto(form)
  await page.waitForLoadState('networkidle')
  await page.getByLabel('Where, and at which work').fill('Berth 12')
  await context.setOffline(true)
  await record(page)
  await page.getByText('Choose a level in every row; “not seen” is one too.').first().waitFor()
  await fill(page, 'Berth 12')
  await page.getByLabel('On which day').fill('2020-02-03')
  await record(page)
  await page.getByText(/There is no connection/).waitFor()
  await context.setOffline(false)
  await page.getByText(/The server refused it meanwhile/).waitFor()
  await page.getByRole('link', { name: 'To the list' }).click()
  const here = section(page, 'On this device')
  await here.getByText('refused', { exact: true }).waitFor()
  await here.getByText('Choose a day of the past year, today at the latest.').waitFor()
  await phone.expectAccessible()
  await here.getByRole('link', { name: /^Open it again/ }).click()
  await page.getByText('Choose a day of the past year, today at the latest.').first().waitFor()
  expect(await page.getByLabel('Where, and at which work').inputValue()).toBe('Berth 12')
  await page.goto(LIST)
  await here.locator('summary', { hasText: 'Throw away' }).click()
  await here.getByRole('button', { name: 'Throw it away' }).click()
  await here.waitFor({ state: 'detached' })
  expect(await recorded(phone)).toEqual(before)
}, 60_000)
