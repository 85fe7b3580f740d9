import type { BlobStore, StoredBlob } from './blob-store.ts'

/**
 * The store of an instance whose blobs are being moved: new ones go to `to`; what is not there yet is read from `from`. A deletion takes a
 * blob out of `from` first, so that whoever copies it meanwhile sees that it is gone (see `moveBlobs`).
 */
export function createMovingBlobStore(from: BlobStore, to: BlobStore): BlobStore {
  return {
    put: (prefix, content) => to.put(prefix, content),
    get: async (key) => (await to.get(key)) ?? (await from.get(key)) ?? to.get(key),
    delete: async (key) => {
      await from.delete(key)
      await to.delete(key)
    },
    exists: async (key) => (await to.exists(key)) || (await from.exists(key)),
    list: () => listBoth(from, to),
  }
}

async function* listBoth(from: BlobStore, to: BlobStore): AsyncGenerator<StoredBlob> {
  yield* to.list()
  for await (const blob of from.list()) if (!(await to.exists(blob.key))) yield blob
}
