// Part of `npm run build`: writes `.br` and `.gz` beside every built file that a browser loads as text, as small as they get,
// so that the server compresses nothing while it serves.
import { readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { brotliCompress, constants, gzip } from 'node:zlib'
import { root } from './run-command.mjs'

const folder = join(root, 'apps/web/build/client')
const text = /\.(js|css|svg)$/
const compressors = {
  '.br': (bytes) =>
    promisify(brotliCompress)(bytes, { params: { [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length } }),
  '.gz': (bytes) => promisify(gzip)(bytes, { level: 9 }),
}

const files = (await readdir(folder, { recursive: true })).filter((path) => text.test(path))
for (const path of files) {
  const bytes = await readFile(join(folder, path))
  for (const [ending, compress] of Object.entries(compressors))
    await writeFile(join(folder, path + ending), await compress(bytes))
}
