import type { Page } from 'playwright-core'
import { ORG, openUntil } from './pages.ts'

/** Awards directly as a program manager; leaves the page of the issued credential open, once it is signed. */
export async function awardDirectly(page: Page, person: string, achievement: string): Promise<void> {
  await page.goto(`${ORG}/award`)
  await page.getByLabel('Member', { exact: true }).fill(person)
  await page.getByRole('button', { name: 'Search' }).click()
  await page.getByRole('radio', { name: person }).check()
  await page.getByLabel('Micro-credential').selectOption({ label: achievement })
  await page.getByLabel('Reason').fill('Ten years at the valves without one accident.')
  await page.getByRole('button', { name: 'Award', exact: true }).click()
  await page.waitForURL(/\/credentials\/[0-9a-f-]{36}$/)
  await openUntil(page, page.url(), (issued) => issued.getByRole('link', { name: 'Credential as JSON' }))
}
