import type { Page } from 'playwright-core'
import { ORG, titled } from './pages.ts'

/** Finds the work in the queue and takes it. */
export async function takeWork(page: Page, name: string): Promise<void> {
  await page.goto(`${ORG}/queue`)
  await page.getByRole('button', { name: new RegExp(`Assess ${name}`) }).click()
  await titled(page, name)
  // The keys are told once they work.
  await page.getByRole('region', { name: 'Finishing' }).getByText('level of the row').waitFor()
}
