// Makes one file that verifies badges, to be opened from anywhere: node examples/verify-page/build.mjs verify.html
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { build } from 'esbuild'

const here = import.meta.dirname
const { outputFiles } = await build({
  entryPoints: [join(here, 'page.ts')],
  bundle: true,
  format: 'esm',
  minify: true,
  write: false,
})
// A script inside a page ends at the first of these, wherever it stands.
const script = outputFiles[0].text.replaceAll('</script', '<\\/script')
const page = await readFile(join(here, 'page.html'), 'utf8')
await writeFile(
  process.argv[2] ?? 'verify.html',
  page.replace('"module">', () => `"module">${script}`),
)
