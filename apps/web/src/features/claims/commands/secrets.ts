import { randomBytes } from 'node:crypto'
import { hashSecret } from '../../../db/lookups.ts'
import type { Deps } from '../../../deps.ts'

export interface SealedToken {
  readonly token: string
  readonly hash: Buffer
  readonly sealed: Buffer
}

/** 256 random bits for an address, to be compared by their hash and opened again where a letter or a code needs them. */
export function newToken(deps: Deps, place: string): SealedToken {
  const token = randomBytes(32).toString('base64url')
  const sealed = deps.vault.sealSecret(new TextEncoder().encode(token), place)
  return { token, hash: hashSecret(token), sealed: Buffer.from(sealed) }
}

/** What {@link newToken} sealed at this place. */
export const openToken = (deps: Deps, sealed: Uint8Array, place: string): string =>
  new TextDecoder().decode(deps.vault.openSecret(sealed, place))

export const letterPlace = (claimId: string): string => `claim:${claimId}:token`
export const linkPlace = (claimId: string): string => `claim:${claimId}:link`
