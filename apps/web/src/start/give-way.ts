import { setPriority } from 'node:os'
import type { Config } from '../config.ts'

/** Between normal and "below normal" as systems name it: a third of the time, where others want all of it. */
const LATER = 5

/**
 * A process that runs jobs and answers nobody lets others go first: on a machine that is full of work, pages are answered before the next
 * thousand credentials are signed. Where the system does not allow it, all are alike.
 */
export function giveWay(
  { parts }: Pick<Config, 'parts'>,
  lower: (priority: number) => void = setPriority,
): void {
  if (parts.includes('web')) return
  try {
    lower(LATER)
  } catch {
    // Some containers forbid it.
  }
}
