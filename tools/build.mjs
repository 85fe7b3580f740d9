// `npm run build`: what production runs, the command line (apps/cli/dist), the witness (apps/witness/dist) and the pages (apps/web/build).
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { root, runNode } from './run-command.mjs'

const web = join(root, 'apps/web')
const steps = [
  { name: 'command line', args: ['apps/cli/build.mjs'], cwd: root },
  { name: 'witness', args: ['apps/witness/build.mjs'], cwd: root },
  ...(existsSync(join(web, 'react-router.config.ts'))
    ? [
        { name: 'pages', args: [join(root, 'node_modules/@react-router/dev/bin.js'), 'build'], cwd: web },
        { name: 'compressed files', args: ['tools/compress-assets.mjs'], cwd: root },
      ]
    : []),
]

for (const { name, args, cwd } of steps) {
  const env = { ...process.env, NODE_ENV: 'production' }
  const { code } = await runNode(args, { cwd, env })
  if (code !== 0) {
    console.error(`Building the ${name} failed.`)
    process.exit(code)
  }
}
