import { readFile } from 'node:fs/promises'
import { unzipSync } from 'fflate'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { type OpenBrowser, openBrowser } from './browser.ts'
import { ORG, section, titled } from './steps/pages.ts'

let browser: OpenBrowser
beforeAll(async () => {
  browser = await openBrowser()
})
afterAll(() => browser.close())

it('an administrator orders the archive of the organization, goes on, and fetches it when it is ready, without scripts', async () => {
  const { page, signInAs } = await browser.visitor({ javaScript: false })
  await signInAs('administrator')
  await page.goto(`${ORG}/settings`)
  await page.getByRole('link', { name: 'Way out: export, and closing' }).click()
  await titled(page, 'Way out')
  const archive = section(page, 'The archive')
  await archive.getByLabel('Passphrase of the archive').fill('an otter leaves the harbor')
  await archive.getByRole('button', { name: 'Make the archive' }).click()
  await titled(page, 'Way out')
  const link = archive.getByRole('link', { name: 'Download the archive' })
  await expect
    .poll(
      async () => {
        await page.reload()
        return link.count()
      },
      { timeout: 150_000, interval: 500 },
    )
    .toBe(1)
  const [download] = await Promise.all([page.waitForEvent('download'), link.click()])
  expect(download.suggestedFilename()).toBe('harbor-logistics-export.zip')
  const files = unzipSync(new Uint8Array(await readFile(await download.path())))
  const issuer = new TextDecoder().decode(files['public/issuers/harbor-logistics/index.json'])
  expect(JSON.parse(issuer)).toMatchObject({ type: ['Profile'], name: 'Harbor Logistics' })
  expect(new TextDecoder().decode(files['private.assay']?.subarray(0, 21))).toBe('assay sealed stream 1')
}, 240_000)
