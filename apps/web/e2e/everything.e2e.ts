import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { unzipSync } from 'fflate'
import { afterAll, beforeAll, expect, inject, it } from 'vitest'
import { type OpenBrowser, openBrowser, PHONE, type Visitor } from './browser.ts'

let browser: OpenBrowser
let folder: string
beforeAll(async () => {
  browser = await openBrowser()
  folder = await mkdtemp(join(tmpdir(), 'assay-everything-'))
})
afterAll(async () => {
  await browser.close()
  await rm(folder, { recursive: true, force: true })
})

/** Downloads the archive as the page offers it, and unpacks it as a person would. Answers where its first page is. */
async function unpacked({ page }: Visitor, name: string): Promise<string> {
  await page.goto('/backpack')
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.locator('a[href="/backpack/everything.zip"]').click(),
  ])
  const files = unzipSync(new Uint8Array(await readFile(await download.path())))
  for (const [path, bytes] of Object.entries(files)) {
    await mkdir(dirname(join(folder, name, path)), { recursive: true })
    await writeFile(join(folder, name, path), bytes)
  }
  return pathToFileURL(join(folder, name, 'index.html')).href
}

it('everything about a person opens from a disk, in their language, light and dark, with no server at all', async () => {
  const owner = await browser.visitor()
  await owner.signInAs('learner')
  const speak = (locale: string) =>
    owner.page.request.patch('/api/v1/me', { data: { locale }, headers: { origin: inject('demo').url } })
  const pages: string[] = []
  for (const locale of ['es', 'en']) {
    expect((await speak(locale)).status()).toBe(200)
    pages.push(await unpacked(owner, locale))
  }
  for (const [address, title] of [
    [pages[0] ?? '', /^Todo sobre/],
    [pages[1] ?? '', /^Everything about/],
  ] as const)
    for (const dark of [false, true]) {
      const { page, expectAccessible } = await browser.visitor({ dark, viewport: PHONE, javaScript: true })
      const asked: string[] = []
      page.on('request', (request) => asked.push(request.url()))
      await page.goto(address)
      await page.getByRole('heading', { level: 1, name: title }).waitFor()
      await expectAccessible()
      expect(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth)).toBe(true)
      expect(asked.filter((url) => !url.startsWith('file:'))).toEqual([])
      const credential = page.locator('a[href^="credentials/"][href$=".json"]').first()
      await credential.click()
      expect(await page.locator('body').textContent()).toContain('OpenBadgeCredential')
    }
})
