import { mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { allOf, holdsBlobs } from '../test/blob-contract.ts'
import type { BlobStore } from './blob-store.ts'
import { createDiskBlobStore } from './disk-blob-store.ts'

let root: string
let store: BlobStore

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'assay-blobs-'))
  store = createDiskBlobStore(join(root, 'blobs'))
})
afterAll(() => rm(root, { recursive: true, force: true }))

const pathOf = (key: string) => key.replace(/([0-9a-f]{2})([0-9a-f]{62})$/, '$1/$1$2')

describe('createDiskBlobStore', () => {
  holdsBlobs(() => store)

  it('keeps files closed to other users', async () => {
    const { key } = await store.put('art', Uint8Array.of(1, 2, 3))
    const { mode } = await stat(join(root, 'blobs', pathOf(key)))
    expect(mode & 0o777).toBe(0o600)
  })

  it('leaves no file behind when a stream breaks', async () => {
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

  it('lists no file that is none of its own', async () => {
    const before = await allOf(store)
    await writeFile(join(root, 'blobs', 'README'), 'x')
    await writeFile(join(root, 'blobs', 'art', 'notes.txt'), 'x')
    expect(await allOf(store)).toEqual(before)
  })
})
