import { readFile } from 'node:fs/promises'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { type OpenBrowser, openBrowser } from './browser.ts'
import { publishNew } from './steps/micro-credentials.ts'
import { ORG, section, titled } from './steps/pages.ts'
import { unique } from './steps/unique.ts'

let browser: OpenBrowser
beforeAll(async () => {
  browser = await openBrowser()
})
afterAll(() => browser.close())

async function manager(): Promise<Page> {
  const { page, signInAs } = await browser.visitor()
  await signInAs('program_manager')
  return page
}

it('a program manager makes a micro-credential from nothing, and anyone reads its rubric', async () => {
  const page = await manager()
  const name = unique('Night watch')
  await page.goto(`${ORG}/achievements`)
  await page.getByRole('link', { name: 'New micro-credential' }).click()
  await titled(page, 'Define a micro-credential')
  await page.getByLabel('Name').fill(name)
  await page.getByLabel('What a holder can do').fill('Keeps a yard safe through the night.')
  await page.getByRole('button', { name: 'Go on in the editor' }).click()

  await page.getByLabel('Effort in hours').fill('5')
  await goOn(page, 'Criteria')
  await writeCriterion(page)
  await goOn(page, 'Rubric')
  await writeRubric(page)
  await goOn(page, 'Badge')
  await page.getByLabel('Category and shape').selectOption('safety')
  await page.getByLabel('Drawing').selectOption({ label: 'Eye' })
  await goOn(page, 'Skills and quality')
  await page.getByRole('button', { name: 'Save and close' }).click()

  await page.getByRole('button', { name: 'Publish version 1' }).click()
  const address = await page.getByRole('link', { name: /^\/achievements\// }).getAttribute('href')
  const { page: stranger } = await browser.visitor({ javaScript: false })
  await stranger.goto(address ?? '')
  await titled(stranger, name)
  await stranger.getByRole('cell', { name: 'Required: Walks the fence twice' }).waitFor()
}, 180_000)

const goOn = async (page: Page, part: string): Promise<void> => {
  await page.getByRole('button', { name: `Save and go on: ${part}` }).click()
  await page.locator('nav [aria-current=page]', { hasText: part }).waitFor()
}

async function writeCriterion(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Evidence with rubric' }).click()
  await page.getByLabel('What is asked').fill('Three nights on watch')
  await page.getByLabel('What to hand in').fill('A record of each night.')
  await page.getByRole('checkbox', { name: 'Text' }).check()
}

async function writeRubric(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Add a row' }).click()
  await page.getByLabel('What is looked at').fill('Rounds')
  await page.getByLabel('Required level').selectOption('2')
  await page.getByLabel('1 Beginning').fill('Stays in the hut')
  await page.getByLabel('2 Working').fill('Walks the fence twice')
  await page.getByLabel('3 Leading').fill('Varies times and ways')
}

it('a new version replaces the old one for newcomers, and both stay readable', async () => {
  const page = await manager()
  const name = unique('Crane signals')
  const address = await publishNew(page, name)
  await page.getByRole('button', { name: 'Start a new version' }).click()
  await page.getByLabel('What a holder can do').fill('Signals a crane by hand and by radio.')
  await page.getByRole('button', { name: 'Save and close' }).click()
  await page.getByLabel('What changed, and why').fill('Radio was missing.')
  await page.getByRole('button', { name: 'Publish version 2' }).click()
  await page.getByRole('button', { name: 'Start a new version' }).waitFor()

  await page.goto(address)
  await page.getByText('Signals a crane by hand and by radio.').first().waitFor()
  await page.getByText('Radio was missing.').waitFor()
  await page.getByRole('link', { name: 'Version 1' }).click()
  await page.getByText('Closes a valve under pressure').first().waitFor()
})

it('what is exported is imported as a draft with the same content', async () => {
  const page = await manager()
  const name = unique('Mooring')
  await publishNew(page, name)
  const [file] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('link', { name: 'Export' }).click(),
  ])
  const exported = await readFile(await file.path(), 'utf8')
  await page.goto(`${ORG}/achievements/import`)
  await page.getByLabel('Choose a file').setInputFiles({
    name: 'mooring.json',
    mimeType: 'application/json',
    buffer: Buffer.from(exported),
  })
  await page.getByRole('button', { name: 'Import as a draft' }).click()
  await titled(page, name)
  const again = page.waitForEvent('download')
  await page.getByRole('link', { name: 'Export' }).click()
  const copy = JSON.parse(await readFile(await (await again).path(), 'utf8'))
  expect(copy).toEqual(JSON.parse(exported))
})

it('a picture with a script in it is refused with the reason, and the drawing stays', async () => {
  const page = await manager()
  await publishNew(page, unique('Lashing'))
  await page.getByRole('button', { name: 'Start a new version' }).click()
  await page.getByRole('link', { name: 'Badge', exact: true }).click()
  await page.getByLabel('PNG or SVG').setInputFiles({
    name: 'badge.svg',
    mimeType: 'image/svg+xml',
    buffer: Buffer.from(
      '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><script>alert(1)</script><rect width="9" height="9"/></svg>',
    ),
  })
  await page.getByRole('button', { name: 'Upload' }).click()
  await page.getByRole('alert').getByText('script').waitFor()
  expect(await section(page, 'Badge').getByText('Your own picture is used').count()).toBe(0)
})
