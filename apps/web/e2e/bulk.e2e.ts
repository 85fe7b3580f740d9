import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { type OpenBrowser, openBrowser } from './browser.ts'
import { download } from './steps/backpack.ts'
import { ORG, openUntil, section, titled } from './steps/pages.ts'
import { unique } from './steps/unique.ts'

let browser: OpenBrowser
beforeAll(async () => {
  browser = await openBrowser()
})
afterAll(() => browser.close())

/** Enough that the work is seen while it goes on. */
const GOOD = 4_000

/** A file whose third and fifth rows are wrong; its addresses are nobody's in any other journey. */
function fileOf(domain: string): string {
  const rows = Array.from({ length: GOOD }, (_, at) => `person.${at}@${domain},Person ${at}`)
  rows.splice(1, 0, 'nobody,No Address')
  rows.splice(3, 0, `nameless@${domain},`)
  return `E-mail,Name\n${rows.join('\n')}\n`
}

it('a file with two wrong rows is previewed, its good rows are issued, and the whole batch is taken back', async () => {
  const { page, signInAs } = await browser.visitor()
  await signInAs('program_manager')
  await page.goto(`${ORG}/bulk`)
  await page.getByRole('link', { name: 'Bring a file' }).click()
  await titled(page, 'Bring a file to issue')
  await page.getByLabel('Micro-credential').selectOption({ index: 1 })
  await page.getByLabel('Reason').fill('Took part in the drill of the whole terminal.')
  const buffer = Buffer.from(fileOf(`${unique('crew').replace(' ', '-')}.example`))
  await page.getByLabel('CSV file').setInputFiles({ name: 'crew.csv', mimeType: 'text/csv', buffer })
  await page.getByRole('button', { name: 'Read the file' }).click()

  await titled(page, /^2 rows of the file for “.+” need another look$/)
  const batch = page.url()
  const wrong = section(page, 'Rows that are wrong')
  await wrong.getByRole('row', { name: /^3 nobody No Address “E-mail” holds no e-mail address/ }).waitFor()
  await wrong.getByRole('row', { name: /^5 nameless@\S+ The name is missing/ }).waitFor()
  // Nothing but the good rows is offered, and nothing happens by itself.
  const starts = page.getByRole('button', { name: /^Issue/ })
  expect(await starts.allTextContents()).toEqual(['Issue the 4,000 good rows'])
  await page.reload()
  expect(await statesIn(page, 'Download all rows (CSV)')).toEqual({ 'Will be issued': GOOD, Wrong: 2 })

  await page.getByLabel(/^In 24 hours/).check()
  await starts.click()
  await openUntil(page, batch, (job) => job.getByText(/rows a second · about \d+ (second|minute)s? left/))
  expect(await page.getByRole('progressbar', { name: 'Rows' }).getAttribute('max')).toBe(String(GOOD))
  await page.getByRole('button', { name: 'Pause' }).click()
  await titled(page, /^Paused at [\d,]+ of 4,000:/)
  await page.getByRole('button', { name: 'Go on' }).click()
  await openUntil(page, batch, (job) =>
    job.getByRole('heading', { level: 1, name: /^4,000 credentials of “.+” are issued$/ }),
  )
  expect(await statesIn(page, 'Download the result (CSV)')).toEqual({ Issued: GOOD, Wrong: 2 })

  await page.getByText('Take the whole batch back').click()
  await page.getByLabel('Why').fill('The file of another terminal.')
  await page.getByRole('button', { name: 'Revoke them all' }).click()
  await openUntil(page, batch, (job) =>
    job.getByRole('heading', { level: 1, name: /^4,000 credentials of “.+” were taken back$/ }),
  )
  expect(await statesIn(page, 'Download the result (CSV)')).toEqual({ Revoked: GOOD, Wrong: 2 })
}, 180_000)

/** How many rows of a result file are in which state. */
async function statesIn(page: Page, link: string): Promise<Record<string, number>> {
  const lines = (await download(page, link)).toString().trim().split('\r\n').slice(1)
  const counts: Record<string, number> = {}
  for (const line of lines) {
    const state = line.split(',')[2] ?? ''
    counts[state] = (counts[state] ?? 0) + 1
  }
  return counts
}
