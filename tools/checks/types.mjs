// Types: React Router first writes the types of the routes, then one strict compile of everything.
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { root, runNode } from '../run-command.mjs'

const web = join(root, 'apps/web')
if (existsSync(join(web, 'react-router.config.ts'))) {
  const typegen = join(root, 'node_modules/@react-router/dev/bin.js')
  const { code } = await runNode([typegen, 'typegen'], { cwd: web })
  if (code !== 0) process.exit(code)
}
const { code } = await runNode([
  join(root, 'node_modules/typescript/bin/tsc'),
  '--noEmit',
  '--pretty',
  'false',
  '-p',
  '.',
])
process.exitCode = code
