import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Zippable, zipSync } from 'fflate'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { readFromArchive, type WrittenFile, writeArchive } from './archive-files.ts'

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'assay-archive-'))
})
afterAll(() => rm(folder, { recursive: true, force: true }))

const text = (content: string) => new TextEncoder().encode(content)

async function* files(...given: readonly [string, string][]): AsyncGenerator<WrittenFile> {
  for (const [path, content] of given)
    yield {
      path,
      content: (async function* () {
        yield text(content)
      })(),
    }
}

async function readZip(bytes: Uint8Array): Promise<string> {
  const path = join(folder, 'given.zip')
  await writeFile(path, bytes)
  const parts: Uint8Array[] = []
  for await (const part of await readFromArchive(path, 'private.assay')) parts.push(part)
  return Buffer.concat(parts).toString()
}

/** A ZIP whose names are as long as the wanted ones, with the wanted ones put in their place. */
function renamed(from: string, to: string): Uint8Array {
  const bytes = Buffer.from(zipSync({ 'private.assay': text('sealed'), [from]: text('other') }))
  for (let at = bytes.indexOf(from); at !== -1; at = bytes.indexOf(from, at + 1)) bytes.write(to, at)
  return bytes
}

/** A link, as Unix programs store one. */
const link: Zippable = {
  'private.assay': text('sealed'),
  link: [text('/etc/passwd'), { os: 3, attrs: 0o120777 << 16 }],
}

function encrypted(): Uint8Array {
  const bytes = Buffer.from(zipSync({ 'private.assay': text('sealed') }))
  bytes[6] = (bytes[6] ?? 0) | 1
  const central = bytes.indexOf(Buffer.from('504b0102', 'hex'))
  bytes[central + 8] = (bytes[central + 8] ?? 0) | 1
  return bytes
}

describe('an archive as a ZIP', () => {
  it.each<[string, () => Uint8Array, RegExp]>([
    ['a name that leads to the folder above', () => renamed('aa/bb/cc', '../bb/cc'), /invalid relative path/],
    [
      'a name that leads outside further down',
      () => renamed('aa/bb/cc', 'aa/../..'),
      /invalid relative path/,
    ],
    ['a name from the root', () => renamed('aabbcc', '/abbcc'), /absolute path/],
    ['a name with a drive', () => renamed('aabbcc', 'C:/bcc'), /absolute path/],
    ['a name with a backslash', () => renamed('aa/bb', '..\\bb'), /invalid characters/],
    ['a name that comes twice', () => renamed('private.assaX', 'private.assay'), /comes twice/],
    [
      'a name that comes twice but for its case',
      () => renamed('private.assaX', 'PRIVATE.assay'),
      /comes twice/,
    ],
    ['a link', () => zipSync(link), /a link or a device/],
    ['an encrypted file', encrypted, /encrypted/],
    ['no sealed part', () => zipSync({ other: text('other') }), /there is no private.assay/],
    ['no ZIP at all', () => text('not a ZIP, but long enough to be one at first sight'), /refused/],
  ])('F4 is refused with %s', async (_, make, sentence) => {
    await expect(readZip(make())).rejects.toThrow(/^The archive is refused: .* Nothing was read from it\.$/)
    await expect(readZip(make())).rejects.toThrow(sentence)
  })

  it('F4 leaves what is inside another archive alone', async () => {
    const nested = zipSync({ 'private.assay': text('inner') })
    expect(await readZip(zipSync({ 'nested.zip': nested, 'private.assay': text('outer') }))).toBe('outer')
  })

  it('gives back what was written, and a folder and the file itself do', async () => {
    for (const name of ['a.zip', 'a']) {
      const to = join(folder, name)
      expect(
        await writeArchive(files(['public/x/y.json', '{}'], ['private.assay', 'sealed']), to, new Date()),
      ).toBe(2)
      const parts: Uint8Array[] = []
      for await (const part of await readFromArchive(to, 'private.assay')) parts.push(part)
      expect(Buffer.concat(parts).toString()).toBe('sealed')
    }
    expect(await readFile(join(folder, 'a/public/x/y.json'), 'utf8')).toBe('{}')
    await expect(writeArchive(files(), join(folder, 'a'), new Date())).rejects.toThrow(
      /There is something at/,
    )
  })

  it('is not there under its name when it breaks off', async () => {
    async function* broken(): AsyncGenerator<WrittenFile> {
      yield* files(['one', '1'])
      throw new Error('the source failed')
    }
    for (const name of ['b.zip', 'b'])
      await expect(writeArchive(broken(), join(folder, name), new Date())).rejects.toThrow(
        'the source failed',
      )
    expect((await readdir(folder)).filter((name) => name.startsWith('b'))).toEqual([])
  })
})
