import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { RouteConfigEntry } from '@react-router/dev/routes'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import routes from '../src/routes.ts'
import { DESKTOP, type OpenBrowser, openBrowser, PHONE, type Visitor } from './browser.ts'
import { EXAMPLES } from './page-examples.ts'

/** The routes that show a page, by their whole path; the others answer files or take forms. */
const pagesOf = (entries: readonly RouteConfigEntry[], above = ''): string[] =>
  entries.flatMap((entry) => {
    const path = [above, entry.path ?? ''].filter((part) => part !== '').join('/')
    const below = pagesOf(entry.children ?? [], path)
    const source = readFileSync(join(import.meta.dirname, '../src', entry.file), 'utf8')
    // A page around others is seen with each of them.
    return entry.children === undefined && source.includes('export default') ? [path || '/', ...below] : below
  })

const pages = pagesOf(routes)

let browser: OpenBrowser
beforeAll(async () => {
  browser = await openBrowser()
})
afterAll(() => browser.close())

/** One visitor for each role and width: signing in for each page would take as long as the pages. */
const visitors = new Map<string, Promise<Visitor>>()

function visitorAs(role: string, viewport: typeof PHONE): Promise<Visitor> {
  const key = `${role} ${viewport.width}`
  const known = visitors.get(key)
  if (known !== undefined) return known
  const arriving = browser.visitor({ viewport }).then(async (visitor) => {
    if (role !== '') await visitor.signInAs(role)
    return visitor
  })
  visitors.set(key, arriving)
  return arriving
}

it('every page of the table of routes has an example, and no example is of a page that is gone', () => {
  expect(Object.keys(EXAMPLES).sort()).toEqual([...pages].sort())
})

const all = pages.flatMap((path) =>
  (EXAMPLES[path] ?? []).map((example, i) => [`${path}${i === 0 ? '' : ` (${i + 1})`}`, example] as const),
)

describe('no rule of accessibility is broken at both widths and in both colour schemes, nothing scrolls sideways', () => {
  it.each(all)(
    '%s',
    async (_path, { as = '', at, status = 200 }) => {
      const [desktop, phone] = await Promise.all([visitorAs(as, DESKTOP), visitorAs(as, PHONE)])
      const address = typeof at === 'string' ? at : await at(desktop.page)
      // Both at once, because axe keeps one core busy.
      await Promise.all([desktop, phone].map((visitor) => expectSound(visitor, address, status)))
    },
    300_000,
  )
})

async function expectSound(visitor: Visitor, address: string, status: number): Promise<void> {
  const { page, expectAccessible, expectReadable } = visitor
  await page.emulateMedia({ colorScheme: 'light' })
  const answer = await page.goto(address)
  expect([address, answer?.status()]).toEqual([address, status])
  expect(await page.evaluate('document.documentElement.scrollWidth - innerWidth')).toBeLessThanOrEqual(0)
  await expectAccessible()
  await page.emulateMedia({ colorScheme: 'dark' })
  await expectReadable()
}
