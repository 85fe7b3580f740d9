import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { AxeBuilder } from '@axe-core/playwright'
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core'
import { expect, inject } from 'vitest'

/** Without these, Chromium looks for hosts of its maker at every start. */
const QUIET = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
]

/** Milliseconds after which what a journey waits for counts as missing; long, because a busy machine proves nothing. */
export const PATIENCE = 20_000

export const PHONE = { width: 390, height: 844 }
export const DESKTOP = { width: 1280, height: 900 }

export interface OpenBrowser {
  /** A visitor with their own cookies. Fails the test on any script error or breach of the content security policy. */
  visitor(options?: {
    readonly viewport?: typeof PHONE
    readonly dark?: boolean
    readonly javaScript?: boolean
    readonly language?: string
    /** Another Assay than the demo. */
    readonly at?: string
  }): Promise<Visitor>
  close(): Promise<void>
}

export interface Visitor {
  readonly page: Page
  readonly context: BrowserContext
  /** Signs in by the demo's one click for a role, which counts no tries however many journeys there are. */
  signInAs(role: string): Promise<void>
  /** 0 violations of axe's rules, best practices too, none switched off; and no script error so far. */
  expectAccessible(): Promise<void>
  /** 0 violations of the rule that depends on colours: for another colour scheme of a page that is accessible. */
  expectReadable(): Promise<void>
}

/** Chromium as `npm test` found it. */
export async function openBrowser(): Promise<OpenBrowser> {
  const executablePath = process.env.CHROMIUM_PATH ?? '/usr/bin/chromium'
  const profile = await mkdtemp(join(tmpdir(), 'assay-browser-'))
  const browser = await chromium.launch({
    executablePath,
    args: QUIET,
    env: { ...process.env, HOME: profile },
  })
  return {
    visitor: (options) => openVisitor(browser, options),
    close: async () => {
      await browser.close()
      await rm(profile, { recursive: true, force: true })
    },
  }
}

async function openVisitor(
  browser: Browser,
  options: Parameters<OpenBrowser['visitor']>[0] = {},
): Promise<Visitor> {
  const { url, accounts } = inject('demo')
  const context = await browser.newContext({
    baseURL: options.at ?? url,
    viewport: options.viewport ?? DESKTOP,
    colorScheme: options.dark === true ? 'dark' : 'light',
    javaScriptEnabled: options.javaScript ?? true,
    locale: options.language ?? 'en-GB',
    reducedMotion: 'reduce',
  })
  context.setDefaultTimeout(PATIENCE)
  const page = await context.newPage()
  const faults: string[] = []
  page.on('pageerror', (error) => faults.push(String(error)))
  page.on('console', (message) => {
    if (message.type() === 'error' && /Content Security Policy|Hydration/i.test(message.text()))
      faults.push(message.text())
  })
  return {
    page,
    context,
    signInAs: async (role) => {
      const account = accounts.find((candidate) => candidate.role === role)
      if (account === undefined) throw new Error(`the demo has no account for ${role}`)
      await page.goto('/sign-in')
      await page.locator(`button[value="${account.email}"]`).click()
      await page.waitForURL((address) => !address.pathname.startsWith('/sign-in'))
    },
    expectAccessible: async () => {
      expect(await violations(new AxeBuilder({ page }))).toEqual([])
      expect(faults).toEqual([])
    },
    expectReadable: async () => {
      expect(await violations(new AxeBuilder({ page }).withRules('color-contrast'))).toEqual([])
    },
  }
}

/** What breaks a rule, as `rule: element`. Without frames inside ours, axe needs no second page to add its results up. */
async function violations(axe: AxeBuilder): Promise<readonly string[]> {
  const found = await axe
    .setLegacyMode()
    .options({ resultTypes: ['violations'] })
    .analyze()
  return found.violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html}`))
}
