import { setTimeout as sleep } from 'node:timers/promises'
import type { Deps } from '../../../deps.ts'
import { countShared } from '../commands.ts'

/** Visits of one thing that were not written yet, by installation, kind and thing; absent while none was lately. */
const installations = new WeakMap<object, Map<string, number>>()

/** How long the visits of one thing are added up after one was written, in milliseconds: all of them change the same row. */
const PAUSE_MS = 1_000

/**
 * Counts a visit: the first at once, those that follow within a second together. A process that ends meanwhile loses them, as counts that
 * cannot be written are lost.
 */
export async function gatherVisit(
  deps: Deps,
  subjectId: string,
  what: 'views' | 'verifications',
): Promise<void> {
  const waiting = installations.get(deps.pool) ?? new Map<string, number>()
  installations.set(deps.pool, waiting)
  const name = `${what} ${subjectId}`
  const before = waiting.get(name)
  waiting.set(name, (before ?? 0) + 1)
  // Whoever came first writes for those who come meanwhile.
  if (before !== undefined) return
  try {
    for (let visits = 1; visits > 0; visits = waiting.get(name) ?? 0) {
      waiting.set(name, 0)
      await countShared(deps, subjectId, what, visits)
      await sleep(PAUSE_MS, undefined, { ref: false })
    }
  } finally {
    waiting.delete(name)
  }
}
