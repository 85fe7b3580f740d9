import { afterAll, beforeAll, expect, it } from 'vitest'
import { type OpenBrowser, openBrowser } from './browser.ts'
import { openLetter } from './steps/letters.ts'
import { ORG, section, titled } from './steps/pages.ts'
import { unique } from './steps/unique.ts'

let browser: OpenBrowser
beforeAll(async () => {
  browser = await openBrowser()
})
afterAll(() => browser.close())

it('a manager assigns, the learner sees it at home and asks to be exempt, and the manager decides', async () => {
  const { page: manager, signInAs } = await browser.visitor()
  await signInAs('program_manager')
  const reason = unique('The customer asks for it')
  await manager.goto(`${ORG}/assignments`)
  const form = section(manager, 'Assign a micro-credential')
  await form.getByLabel('Micro-credential').selectOption({ label: 'Coaching on Shift' })
  await form.getByRole('radio', { name: 'One person' }).check()
  await form.getByLabel('Person', { exact: true }).fill('Kwabena')
  await form.getByRole('button', { name: 'Search' }).click()
  await form.getByRole('radio', { name: 'Kwabena Lisowski' }).check()
  await form.getByLabel('Days for each person').fill('20')
  await form.getByLabel('Reason').fill(reason)
  await form.getByRole('button', { name: 'Assign' }).click()
  await titled(manager, 'Coaching on Shift · Kwabena Lisowski')

  // Without scripts, and by the keyboard alone where it decides something.
  const { page: learner, signInAs: learnerSignsInAs } = await browser.visitor({ javaScript: false })
  await learnerSignsInAs('second_learner')
  await learner.goto('/home')
  const duty = section(learner, 'Assigned to you').getByRole('listitem').filter({ hasText: reason })
  await duty.getByText('Leocadia Brandt').waitFor()
  await duty.getByRole('link', { name: /^Go on/ }).waitFor()
  await duty.getByRole('link', { name: 'Coaching on Shift', exact: true }).click()
  await titled(learner, 'Coaching on Shift: Open')
  await learner.getByLabel('Why').fill('I change to the night shift.')
  await learner.getByRole('button', { name: 'Ask' }).press('Enter')
  await learner.getByText('I change to the night shift.').waitFor()

  await manager.goto('/home')
  await section(manager, 'Assigned').getByRole('link', { name: 'Decide' }).click()
  await manager.getByRole('row').filter({ hasText: 'Coaching on Shift' }).getByRole('link').first().click()
  await manager.getByLabel('Answer').fill('Agreed until you are back on days.')
  await manager.getByRole('button', { name: 'Exempt' }).press('Enter')
  await titled(manager, 'Coaching on Shift: Exempt')

  await learner.goto('/home')
  await duty.getByText('You are exempt.').waitFor()
}, 120_000)

it('what lapses is assigned anew from the list, and its holder begins to renew it', async () => {
  const { page: manager, signInAs } = await browser.visitor()
  await signInAs('program_manager')
  await manager.goto(`${ORG}/due?view=lapsing`)
  const row = manager.getByRole('row').filter({ hasText: 'Nikos Varlas' })
  await row.getByRole('link', { name: /^Assign the renewal/ }).click()
  const form = section(manager, 'Assign a micro-credential')
  expect(await form.getByRole('radio', { name: 'Nikos Varlas' }).isChecked()).toBe(true)
  expect(await form.getByLabel('Micro-credential').locator('option:checked').textContent()).toBe(
    'Hazardous Goods Segregation',
  )
  expect(await form.getByLabel(/^Keep in force/).inputValue()).toBe('60')
  await form.getByLabel('Reason').fill(unique('He works with boxes that leak'))
  await form.getByRole('button', { name: 'Assign' }).click()
  await titled(manager, 'Hazardous Goods Segregation · Nikos Varlas')
  await manager.goto(`${ORG}/due?view=lapsing`)
  await row.getByText('Renewal under way').waitFor()

  const { page: holder } = await browser.visitor()
  await holder.goto('/sign-in')
  await holder.getByLabel('E-mail address').fill('nikos.varlas@harbor-logistics.example')
  await holder.getByRole('button', { name: 'Mail me a link' }).click()
  await openLetter(holder, 'nikos.varlas@harbor-logistics.example', 'Your link to sign in')
  await holder.getByRole('button', { name: 'Sign in' }).click()
  await holder.waitForURL((url) => !url.pathname.startsWith('/sign-in'))
  await holder.goto('/home')
  await section(holder, 'Expires soon')
    .getByRole('button', { name: /^Renew/ })
    .press('Enter')
  await holder.waitForURL(/\/enrollments\/[0-9a-f-]{36}$/)
  await holder.getByText('Hazardous Goods Segregation').first().waitFor()
}, 120_000)
