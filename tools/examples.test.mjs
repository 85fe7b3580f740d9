// The example programs do what they say: the page in a real Chromium, with badges from the vectors of the repository.
import { randomUUID } from 'node:crypto'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { chromium } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { advice, findChromium } from './chromium.mjs'
import { root, runNode } from './run-command.mjs'

let folder
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'assay-examples-'))
})
afterAll(() => rm(folder, { recursive: true, force: true }))

describe('examples/issue-10000', () => {
  it('issues a badge to each row of a CSV, with one key and each with a salt of its own', async () => {
    const rows = Array.from({ length: 100 }, (_, index) => `"Person, ${index}",person${index}@example.org`)
    const csv = join(folder, 'people.csv')
    await writeFile(csv, ['name,email', ...rows].join('\n'))
    const program = join(root, 'examples/issue-10000/issue.ts')
    const { code, output } = await runNode(['--import', 'tsx', program, csv], { capture: true })
    expect(code, output).toBe(0)
    const badges = output
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line))
    expect(badges).toHaveLength(100)
    expect(badges[41].credentialSubject.identifier).toContainEqual(
      expect.objectContaining({ identityType: 'emailAddress', hashed: true }),
    )
    expect(new Set(badges.map(({ issuer }) => issuer.id)).size).toBe(1)
    expect(new Set(badges.map(({ proof }) => proof.proofValue)).size).toBe(100)
    const { createBrowserVerifier } = await loadVerifier()
    const verify = createBrowserVerifier({
      fetchDocument: () => Promise.reject(new Error('nothing is asked')),
    })
    for (const [index, email] of [
      [0, 'person0@example.org'],
      [99, 'person99@example.org'],
    ]) {
      const report = await verify(JSON.stringify(badges[index]), { recipient: { value: email } })
      expect(report.verdict, JSON.stringify(report.checks)).toBe('valid')
      const other = await verify(JSON.stringify(badges[index]), {
        recipient: { value: 'nobody@example.org' },
      })
      expect(other.verdict).toBe('invalid')
    }
  }, 60_000)
})

const loadVerifier = () => import(pathToFileURL(join(root, 'packages/verifier/src/browser.ts')).href)

describe('examples/verify-page', () => {
  let browser
  let vectors
  let page
  const faults = []

  beforeAll(async () => {
    const executablePath = findChromium()
    if (executablePath === undefined) throw new Error(advice)
    vectors = JSON.parse(
      await readFile(join(root, 'packages/verifier/vectors/ob3-eddsa-rdfc-2022.json'), 'utf8'),
    )
    const html = join(folder, `${randomUUID()}.html`)
    const { code, output } = await runNode([join(root, 'examples/verify-page/build.mjs'), html], {
      capture: true,
    })
    if (code !== 0) throw new Error(output)
    browser = await chromium.launch({
      executablePath,
      args: [
        '--no-sandbox',
        '--disable-gpu',
        '--disable-quic',
        '--no-first-run',
        '--disable-background-networking',
      ],
      env: { ...process.env, HOME: folder },
    })
    page = await browser.newPage()
    page.on('pageerror', (error) => faults.push(String(error)))
    await page.clock.setFixedTime(vectors.at)
    await page.route(/^https:/, answer)
    await page.goto(pathToFileURL(html).href)
  }, 60_000)
  afterAll(() => browser?.close())

  /** What the vectors say that an address answers, as a publisher who opens it to all pages. */
  async function answer(route) {
    const found = vectors.network[route.request().url()]
    if (typeof found !== 'object') return route.abort()
    return route.fulfill({ json: found, headers: { 'access-control-allow-origin': '*' } })
  }

  async function drop(name, document) {
    await page.locator('#file').setInputFiles({
      name,
      mimeType: 'application/json',
      buffer: Buffer.from(JSON.stringify(document)),
    })
  }

  const badge = () => vectors.vectors.find(({ expected }) => expected.verdict === 'valid').input.json
  const verdict = (text) => page.locator('#verdict', { hasText: text }).waitFor()

  it('calls a good badge valid and names its issuer', async () => {
    await drop('good.json', badge())
    await verdict('Valid.')
    expect(await page.locator('#issuer').textContent()).toBe('https://harbor.example.org/issuer')
    expect(await page.locator('#checks li').allTextContents()).toContainEqual(
      expect.stringMatching(/^passed: .*signature/i),
    )
  }, 60_000)

  it('calls a forged one not valid, and says why', async () => {
    const forged = structuredClone(badge())
    forged.credentialSubject.achievement.name = 'Something greater'
    await drop('forged.json', forged)
    await verdict('Not valid.')
    expect(await page.locator('#checks li').allTextContents()).toContainEqual(
      expect.stringMatching(/^failed: /),
    )
  }, 60_000)

  it('says that it could not check where there is no network, and shows markup of a badge as text', async () => {
    await page.unroute(/^https:/)
    await page.route(/^https:/, (route) => route.abort())
    const marked = structuredClone(badge())
    marked.name = '<img src=x onerror="document.title=1">'
    await drop('marked.json', marked)
    await verdict(/Could not be checked|Not valid/)
    await drop('good.json', badge())
    await verdict('Could not be checked.')
    expect(await page.locator('#checks img').count()).toBe(0)
    expect(faults).toEqual([])
  }, 60_000)
})
