import { createHash } from 'node:crypto'
import { mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { BlobStore } from './blob-store.ts'
import { createDiskBlobStore } from './disk-blob-store.ts'

let root: string
let store: BlobStore

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'assay-blobs-'))
  store = createDiskBlobStore(join(root, 'blobs'))
})
afterAll(() => rm(root, { recursive: true, force: true }))

const digestOf = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex')
const pathOf = (key: string) => key.replace(/([0-9a-f]{2})([0-9a-f]{62})$/, '$1/$1$2')

describe('createDiskBlobStore', () => {
  it('gives back what was stored, under the digest of the stored bytes', async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 500 }), async (bytes) => {
        const { key, size } = await store.put('evidence/person-1', bytes)
        expect(key).toBe(`evidence/person-1/${digestOf(bytes)}`)
        expect(size).toBe(bytes.length)
        expect(await store.get(key)).toEqual(bytes)
      }),
      { numRuns: 20 },
    )
  })

  it('stores a stream, closed to other users', async () => {
    async function* parts() {
      yield Uint8Array.of(1, 2)
      yield Uint8Array.of(3)
    }
    const { key } = await store.put('art', parts())
    expect(await store.get(key)).toEqual(Uint8Array.of(1, 2, 3))
    const { mode } = await stat(join(root, 'blobs', pathOf(key)))
    expect(mode & 0o777).toBe(0o600)
  })

  it('keeps equal bytes apart by prefix, so that deleting one leaves the other', async () => {
    const bytes = Uint8Array.of(9, 9)
    const one = await store.put('evidence/person-1', bytes)
    const two = await store.put('evidence/person-2', bytes)
    await store.delete(one.key)
    await store.delete(one.key)
    expect(await store.exists(one.key)).toBe(false)
    expect(await store.get(one.key)).toBeNull()
    expect(await store.get(two.key)).toEqual(bytes)
  })

  it('leaves nothing behind when a stream breaks', async () => {
    async function* broken() {
      yield Uint8Array.of(1)
      throw new Error('the upload was cut')
    }
    const before = await readdir(join(root, 'blobs'), { recursive: true })
    await expect(store.put('evidence/person-1', broken())).rejects.toThrow('the upload was cut')
    expect(await readdir(join(root, 'blobs'), { recursive: true })).toEqual(before)
  })

  it('reports a file that was changed on disk', async () => {
    const { key } = await store.put('art', Uint8Array.of(5))
    await writeFile(join(root, 'blobs', pathOf(key)), 'x')
    await expect(store.get(key)).rejects.toMatchObject({ code: 'blob.damaged' })
  })

  const digest = 'a'.repeat(64)
  for (const prefix of [
    '..',
    '../x',
    'a/../b',
    '/a',
    'a//b',
    '',
    'A',
    'a/',
    '.staging',
    'a\0b',
    'a/b/c/d/e',
    '-a',
  ]) {
    it(`F6 refuses the prefix ${JSON.stringify(prefix)}`, async () => {
      await expect(store.put(prefix, new Uint8Array())).rejects.toMatchObject({ code: 'blob.key' })
      await expect(store.get(`${prefix}/${digest}`)).rejects.toMatchObject({ code: 'blob.key' })
      await expect(store.delete(`${prefix}/${digest}`)).rejects.toMatchObject({ code: 'blob.key' })
    })
  }

  it('F6 refuses keys that do not end with a digest', async () => {
    for (const key of [
      'art/..',
      `art/${digest.toUpperCase()}`,
      digest,
      `art/${digest}/x`,
      'art/../../etc/passwd',
    ]) {
      await expect(store.get(key), key).rejects.toMatchObject({ code: 'blob.key' })
    }
  })
})
