// Renders every component of apps/web/src/ui in its states into static pages with the style sheet inside, pictures them
// at 1280 and 390 pixels in light and dark, and looks for accessibility violations:
// `npx tsx tools/ui-gallery.tsx <folder>`. Exits with 1 when it finds any.
import { mkdirSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { AxeBuilder } from '@axe-core/playwright'
import { build } from 'esbuild'
import { type Browser, chromium } from 'playwright-core'
import type { ReactNode } from 'react'
import { renderToStaticMarkup } from 'react-dom/server'
import { MemoryRouter } from 'react-router'
import { CredentialPage } from './ui-gallery/credential-page.tsx'
import { FormsPage } from './ui-gallery/forms-page.tsx'
import { PartsPage } from './ui-gallery/parts-page.tsx'
import { VerifyPage } from './ui-gallery/verify-page.tsx'

const root = resolve(import.meta.dirname, '..')
const executablePath = process.env.CHROMIUM_PATH ?? '/usr/bin/chromium'

const pages: Readonly<
  Record<string, { readonly at: string; readonly page: ReactNode; readonly dir?: string }>
> = {
  verify: { at: '/verify', page: <VerifyPage outcome="valid" /> },
  refused: { at: '/verify', page: <VerifyPage outcome="refused" /> },
  credential: { at: '/credentials/1', page: <CredentialPage /> },
  parts: { at: '/', page: <PartsPage /> },
  forms: { at: '/', page: <FormsPage /> },
  'parts-rtl': { at: '/', page: <PartsPage />, dir: 'rtl' },
}

/** What the credential page adds of its own; its feature will. */
const pageStyle =
  '.hero{display:grid;grid-template-columns:400px minmax(0,1fr);gap:72px;align-items:center;padding-block:var(--s7)}.hero .badge-frame{margin-inline:auto}.hero>div>*+*{margin-top:var(--s5)}.hero h1+.lede{margin-top:var(--s3)}@media(max-width:760px){.hero{grid-template-columns:minmax(0,1fr);gap:var(--s5);padding-block:var(--s5)}.hero .badge-frame{max-width:240px!important}}'

async function bundleStyle(): Promise<string> {
  const { outputFiles } = await build({
    entryPoints: [join(root, 'apps/web/src/ui/index.css')],
    bundle: true,
    minify: true,
    write: false,
    loader: { '.woff2': 'dataurl' },
  })
  return outputFiles[0]?.text ?? ''
}

function htmlOf(
  title: string,
  { at, page, dir }: { at: string; page: ReactNode; dir?: string },
  css: string,
): string {
  const body = renderToStaticMarkup(<MemoryRouter initialEntries={[at]}>{page}</MemoryRouter>)
  return `<!doctype html><html lang="en" dir="${dir ?? 'ltr'}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1"><title>${title}</title><style>${css}@layer pages{${pageStyle}}</style></head><body>${body}</body></html>`
}

async function lookAt(browser: Browser, folder: string, name: string): Promise<number> {
  let violations = 0
  for (const width of [1280, 390])
    for (const colorScheme of ['light', 'dark'] as const) {
      const context = await browser.newContext({ viewport: { width, height: 900 }, colorScheme })
      const page = await context.newPage()
      await page.goto(pathToFileURL(join(folder, `${name}.html`)).href)
      const sideways = await page.evaluate(
        () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
      )
      if (sideways > 0) console.error(`${name} ${width}: ${sideways} px too wide`)
      await page.screenshot({ path: join(folder, `${name}-${width}-${colorScheme}.png`), fullPage: true })
      const found = await new AxeBuilder({ page }).analyze()
      for (const { id, nodes } of found.violations)
        console.error(`${name} ${width} ${colorScheme}: ${id}: ${nodes.map(({ html }) => html).join(' | ')}`)
      violations += found.violations.length + (sideways > 0 ? 1 : 0)
      await context.close()
    }
  return violations
}

async function main(target: string | undefined): Promise<number> {
  if (target === undefined) throw new Error('Name a folder to write into.')
  const folder = resolve(target)
  mkdirSync(folder, { recursive: true })
  const css = await bundleStyle()
  for (const [name, page] of Object.entries(pages))
    writeFileSync(join(folder, `${name}.html`), htmlOf(name, page, css))
  const browser = await chromium.launch({ executablePath, args: ['--no-sandbox', '--disable-gpu'] })
  let violations = 0
  try {
    for (const name of Object.keys(pages)) violations += await lookAt(browser, folder, name)
  } finally {
    await browser.close()
  }
  console.log(`${Object.keys(pages).length} pages, ${violations} violations`)
  return violations === 0 ? 0 : 1
}

process.exitCode = await main(process.argv[2])
