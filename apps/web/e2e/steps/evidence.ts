import { randomUUID } from 'node:crypto'
import type { Page } from 'playwright-core'
import { section, titled } from './pages.ts'

/** A text, a file and a link, each added on the page of the enrollment. */
export async function addEvidence(page: Page): Promise<void> {
  const evidence = section(page, 'Close a valve')
  await evidence.getByLabel('Title').first().fill('What I did')
  await evidence.getByLabel('Your text').fill('I read the gauge, **closed** the valve and locked it.')
  await evidence.getByRole('button', { name: 'Add the text' }).click()
  await titled(page, /^2 more pieces are asked for/)

  await evidence.getByText('Add a file').click()
  // Nobody else may have handed in the same bytes.
  await evidence.getByLabel('File', { exact: true }).setInputFiles({
    name: 'shift-log.txt',
    mimeType: 'text/plain',
    buffer: Buffer.from(`Shift ${randomUUID()}: valve 4 closed at noon.\n`),
  })
  await evidence.getByRole('button', { name: 'Upload the file' }).click()
  await titled(page, /^One more piece is asked for/)

  await evidence.getByText('Add a link').click()
  const link = evidence.locator('details[open]').filter({ hasText: 'Add a link' })
  await link.getByLabel('Title').fill('The procedure')
  await link.getByLabel('Address').fill('https://procedures.example/valves')
  await link.getByRole('button', { name: 'Add the link' }).click()
  await titled(page, 'Everything is there. Hand it in.')
}

/** Declares the work as one's own and hands it in. */
export async function handIn(page: Page): Promise<void> {
  await page.getByLabel('Reflection').fill('Next time I call the control room first.')
  await page.getByLabel('This is my own work').check()
  await page.getByRole('button', { name: 'Hand in', exact: true }).click()
  await titled(page, /^Handed in. A decision is promised by/)
}
