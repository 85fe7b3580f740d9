import { createHash } from 'node:crypto'
import fc from 'fast-check'
import { expect, it } from 'vitest'
import type { BlobStore, StoredBlob } from '../blobs/blob-store.ts'

const digestOf = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex')
const DIGEST = 'a'.repeat(64)
const WRONG_PREFIXES = [
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
]

/** Everything in a store, since `Array.fromAsync` is younger than the oldest Node that Assay runs on. */
export async function allOf(store: BlobStore): Promise<StoredBlob[]> {
  const all: StoredBlob[] = []
  for await (const blob of store.list()) all.push(blob)
  return all
}

/** What every blob store keeps to. */
export function holdsBlobs(store: () => BlobStore): void {
  it('gives back what was stored, under the digest of the stored bytes', async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 500 }), async (bytes) => {
        const { key, size } = await store().put('evidence/person-1', bytes)
        expect(key).toBe(`evidence/person-1/${digestOf(bytes)}`)
        expect(size).toBe(bytes.length)
        expect(await store().get(key)).toEqual(bytes)
      }),
      { numRuns: 20 },
    )
  })

  it('stores a stream', async () => {
    async function* parts() {
      yield Uint8Array.of(1, 2)
      yield Uint8Array.of(3)
    }
    const { key } = await store().put('art', parts())
    expect(await store().get(key)).toEqual(Uint8Array.of(1, 2, 3))
  })

  it('keeps nothing of a stream that breaks', async () => {
    async function* broken() {
      yield Uint8Array.of(1)
      throw new Error('the upload was cut')
    }
    const before = await allOf(store())
    await expect(store().put('evidence/person-1', broken())).rejects.toThrow('the upload was cut')
    expect(await allOf(store())).toEqual(before)
  })

  it('keeps equal bytes apart by prefix, so that deleting one leaves the other', async () => {
    const bytes = Uint8Array.of(9, 9)
    const one = await store().put('evidence/person-1', bytes)
    const two = await store().put('evidence/person-2', bytes)
    await store().delete(one.key)
    await store().delete(one.key)
    expect(await store().exists(one.key)).toBe(false)
    expect(await store().get(one.key)).toBeNull()
    expect(await store().exists(two.key)).toBe(true)
    expect(await store().get(two.key)).toEqual(bytes)
  })

  it('lists every blob with its size, also where a prefix looks like the begin of a digest', async () => {
    const made = [
      await store().put('list/ab', Uint8Array.of(1)),
      await store().put('list/ab', Uint8Array.of(1, 2)),
      await store().put('list/ab/cd', Uint8Array.of(1, 2, 3)),
      await store().put('list', Uint8Array.of(1, 2, 3, 4)),
    ]
    const listed = (await allOf(store())).filter(({ key }) => key.startsWith('list/'))
    const byKey = (a: StoredBlob, b: StoredBlob) => (a.key < b.key ? -1 : 1)
    expect(listed.sort(byKey)).toEqual(made.sort(byKey))
  })

  for (const prefix of WRONG_PREFIXES) {
    it(`F6 refuses the prefix ${JSON.stringify(prefix)}`, async () => {
      await expect(store().put(prefix, new Uint8Array())).rejects.toMatchObject({ code: 'blob.key' })
      for (const call of ['get', 'delete', 'exists'] as const)
        await expect(store()[call](`${prefix}/${DIGEST}`)).rejects.toMatchObject({ code: 'blob.key' })
    })
  }

  it('F6 refuses keys that do not end with a digest', async () => {
    for (const key of [
      'art/..',
      `art/${DIGEST.toUpperCase()}`,
      DIGEST,
      `art/${DIGEST}/x`,
      'art/../../etc/passwd',
    ])
      await expect(store().get(key), key).rejects.toMatchObject({ code: 'blob.key' })
  })
}
