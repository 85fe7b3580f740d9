// INTERFACE, "Weight": what a browser loads for a page, by its own count of bytes on the wire, with nothing cached.
// Pictures and fonts stand aside: they come after the words and are kept for ever.
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest'
import { type OpenBrowser, openBrowser, type Visitor } from './browser.ts'

/** kB of 1,000 bytes. */
const PUBLIC_LIMIT = 40
const SIGNED_IN_LIMIT = 170

const ORG = '/o/harbor-logistics'
const { credential } = inject('demo')

/** A page by its address, or by a link on another page. */
type Place = string | { readonly from: string; readonly link: RegExp }

const publicPages: readonly Place[] = [
  '/',
  '/verify',
  '/verify/how',
  '/catalog',
  '/issuers/harbor-logistics',
  '/api/docs',
  '/api/docs/credentials',
  credential,
  credential.replace('/credentials/', '/verify/credentials/'),
  { from: '/catalog', link: /^\/achievements\// },
]

const signedInPages: readonly (readonly [role: string, places: readonly Place[]])[] = [
  [
    'learner',
    [
      '/home',
      `${ORG}/catalog`,
      { from: '/home', link: /\/enrollments\/[^/]+$/ },
      '/backpack',
      { from: '/backpack', link: /^\/backpack\/[0-9a-f-]{36}$/ },
      '/settings',
    ],
  ],
  [
    'program_manager',
    [
      { from: `${ORG}/achievements`, link: /\/achievements\/[0-9a-f-]{36}$/ },
      `${ORG}/credentials`,
      { from: `${ORG}/credentials`, link: /\/credentials\/[0-9a-f-]{36}$/ },
    ],
  ],
  ['assessor', [`${ORG}/observe`]],
  ['administrator', [`${ORG}/people`, `${ORG}/issuer`, `${ORG}/audit`]],
]

let browser: OpenBrowser
beforeAll(async () => {
  browser = await openBrowser()
})
afterAll(() => browser.close())

const pageOf = async (visitor: Visitor, place: Place): Promise<string> => {
  if (typeof place === 'string') return place
  await visitor.page.goto(place.from)
  const links = await visitor.page
    .locator('main a')
    .evaluateAll((all) => all.map((link) => new URL((link as HTMLAnchorElement).href).pathname))
  const found = links.find((link) => place.link.test(link))
  if (found === undefined) throw new Error(`${place.from} has no link like ${place.link}`)
  return found
}

interface Weight {
  readonly path: string
  readonly kilobytes: number
  readonly scripts: number
}

/** Opens `path` with the cookies of `known` and nothing else kept, and waits until nothing more is loaded. */
async function weigh(path: string, known: Visitor): Promise<Weight> {
  const { page, context } = await browser.visitor()
  await context.addCookies(await known.context.cookies())
  const parts = await loadedBy(page, path)
  const scripts = parts.filter(({ kind }) => kind === 'script').length
  await context.close()
  const bytes = parts.reduce((sum, part) => sum + part.bytes, 0)
  return { path, kilobytes: Math.round(bytes / 100) / 10, scripts }
}

async function loadedBy(page: Page, path: string) {
  const parts: { readonly kind: string; readonly bytes: number }[] = []
  const counting: Promise<void>[] = []
  page.on('requestfinished', (request) => {
    const kind = request.resourceType()
    if (kind === 'image' || kind === 'font') return
    counting.push(
      request.sizes().then(({ responseBodySize }) => void parts.push({ kind, bytes: responseBodySize })),
    )
  })
  const answer = await page.goto(path)
  expect([path, answer?.status()]).toEqual([path, 200])
  // What is loaded once React has taken the page over (which pages its links lead to) comes at once.
  if ((await page.locator('script:not([src="/passkey-autofill.js"])').count()) > 0)
    await expect.poll(() => takenOver(page)).toBe(true)
  await page.waitForLoadState('networkidle')
  page.removeAllListeners('requestfinished')
  await Promise.all(counting)
  return parts
}

/** React notes its own things on the elements that it has taken over. */
const takenOver = (page: Page): Promise<boolean> =>
  page.locator('h1').evaluate((heading) => Object.keys(heading).some((key) => key.startsWith('__react')))

async function weighAll(places: readonly Place[], visitor: Visitor): Promise<readonly Weight[]> {
  const weights: Weight[] = []
  for (const place of places) weights.push(await weigh(await pageOf(visitor, place), visitor))
  return weights
}

const heavier = (weights: readonly Weight[], limit: number) =>
  weights.filter(({ kilobytes }) => kilobytes > limit)

describe('a public page', () => {
  it('loads no script and weighs 40 kB at most', async () => {
    const weights = await weighAll(publicPages, await browser.visitor())
    expect(weights.filter(({ scripts }) => scripts > 0)).toEqual([])
    expect(heavier(weights, PUBLIC_LIMIT)).toEqual([])
  })
})

it('the sign-in page weighs 40 kB at most with its one script, which offers passkeys and weighs 2 kB at most', async () => {
  const { page } = await browser.visitor()
  const parts = await loadedBy(page, '/sign-in')
  const scripts = parts.filter(({ kind }) => kind === 'script').map(({ bytes }) => bytes)
  expect(scripts).toHaveLength(1)
  expect(scripts[0]).toBeLessThan(2_000)
  expect(parts.reduce((sum, { bytes }) => sum + bytes, 0)).toBeLessThan(PUBLIC_LIMIT * 1000)
})

describe('a page of who is signed in', () => {
  it.each(signedInPages)('weighs 170 kB at most for a %s', async (role, places) => {
    const visitor = await browser.visitor()
    await visitor.signInAs(role)
    expect(heavier(await weighAll(places, visitor), SIGNED_IN_LIMIT)).toEqual([])
  })

  it('weighs 170 kB at most where work is assessed', async () => {
    const visitor = await browser.visitor()
    await visitor.signInAs('assessor')
    await visitor.page.goto(`${ORG}/queue`)
    await visitor.page
      .getByRole('button', { name: /^Assess/ })
      .first()
      .click()
    await visitor.page.waitForURL(/\/assess\//)
    const places = [`${ORG}/queue`, new URL(visitor.page.url()).pathname]
    expect(heavier(await weighAll(places, visitor), SIGNED_IN_LIMIT)).toEqual([])
  })

  it('weighs 170 kB at most where a micro-credential is edited', async () => {
    const visitor = await browser.visitor()
    await visitor.signInAs('program_manager')
    await visitor.page.goto(`${ORG}/achievements/new`)
    await visitor.page.locator('input[name=name]').fill('Weighing')
    await visitor.page.locator('textarea[name=proves]').fill('Weighs goods.')
    await visitor.page.locator('textarea[name=proves]').press('Tab')
    await visitor.page.locator('main form button').click()
    await visitor.page.waitForURL(/\/edit/)
    const { pathname } = new URL(visitor.page.url())
    const places = ['basics', 'criteria', 'rubric', 'art'].map((part) => `${pathname}?part=${part}`)
    expect(heavier(await weighAll(places, visitor), SIGNED_IN_LIMIT)).toEqual([])
  })
})
