import { encodeUtf8 } from '@assay/core'
import { open, seal } from '@assay/node'
import { type WrappingUse, wrappingKey } from './vault.ts'

/** The same secret wrapped by the new master key; undefined where it is already. Throws {@link UnderNeitherKey}. */
export type Rewrap = (use: WrappingUse, sealed: Uint8Array, context: string) => Uint8Array | undefined

/** A sealed text that neither the present nor the new master key opens. */
export class UnderNeitherKey extends Error {
  constructor() {
    super('This opens under neither the present nor the new master key.')
    this.name = 'UnderNeitherKey'
  }
}

/**
 * Wraps anew what the present master key wrapped, for the same use and place. The new key is tried first, so that doing it again changes
 * nothing (THREATS K5); the secret itself does not leave this function.
 */
export function createRewrap(present: Uint8Array, next: Uint8Array): Rewrap {
  const keys = (master: Uint8Array) => ({
    'signing keys': wrappingKey(master, 'signing keys'),
    'data keys': wrappingKey(master, 'data keys'),
    secrets: wrappingKey(master, 'secrets'),
  })
  const [from, to] = [keys(present), keys(next)]
  return (use, sealed, context) => {
    const place = encodeUtf8(context)
    if (opened(to[use], sealed, place) !== undefined) return undefined
    const secret = opened(from[use], sealed, place)
    if (secret === undefined) throw new UnderNeitherKey()
    return seal(to[use], secret, place)
  }
}

function opened(key: Uint8Array, sealed: Uint8Array, place: Uint8Array): Uint8Array | undefined {
  try {
    return open(key, sealed, place)
  } catch {
    return undefined
  }
}
