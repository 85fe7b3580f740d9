import { afterAll, beforeAll, expect, it } from 'vitest'
import { type OpenBrowser, openBrowser, PHONE } from './browser.ts'
import { ORG, section, titled } from './steps/pages.ts'

let browser: OpenBrowser
beforeAll(async () => {
  browser = await openBrowser()
})
afterAll(() => browser.close())

it('an observer records on a phone what they saw, without scripts too, and the person disagrees', async () => {
  const phone = await browser.visitor({ javaScript: false, viewport: PHONE })
  await phone.signInAs('assessor')
  await phone.page.goto('/home')
  await section(phone.page, 'Your roles').getByRole('link', { name: 'Observe' }).click()
  await phone.page.getByRole('link', { name: 'Observe Mette Brandal' }).click()
  await titled(phone.page, 'Observe Mette Brandal')
  // A form with something missing keeps what was chosen.
  await phone.page.getByLabel('Where, and at which work').fill('Berth 2, first crane')
  for (const row of ['The signals can be read', 'Stands where it is safe', 'Stops the lift when in doubt'])
    await phone.page.getByRole('group', { name: row }).getByRole('radio', { name: /Alone/ }).check()
  await phone.page.getByRole('button', { name: 'Record' }).click()
  await phone.page.getByText('Confirm that you saw it yourself.').first().waitFor()
  expect(await phone.page.getByLabel('Where, and at which work').inputValue()).toBe('Berth 2, first crane')
  await phone.page.getByRole('checkbox', { name: /I saw Mette Brandal/ }).check()
  await phone.page.getByRole('button', { name: 'Record' }).click()
  await phone.page.getByText('Recorded. The person can read it now.').waitFor()
  // Another observer is needed now, so this one has nothing more to see of her.
  expect(await phone.page.getByRole('link', { name: 'Observe Mette Brandal' }).count()).toBe(0)

  const learner = await browser.visitor()
  await learner.signInAs('second_learner')
  await learner.page.goto(`${ORG}/enrollments`)
  await learner.page.getByRole('link', { name: 'Hand signals on the quay' }).click()
  await learner.page.getByText('counts', { exact: true }).waitFor()
  await learner.page.locator('a[href*="/observations/"]').click()
  await titled(learner.page, 'You were observed at work')
  await learner.page.getByRole('radio', { name: 'disagree' }).check()
  await learner.page.getByLabel('In your words').fill('The second stop was mine too.')
  await learner.page.getByRole('button', { name: 'Send' }).click()
  await learner.page.getByText('Kwabena Lisowski disagrees').waitFor()
})
