import { afterAll, beforeAll, expect, it } from 'vitest'
import { type OpenBrowser, openBrowser } from './browser.ts'
import { openLetter } from './steps/letters.ts'
import { ORG, openUntil, section, titled } from './steps/pages.ts'
import { unique, uniqueAddress } from './steps/unique.ts'

let browser: OpenBrowser
beforeAll(async () => {
  browser = await openBrowser()
})
afterAll(() => browser.close())

it('a badge for a mistyped address is corrected, claimed at a personal address, and the organization sees that it was', async () => {
  const { page: manager, signInAs } = await browser.visitor()
  await signInAs('program_manager')
  const [wrong, right] = [uniqueAddress('wrnog'), uniqueAddress('right')]
  const name = unique('Visiting Crew')
  await manager.goto(`${ORG}/award`)
  await manager.getByLabel('Address of somebody who is no member').fill(wrong)
  await manager.getByLabel('Their name').fill(name)
  await manager.getByLabel('Micro-credential').selectOption({ index: 1 })
  await manager.getByLabel('Reason').fill('Worked at berth 4 all summer.')
  await manager.getByRole('button', { name: 'Award', exact: true }).click()
  await manager.waitForURL(/\/credentials\/[0-9a-f-]{36}$/)
  await openUntil(manager, manager.url(), (page) => page.getByRole('link', { name: 'Sent', exact: true }))
  await manager.getByRole('link', { name: 'Sent', exact: true }).click()
  await manager.getByText('Correct the address or the name').click()
  await manager.getByLabel('Right address').fill(right)
  await manager.getByRole('button', { name: 'Correct and send' }).click()
  await manager.waitForURL(/\/credentials\//)
  await openUntil(manager, manager.url(), (page) => page.getByRole('link', { name: 'Sent', exact: true }))
  const corrected = manager.url()

  // Without scripts, as in the reader of a letter.
  const { page: reader } = await browser.visitor({ javaScript: false })
  await openLetter(reader, wrong, /awarded you/)
  await titled(reader, 'This badge is no longer offered here')
  await openLetter(reader, right, /awarded you/)
  await titled(reader, /awarded you/)
  const claim = reader.url()
  await section(reader, 'Look at it').getByText(`For ${name}.`).waitFor()
  await reader.getByRole('link', { name: 'Verify it' }).click()
  await titled(reader, /^Valid/)
  await reader.goto(claim)
  const personal = uniqueAddress('personal')
  await reader.getByLabel('Your personal address').fill(personal)
  await reader.getByRole('button', { name: 'Mail me a link' }).click()
  await reader.getByText(`A link is on its way to ${personal}`).waitFor()
  await openLetter(reader, personal, 'Your link to sign in')
  await reader.getByRole('button', { name: 'Sign in' }).click()
  await openUntil(reader, claim, (page) => page.getByRole('button', { name: 'Put it into my backpack' }))
  await reader.getByRole('button', { name: 'Put it into my backpack' }).click()
  await reader.waitForURL(/\/backpack/)
  await reader.goto(claim)
  await titled(reader, 'This badge was claimed')

  await openUntil(manager, corrected, (page) => page.getByRole('link', { name: 'Claimed', exact: true }))
  expect(await manager.content()).not.toContain(personal)
}, 120_000)
