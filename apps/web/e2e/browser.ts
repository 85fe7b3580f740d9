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
  /** A visitor with their own cookies. */
  visitor(options?: {
    readonly viewport?: typeof PHONE
    readonly dark?: boolean
    readonly javaScript?: boolean
    readonly language?: string
    /** Another Assay than the demo. */
    readonly at?: string
  }): Promise<Visitor>
  /** The page of somebody with a role of the demo, in a browser of their own. */
  signedIn(role: string): Promise<Page>
  /** Fails when any visitor met a script error or a breach of the content security policy. */
  close(): Promise<void>
}

export interface Visitor {
  readonly page: Page
  readonly context: BrowserContext
  /** Signs in by the demo's one click for a role, which counts no tries however many journeys there are. */
  signInAs(role: string): Promise<void>
  /** 0 violations of axe's rules, best practices too, none switched off. */
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
  const faults: string[] = []
  return {
    visitor: (options) => openVisitor(browser, faults, options),
    signedIn: async (role) => {
      const { page, signInAs } = await openVisitor(browser, faults)
      await signInAs(role)
      return page
    },
    close: async () => {
      await browser.close()
      await rm(profile, { recursive: true, force: true })
      expect(faults).toEqual([])
    },
  }
}

async function openVisitor(
  browser: Browser,
  faults: string[],
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
      expect(await violations(page)).toEqual([])
    },
    expectReadable: async () => {
      expect(await violations(page, 'color-contrast')).toEqual([])
    },
  }
}

/** What breaks a rule, or this one, as `rule: element`. Without frames in the page, axe needs no second page to add its results up. */
async function violations(page: Page, rule?: string): Promise<readonly string[]> {
  const axe = new AxeBuilder({ page }).setLegacyMode().options({ resultTypes: ['violations'] })
  const found = await (rule === undefined ? axe : axe.withRules(rule)).analyze()
  return found.violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html}`))
}
