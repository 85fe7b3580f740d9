import type { Page } from 'playwright-core'
import { afterAll, beforeAll, it } from 'vitest'
import { type OpenBrowser, openBrowser } from './browser.ts'
import { awardDirectly } from './steps/awards.ts'
import { openBadge, share, sharedAddress } from './steps/backpack.ts'
import { publishNew } from './steps/micro-credentials.ts'
import { ORG, titled } from './steps/pages.ts'
import { unique } from './steps/unique.ts'
import { verifyText } from './steps/verifying.ts'

let browser: OpenBrowser
beforeAll(async () => {
  browser = await openBrowser()
})
afterAll(() => browser.close())

/** A public badge of the second learner, with the page on which the issuer changes its state. */
async function publicBadge(name: string) {
  const manager = await browser.signedIn('program_manager')
  await publishNew(manager, name)
  await awardDirectly(manager, 'Kwabena Lisowski', name)
  const issued = manager.url()
  const holder = await browser.signedIn('second_learner')
  await openBadge(holder, name)
  await share(holder, 'Anyone')
  return { issued, address: await sharedAddress(holder) }
}

/** Opens the form of a change, gives the reason and does it. */
async function change(page: Page, ask: string, sure: string, reason: string): Promise<void> {
  const form = page.locator('details').filter({ hasText: ask })
  await form.getByText(ask, { exact: true }).click()
  await form.getByLabel('Reason').fill(reason)
  await form.getByRole('button', { name: sure }).click()
  await page.getByText(reason).waitFor()
}

it('a revoked credential says so at once, everywhere, and the audit trail says who did it', async () => {
  const { issued, address } = await publicBadge(unique('Valve watch'))
  const { page: stranger } = await browser.visitor({ javaScript: false })
  await verifyText(stranger, address)
  await titled(stranger, /^Valid/)

  const administrator = await browser.signedIn('administrator')
  await administrator.goto(issued)
  const reason = unique('The log was written by somebody else.')
  await change(administrator, 'Revoke for good', 'Revoke it for good', reason)

  await stranger.goto(address)
  await stranger.getByText(/^Revoked on .*: it no longer counts/).waitFor()
  await stranger.getByText(reason).first().waitFor()
  await verifyText(stranger, address)
  await titled(stranger, /^Not valid/)
  await stranger.getByText('The issuer has revoked this credential.').first().waitFor()

  await administrator.goto(`${ORG}/audit`)
  await administrator.getByLabel('What was done').selectOption({ label: 'revoked a credential of …' })
  await administrator.getByRole('button', { name: 'Search' }).click()
  const id = issued.slice(-36)
  const event = administrator.getByRole('row').filter({ hasText: id.slice(0, 8) })
  await event.getByText('Ingrid Vasconcelos').waitFor()
  await event.getByText('revoked a credential of Kwabena Lisowski').waitFor()
}, 120_000)

it('a suspended credential does not verify until it is reinstated', async () => {
  const { issued, address } = await publicBadge(unique('Valve relief'))
  const manager = await browser.signedIn('program_manager')
  await manager.goto(issued)
  const { page: stranger } = await browser.visitor({ javaScript: false })

  await change(manager, 'Suspend', 'Suspend it', unique('The gauge is being looked at.'))
  await stranger.goto(address)
  await stranger.getByText(/^Suspended since/).waitFor()
  await verifyText(stranger, address)
  await titled(stranger, /^Not valid/)

  await change(manager, 'Reinstate', 'Reinstate it', unique('The gauge was right.'))
  await stranger.goto(address)
  await stranger.getByText(/^In force/).waitFor()
  await verifyText(stranger, address)
  await titled(stranger, /^Valid/)
}, 120_000)
