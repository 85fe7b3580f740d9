import type { Locator, Page } from 'playwright-core'
import { expect } from 'vitest'
import { PATIENCE } from '../browser.ts'

/** The demo's organization. */
export const ORG = '/o/harbor-logistics'

/** The title of the page, once it is this one: pages say their answer there. */
export async function titled(page: Page, title: string | RegExp): Promise<void> {
  await page.getByRole('heading', { level: 1, name: title }).waitFor()
}

/** Opens a page again until something is on it: what the worker does arrives without the page. */
export async function openUntil(page: Page, address: string, found: (page: Page) => Locator): Promise<void> {
  const look = async () => {
    await page.goto(address)
    return found(page).first().isVisible()
  }
  await expect
    .poll(look, { timeout: PATIENCE, interval: 250, message: `${address} never showed it` })
    .toBe(true)
}

/** A section of a page by its heading; pages are ledgers of these. */
export const section = (page: Page, heading: string | RegExp): Locator =>
  page.locator('section').filter({ has: page.getByRole('heading', { level: 2, name: heading }) })
