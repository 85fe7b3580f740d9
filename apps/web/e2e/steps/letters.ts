import type { Page } from 'playwright-core'

/** Follows the link of the newest letter to an address, in the outbox that stands in for mail in the demo. */
export async function openLetter(page: Page, address: string, subject: string | RegExp): Promise<void> {
  await page.goto('/outbox')
  const letter = page
    .getByRole('article')
    .filter({ hasText: address })
    .filter({ has: page.getByRole('heading', { name: subject }) })
  await page.goto((await letter.first().locator('.prose a').getAttribute('href')) ?? '')
}
