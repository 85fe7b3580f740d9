// Writes apps/web/openapi.json from the routes, or with --check compares it: `node --import tsx apps/web/src/http/write-openapi.ts`.
// The routes import texts by a glob that only Vite understands, so Vite loads them, without the pages and their plugin.
import { readFile, writeFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('../../', import.meta.url))
const file = fileURLToPath(new URL('../../openapi.json', import.meta.url))

async function makeDocument(): Promise<string> {
  const { createServer } = await import('vite')
  const vite = await createServer({
    root,
    configFile: false,
    logLevel: 'error',
    appType: 'custom',
    server: { middlewareMode: true, hmr: false, watch: null, ws: false },
    optimizeDeps: { noDiscovery: true },
    ssr: { noExternal: [/^@assay\//] },
  })
  try {
    const { openApiDocument } = (await vite.ssrLoadModule('/src/api.ts')) as typeof import('../api.ts')
    return `${JSON.stringify(openApiDocument(), null, 2)}\n`
  } finally {
    await vite.close()
  }
}

async function main(check: boolean): Promise<number> {
  const made = await makeDocument()
  if (!check) {
    await writeFile(file, made)
    return 0
  }
  const committed = await readFile(file, 'utf8').catch(() => '')
  if (committed === made) return 0
  console.error(
    'apps/web/openapi.json is not what the routes say: run `node --import tsx apps/web/src/http/write-openapi.ts` and look at what changed.',
  )
  return 1
}

process.exitCode = await main(process.argv.includes('--check'))
