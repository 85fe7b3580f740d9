#!/usr/bin/env node
// Starts the web application: `demo` and `start` from the production build (made when sources changed), `dev` from the sources.
// `rewrap`, `backup`, `restore`, `export`, `import` and `move-files` are the operator's commands, from the same build.
import { spawn } from 'node:child_process'
import { env } from 'node:process'
import { fileURLToPath } from 'node:url'
import { buildIfStale } from '../../../tools/build-if-stale.mjs'

const [mode = 'start', ...rest] = process.argv.slice(2)
const here = fileURLToPath(new URL('..', import.meta.url))

if (mode === 'dev') {
  const child = spawn(process.execPath, ['--import', 'tsx', 'src/main.ts', mode, ...rest], {
    cwd: here,
    stdio: 'inherit',
  })
  for (const signal of ['SIGTERM', 'SIGINT']) process.on(signal, () => child.kill(signal))
  child.on('exit', (code, signal) => process.exit(code ?? (signal === null ? 0 : 1)))
} else {
  // Set, not read: else React and others take the checks of development along, which cost a page a quarter of its time.
  env.NODE_ENV = 'production'
  await buildIfStale({ quiet: rest.includes('--json') })
  await import('../build/server/main.js')
}
