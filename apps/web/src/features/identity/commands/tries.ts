import { setTimeout } from 'node:timers/promises'
import { AppError } from '../../../app-error.ts'
import { countUse, hashSecret } from '../../../db/lookups.ts'
import { inSystem } from '../../../db/scopes.ts'
import type { Deps } from '../../../deps.ts'

/** Tries that one address, and one client, may make in a quarter of an hour. */
export const SIGN_IN_TRIES = { address: 10, client: 60, windowSeconds: 900 }

/**
 * Counts a try to sign in, sign up, be mailed a link or use one; `subject` is the address or token that it is about. Error
 * `rate_limited`.
 */
export async function countSignInTry(deps: Deps, subject: string, clientAddress: string): Promise<void> {
  const { windowSeconds } = SIGN_IN_TRIES
  const [bySubject, byClient] = await inSystem(
    deps,
    async (scope) =>
      [
        await countUse(scope, `sign-in:${hashSecret(subject).toString('hex')}`, windowSeconds),
        await countUse(scope, `sign-in-from:${clientAddress}`, windowSeconds),
      ] as const,
  )
  if (bySubject > SIGN_IN_TRIES.address || byClient > SIGN_IN_TRIES.client)
    throw new AppError('rate_limited', 'Too many tries; wait a quarter of an hour.', {
      retryAfter: windowSeconds,
      text: 'too_many_tries',
    })
}

/** Longer than any of the answers that must not tell whether an address has an account, in milliseconds. */
const EVEN_TIME = 400

/** Answers no sooner than {@link EVEN_TIME}: a letter that is written takes longer than one that is not. */
export async function evenly<T>(work: () => Promise<T>): Promise<T> {
  const [result] = await Promise.all([work(), setTimeout(EVEN_TIME)])
  return result
}
