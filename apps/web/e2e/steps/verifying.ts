import type { Page } from 'playwright-core'

/** Gives text to the verify page, as any visitor may. */
export async function verifyText(page: Page, text: string): Promise<void> {
  await page.goto('/verify')
  await page.getByLabel('A link, or the text of a badge').fill(text)
  await page.getByRole('button', { name: 'Verify', exact: true }).click()
}

/** Gives a file to the verify page. */
export async function verifyFile(
  page: Page,
  file: { readonly name: string; readonly mimeType: string; readonly buffer: Buffer },
): Promise<void> {
  await page.goto('/verify')
  await page.getByLabel('Or a file').setInputFiles(file)
  await page.getByRole('button', { name: 'Verify', exact: true }).click()
}
