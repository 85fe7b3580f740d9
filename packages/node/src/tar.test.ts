import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { readTar, type TarFile, writeTar } from './tar.ts'

async function* each<T>(items: readonly T[]): AsyncGenerator<T> {
  yield* items
}

async function archiveOf(...files: TarFile[]): Promise<Buffer> {
  const parts: Uint8Array[] = []
  for await (const part of writeTar(each(files), new Date(0))) parts.push(part)
  return Buffer.concat(parts)
}

async function filesOf(bytes: Uint8Array, size = 700): Promise<TarFile[]> {
  const pieces = Array.from({ length: Math.ceil(bytes.length / size) }, (_, at) =>
    bytes.subarray(at * size, (at + 1) * size),
  )
  const files: TarFile[] = []
  for await (const file of readTar(each(pieces))) files.push(file)
  return files
}

const file = (path: string, text = 'text'): TarFile => ({ path, bytes: Buffer.from(text) })

/** One header with members changed, its checksum made right again, and the end of an archive. */
async function forged(change: (header: Buffer) => void): Promise<Buffer> {
  const bytes = await archiveOf(file('a.txt'))
  const header = bytes.subarray(0, 512)
  change(header)
  header.fill(0x20, 148, 156)
  header.write(
    `${header
      .reduce((sum, byte) => sum + byte, 0)
      .toString(8)
      .padStart(6, '0')}\0 `,
    148,
    'latin1',
  )
  return bytes
}

describe('a tape archive', () => {
  it('gives back the files that were put in, whatever their length', async () => {
    const path = fc
      .stringMatching(/^[a-z0-9]{1,20}(\/[a-z0-9._]{1,20})?$/)
      .filter((name) => !/(^|\/)\./.test(name))
    const files = fc.uniqueArray(fc.record({ path, bytes: fc.uint8Array({ maxLength: 1500 }) }), {
      selector: (one) => one.path.toLowerCase(),
    })
    await fc.assert(
      fc.asyncProperty(files, fc.integer({ min: 1, max: 3000 }), async (given, size) => {
        const read = await filesOf(await archiveOf(...given), size)
        expect(read.map(({ path: name, bytes }) => [name, [...bytes]])).toEqual(
          given.map(({ path: name, bytes }) => [name, [...bytes]]),
        )
      }),
      { numRuns: 40 },
    )
  })

  it.each([
    '../a',
    '/a',
    'a/../b',
    'a//b',
    './a',
    '.hidden',
    'a\\b',
    'C:/a',
    'a\u0000b',
    'x'.repeat(101),
    '',
  ])('F4 is not written with the name %j, and not read', async (path) => {
    await expect(archiveOf(file(path))).rejects.toThrow(TypeError)
    const bytes = await forged((header) => {
      header.fill(0, 0, 100)
      header.write(path === '' ? '..' : path, 0, 100, 'latin1')
    })
    const names = await filesOf(bytes).then(
      (files) => files.map((one) => one.path),
      (error: { code: string }) => error.code,
    )
    // A name ends at its first zero, and is cut at 100 bytes: what is left is a safe one.
    expect([['a'], ['x'.repeat(100)], 'tar.refused']).toContainEqual(names)
  })

  it.each(['1', '2', '3', '4', '5', '6', '7', 'x', 'g', 'L', 'K', 'S'])(
    'F4 is refused with an entry of type %s',
    async (type) => {
      const bytes = await forged((header) => void header.write(type, 156, 'latin1'))
      await expect(filesOf(bytes)).rejects.toMatchObject({ code: 'tar.refused' })
    },
  )

  it('F4 is refused with a name that comes twice, in whichever case', async () => {
    for (const second of ['a', 'A'])
      await expect(filesOf(await archiveOf(file('a'), file(second)))).rejects.toThrow(/comes twice/)
  })

  it('F4 is refused with a prefix, a size beyond every file, and a size that is no number', async () => {
    for (const change of [
      (header: Buffer) => void header.write('../..', 345, 'latin1'),
      (header: Buffer) => void header.write('77777777777\0', 124, 'latin1'),
      (header: Buffer) => void header.write('-1\0', 124, 'latin1'),
    ])
      await expect(filesOf(await forged(change))).rejects.toMatchObject({ code: 'tar.refused' })
  })

  it('is refused when it is cut off anywhere, changed in a header, or goes on after its end', async () => {
    const bytes = await archiveOf(file('a'), file('b', 'more'))
    for (const length of [0, 1, 511, 512, 700, 1024, bytes.length - 1, bytes.length - 512])
      await expect(filesOf(bytes.subarray(0, length))).rejects.toMatchObject({ code: 'tar.refused' })
    await expect(filesOf(Buffer.concat([bytes, Buffer.from('x')]))).rejects.toThrow(/after its end/)
    const changed = Buffer.from(bytes)
    changed[3] = 65
    await expect(filesOf(changed)).rejects.toThrow(/header is damaged/)
  })
})
