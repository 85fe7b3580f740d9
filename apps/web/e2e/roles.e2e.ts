import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { DESKTOP, type OpenBrowser, openBrowser, PHONE } from './browser.ts'

let browser: OpenBrowser

beforeAll(async () => {
  browser = await openBrowser()
})
afterAll(() => browser.close())

const ORG = '/o/harbor-logistics'

/** The pages that each role opens first, with what must be there. */
const pages: readonly (readonly [role: string, paths: readonly string[]])[] = [
  [
    'administrator',
    ['/home', `${ORG}/people`, `${ORG}/issuer`, `${ORG}/audit`, `${ORG}/settings`, `${ORG}/api-keys`],
  ],
  ['program_manager', [`${ORG}/achievements`, `${ORG}/credentials`, `${ORG}/award`, `${ORG}/people`]],
  ['assessor', [`${ORG}/queue`, `${ORG}/catalog`]],
  ['learner', ['/home', '/backpack', '/backpack/import', '/settings', `${ORG}/catalog`]],
]

describe.each(pages)('the pages of the %s', (role, paths) => {
  it.each([
    ['on a desktop', DESKTOP],
    ['on a phone', PHONE],
  ] as const)('are accessible and do not scroll sideways %s', async (_where, viewport) => {
    const { page, signInAs, expectAccessible } = await browser.visitor({ viewport, dark: viewport === PHONE })
    await signInAs(role)
    for (const path of paths) {
      const answer = await page.goto(path)
      expect([path, answer?.status()]).toEqual([path, 200])
      await expectAccessible()
      expect([path, await page.evaluate('document.documentElement.scrollWidth <= innerWidth')]).toEqual([
        path,
        true,
      ])
    }
  })
})

describe('an assessor', () => {
  it('takes work from the queue and scores its rows by keyboard alone', async () => {
    const { page, signInAs } = await browser.visitor()
    await signInAs('assessor')
    await page.goto(`${ORG}/queue`)
    await page
      .getByRole('button', { name: /^Assess/ })
      .first()
      .focus()
    await page.keyboard.press('Enter')
    await page.waitForURL(/\/assess\//)
    const radios = page.getByRole('radio')
    await radios.first().waitFor({ state: 'attached' })
    await radios.first().focus()
    for (const key of ['2', 'j', '3']) await page.keyboard.press(key)
    const chosen = await page
      .getByRole('radio', { checked: true })
      .evaluateAll((all) => all.map((radio) => (radio as HTMLInputElement).value))
    expect(chosen.slice(0, 2)).toEqual(['2', '3'])
  })
})
