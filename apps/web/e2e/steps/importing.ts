import type { Page } from 'playwright-core'

/** A file as a browser hands it over. */
export interface GivenFile {
  readonly name: string
  readonly mimeType: string
  readonly buffer: Buffer
}

/** Brings a badge into the backpack as a file. */
export async function bringFile(page: Page, file: GivenFile): Promise<void> {
  await page.goto('/backpack/import')
  await page.getByLabel('A file').setInputFiles(file)
  await page.getByRole('button', { name: 'Verify and keep' }).click()
}

/** Brings a badge into the backpack as text. */
export async function bringText(page: Page, text: string): Promise<void> {
  await page.goto('/backpack/import')
  await page.getByLabel('Or a link, or the text of a badge').fill(text)
  await page.getByRole('button', { name: 'Verify and keep' }).click()
}
