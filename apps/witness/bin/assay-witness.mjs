#!/usr/bin/env node
// The committed end of the command; what it runs is built by build.mjs.
import { existsSync } from 'node:fs'

const main = new URL('../dist/main.js', import.meta.url)
if (existsSync(main)) await import(main.href)
else {
  process.stderr.write('assay-witness: not built yet; run "node apps/witness/build.mjs" in the repository.\n')
  process.exitCode = 2
}
