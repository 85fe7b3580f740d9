import { afterAll, beforeAll, expect, inject, it } from 'vitest'
import { type OpenBrowser, openBrowser } from './browser.ts'
import { ORG, titled } from './steps/pages.ts'
import { unique } from './steps/unique.ts'

let browser: OpenBrowser
beforeAll(async () => {
  browser = await openBrowser()
})
afterAll(() => browser.close())

it('a program reads with a key what the key allows, until the key is revoked', async () => {
  const { url } = inject('demo')
  const name = unique('Course platform')
  const { page, signInAs } = await browser.visitor()
  await signInAs('administrator')
  await page.goto(`${ORG}/api-keys`)
  await page.getByLabel('Name').fill(name)
  await page.getByRole('checkbox', { name: 'Read people' }).check()
  await page.getByRole('button', { name: 'Make a key' }).click()
  const secret = await page.getByRole('alert').locator('code').textContent()

  const call = (path: string) =>
    fetch(`${url}/api/v1/organizations/harbor-logistics/${path}`, {
      headers: { authorization: `Bearer ${secret}` },
    })
  const people = await call('people')
  expect(people.status).toBe(200)
  expect(people.headers.get('ratelimit')).toMatch(/r=\d+/)
  const audit = await call('audit-events')
  expect([audit.status, audit.headers.get('content-type')]).toEqual([403, 'application/problem+json'])

  const row = page.getByRole('listitem').filter({ hasText: name })
  await row.getByText('Revoke', { exact: true }).click()
  await row.getByRole('button', { name: `Revoke “${name}”` }).click()
  await row.waitFor({ state: 'detached' })
  expect((await call('people')).status).toBe(401)
})

it('the documentation of the API is read without scripts, and names what a program calls', async () => {
  const { page } = await browser.visitor({ javaScript: false })
  await page.goto('/')
  await page.getByRole('link', { name: 'API', exact: true }).click()
  await titled(page, /API/)
  await page.getByRole('link', { name: 'POST /verify' }).click()
  await titled(page, 'Verification')
  await page.getByText('POST /api/v1/verify').waitFor()
  const { openapi } = await fetch(`${inject('demo').url}/api/openapi.json`).then((answer) => answer.json())
  expect(openapi).toMatch(/^3\.1/)
})
