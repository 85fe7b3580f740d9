import { AppError } from '../../app-error.ts'
import type { Deps } from '../../deps.ts'
import { countVerification, type Verification, verifySubmitted } from '../verify/commands.ts'
import type { Submitted } from '../verify/schema.ts'
import { MOST_BADGES } from './schema.ts'

/** One badge of the list, with its report; `tooLarge` in place of a report for what is no badge by its size. */
export type Checked =
  | { readonly source: string; readonly verification: Verification }
  | { readonly source: string; readonly tooLarge: true }

/** Badges that are checked at one time. */
const AT_ONCE = 4

/**
 * Verifies several badges, each as `/verify` does: nothing of them is kept. Each counts as a verification of the client. Errors:
 * `invalid_input` for none or too many; `rate_limited`.
 */
export async function checkMany(
  deps: Deps,
  clientAddress: string,
  badges: readonly Submitted[],
): Promise<readonly Checked[]> {
  if (badges.length === 0)
    throw new AppError('invalid_input', 'Give at least one badge.', { text: 'no_document' })
  if (badges.length > MOST_BADGES)
    throw new AppError('invalid_input', `At most ${MOST_BADGES} badges at a time.`, {
      text: 'too_many_badges',
    })
  for (const _ of badges) await countVerification(deps, clientAddress)
  const results: Checked[] = []
  const left = [...badges.entries()]
  const worker = async () => {
    for (let next = left.shift(); next !== undefined; next = left.shift())
      results[next[0]] = await checkOne(deps, next[1])
  }
  await Promise.all(Array.from({ length: Math.min(AT_ONCE, badges.length) }, worker))
  return results
}

async function checkOne(deps: Deps, badge: Submitted): Promise<Checked> {
  try {
    return { source: badge.source, verification: await verifySubmitted(deps, badge) }
  } catch (error) {
    // One file that is no badge by its size does not spoil the list.
    if (error instanceof AppError && error.code === 'too_large')
      return { source: badge.source, tooLarge: true }
    throw error
  }
}
