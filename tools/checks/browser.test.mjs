import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { findServerCode } from './browser.mjs'

let directory
const place = 'packages/core/src/index.ts'

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'assay-browser-'))
  await mkdir(dirname(join(directory, place)), { recursive: true })
})
afterAll(() => rm(directory, { recursive: true }))

const find = async (text) => {
  await writeFile(join(directory, place), text)
  return findServerCode(place, { directory })
}

it('lets code pass that a browser can run, also where it has words of Node in comments and members', async () => {
  expect(
    await find("// Buffer.from\n/** process.env */\nexport const a = context.process({}) + 'Buffer.from'\n"),
  ).toEqual([])
})

it('finds an import of Node and names the file', async () => {
  expect(await find("export { gunzipSync } from 'node:zlib'\n")).toEqual([
    expect.stringMatching(/^packages\/core\/src\/index\.ts: .*node:zlib/),
  ])
})

it.each(['Buffer.from([1])', 'process.env', 'require(name)', 'setImmediate(() => 1)'])(
  'finds %s',
  async (code) => {
    expect(await find(`export const a = () => ${code}\n`)).toEqual([expect.stringContaining(`${place}:1: `)])
  },
)
