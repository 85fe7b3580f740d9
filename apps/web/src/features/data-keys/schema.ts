/** A text or file sealed under a person's data key. */
export interface Sealed {
  readonly sealed: Buffer
  readonly dataKeyId: string
}

/** What ties a ciphertext to its place: `table:row:column`. Moving it elsewhere makes it unreadable. */
export type Place = `${string}:${string}:${string}`
