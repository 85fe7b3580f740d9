import { NodeError } from '../node-error.ts'

/** One stored blob. */
export interface StoredBlob {
  /** `<prefix>/<SHA-256 of the stored bytes, hex>`. */
  readonly key: string
  readonly size: number
}

/** Content to store; a stream is read once. */
export type BlobContent = Uint8Array | AsyncIterable<Uint8Array>

/**
 * Keeps bytes, addressed by the digest of the bytes as stored (the ciphertext, where they are encrypted) within a prefix. The
 * same bytes under one prefix are one blob; under two prefixes they are two, so that no file is shared between persons.
 */
export interface BlobStore {
  /**
   * Resolves only when the bytes survive a power loss. Rejects when they could not be kept whole; then nothing is left under
   * the key. Storing again what is stored is fine.
   * @throws NodeError `blob.key` when the prefix is not one.
   */
  put(prefix: string, content: BlobContent): Promise<StoredBlob>
  /**
   * The bytes, or null when there is no such blob.
   * @throws NodeError `blob.key`; `blob.unreachable` when the store does not answer, also from every other call; `blob.damaged` when the bytes are not those that were stored.
   */
  get(key: string): Promise<Uint8Array | null>
  /** Forgets a blob; one that does not exist is fine. */
  delete(key: string): Promise<void>
  exists(key: string): Promise<boolean>
  /** Every blob, in the order of the keys. What is put or deleted meanwhile may be in it or not. */
  list(): AsyncIterable<StoredBlob>
}

/** A prefix is a tag and ids, such as `evidence/0198c1d2-…`; nothing in it can mean a folder above. */
const PREFIX = /^[a-z0-9][a-z0-9-]{0,63}(?:\/[a-z0-9][a-z0-9-]{0,63}){0,3}$/

/** @throws NodeError `blob.key` */
export function checkPrefix(prefix: string): string {
  if (PREFIX.test(prefix)) return prefix
  throw new NodeError(
    'blob.key',
    'A blob prefix is up to four names of lower-case letters, digits and hyphens.',
  )
}

/** Takes a key apart. @throws NodeError `blob.key` */
export function parseKey(key: string): { prefix: string; digest: string } {
  const slash = key.lastIndexOf('/')
  const digest = key.slice(slash + 1)
  if (slash < 0 || !/^[0-9a-f]{64}$/.test(digest)) {
    throw new NodeError('blob.key', 'A blob key ends with a SHA-256 digest in hex.')
  }
  return { prefix: checkPrefix(key.slice(0, slash)), digest }
}

/** Whether a name is a key: a store may hold files that somebody else put there. */
export function isKey(name: string): boolean {
  try {
    parseKey(name)
    return true
  } catch {
    return false
  }
}
