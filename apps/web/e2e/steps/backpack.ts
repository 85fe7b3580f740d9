import { readFile } from 'node:fs/promises'
import type { Page } from 'playwright-core'
import { openUntil, titled } from './pages.ts'

/** Opens a badge in the backpack, once the worker has signed it. */
export async function openBadge(page: Page, name: string): Promise<void> {
  const here = `/backpack?${new URLSearchParams({ q: name, state: 'in_force' })}`
  await openUntil(page, here, (list) => list.getByRole('link', { name }))
  await page.getByRole('link', { name }).click()
  await titled(page, name)
}

/** Says who may see the badge that is open. */
export async function share(page: Page, who: 'You alone' | 'Those with the link' | 'Anyone'): Promise<void> {
  // Without the note of an earlier change.
  await page.goto(new URL(page.url()).pathname)
  await page.getByRole('radio', { name: who }).check()
  await page.getByRole('button', { name: 'Save' }).click()
  await page.getByText('Who may see it is saved.').waitFor()
}

/** Where others find the badge that is open and shared. */
export const sharedAddress = (page: Page): Promise<string> => page.getByLabel('Its address').inputValue()

/** Follows a link that downloads, and answers what came. */
export async function download(page: Page, link: string): Promise<Buffer> {
  const [file] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('link', { name: link }).click(),
  ])
  return readFile(await file.path())
}
