// OpenAPI: the committed apps/web/openapi.json is what the routes say. A changed API is thereby seen in review.
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { root, runNode } from '../run-command.mjs'

const writer = 'apps/web/src/http/write-openapi.ts'
if (existsSync(join(root, writer))) {
  process.exitCode = (await runNode(['--import', 'tsx', writer, '--check'])).code
} else if (existsSync(join(root, 'apps/web/openapi.json'))) {
  console.error(`apps/web/openapi.json is committed, but ${writer}, which compares it, is gone.`)
  process.exitCode = 1
} else {
  console.log(`nothing to compare: there is no ${writer} yet`)
}
