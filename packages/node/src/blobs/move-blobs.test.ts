import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startTestBucket, type TestBucket } from '@assay/testkit'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { allOf, holdsBlobs } from '../test/blob-contract.ts'
import type { BlobStore } from './blob-store.ts'
import { createDiskBlobStore } from './disk-blob-store.ts'
import { moveBlobs } from './move-blobs.ts'
import { createMovingBlobStore } from './moving-blob-store.ts'
import { createS3BlobStore } from './s3-blob-store.ts'

let test: TestBucket
let root: string
let disk: BlobStore
let bucket: BlobStore
let run = 0

beforeAll(async () => {
  test = await startTestBucket()
  root = await mkdtemp(join(tmpdir(), 'assay-move-'))
})
afterAll(async () => {
  await test.close()
  await rm(root, { recursive: true, force: true })
})
beforeEach(() => {
  test.objects.clear()
  test.fault = () => undefined
  run += 1
  disk = createDiskBlobStore(join(root, String(run)))
  bucket = createS3BlobStore({
    bucket: test.bucket,
    region: 'us-east-1',
    endpoint: test.endpoint,
    pathStyle: true,
    accessKeyId: test.accessKeyId,
    secretAccessKey: test.secretAccessKey,
    tries: 1,
  })
})

const fill = (count: number) =>
  Promise.all(
    Array.from({ length: count }, (_, at) => disk.put(`evidence/p-${at % 3}`, Buffer.from(`file ${at}`))),
  )
const move = (options: Partial<Parameters<typeof moveBlobs>[0]> = {}) =>
  moveBlobs({ from: disk, to: bucket, progress: () => {}, signal: new AbortController().signal, ...options })
const byKey = (a: { key: string }, b: { key: string }) => (a.key < b.key ? -1 : 1)

describe('moveBlobs', () => {
  it('copies everything both ways and changes nothing in the store that it comes from', async () => {
    await fill(10)
    const before = (await allOf(disk)).sort(byKey)
    const done: string[] = []
    expect(await move({ progress: ({ key }) => done.push(key) })).toEqual({
      copied: 10,
      present: 0,
      damaged: [],
    })
    expect(done).toHaveLength(10)
    expect((await allOf(disk)).sort(byKey)).toEqual(before)
    expect((await allOf(bucket)).sort(byKey)).toEqual(before)
    const back = createDiskBlobStore(join(root, `${run}-back`))
    expect(await move({ from: bucket, to: back })).toMatchObject({ copied: 10 })
    expect((await allOf(back)).sort(byKey)).toEqual(before)
  })

  it('goes on after an interruption, and copies anew what had arrived damaged', async () => {
    const blobs = await fill(8)
    const stop = new AbortController()
    const first = await move({ signal: stop.signal, atOnce: 1, progress: () => stop.abort() })
    expect(first.copied).toBe(1)
    const [arrived] = test.objects.keys()
    test.objects.set(arrived ?? '', Buffer.from('half'))
    expect(await move()).toEqual({ copied: 8, present: 0, damaged: [] })
    expect(await move()).toEqual({ copied: 0, present: 8, damaged: [] })
    for (const { key } of blobs) expect(await bucket.get(key)).toEqual(await disk.get(key))
  })

  it('copies no blob that is damaged where it comes from, and names it', async () => {
    const [first] = await fill(3)
    await move()
    test.objects.set(first?.key ?? '', Buffer.from('x'))
    const target = createDiskBlobStore(join(root, `${run}-target`))
    const result = await move({ from: bucket, to: target })
    expect(result).toEqual({ copied: 2, present: 0, damaged: [first?.key] })
    expect(await target.exists(first?.key ?? '')).toBe(false)
  })

  it('stops with our error when the other store does not answer', async () => {
    await fill(3)
    test.fault = (name) => (name.startsWith('PUT') ? { status: 503 } : undefined)
    await expect(move()).rejects.toMatchObject({ code: 'blob.unreachable' })
    test.fault = () => undefined
    expect((await move()).damaged).toEqual([])
    expect(await allOf(bucket)).toHaveLength(3)
  })

  it('brings nothing back that is deleted while it is copied', async () => {
    const [only] = await fill(1)
    const key = only?.key ?? ''
    const serving = createMovingBlobStore(disk, bucket)
    const to: BlobStore = {
      ...bucket,
      put: async (prefix, content) => {
        await serving.delete(key)
        return bucket.put(prefix, content)
      },
    }
    expect(await move({ to })).toEqual({ copied: 0, present: 0, damaged: [] })
    expect(await serving.exists(key)).toBe(false)
  })
})

describe('createMovingBlobStore', () => {
  holdsBlobs(() => createMovingBlobStore(disk, bucket))

  it('reads what is still in the old store, and writes to the new one', async () => {
    const [old] = await fill(1)
    const serving = createMovingBlobStore(disk, bucket)
    expect(await serving.get(old?.key ?? '')).toEqual(new Uint8Array(Buffer.from('file 0')))
    const fresh = await serving.put('art', Uint8Array.of(3))
    expect(await disk.exists(fresh.key)).toBe(false)
    expect((await allOf(serving)).map(({ key }) => key).sort()).toEqual([old?.key, fresh.key].sort())
  })

  it('has every blob at every moment of a move', async () => {
    const blobs = await fill(12)
    const serving = createMovingBlobStore(disk, bucket)
    let over = false
    const moving = move({ atOnce: 2 }).finally(() => {
      over = true
    })
    let reads = 0
    while (!over) {
      const { key } = blobs[reads++ % blobs.length] ?? { key: '' }
      expect(await serving.get(key)).not.toBeNull()
    }
    await moving
    expect(reads).toBeGreaterThan(3)
  })
})
