import { parseDateTimeStamp } from '@assay/core'

/** A clock that moves only when told to. */
export interface FixedClock {
  /** Milliseconds since 1970. */
  now(): number
  /** Moves on by this many milliseconds. */
  advance(milliseconds: number): void
}

/** A clock standing at an instant; default 2026-05-03T16:38:00Z. */
export function fixedClock(start = '2026-05-03T16:38:00Z'): FixedClock {
  let instant = parseDateTimeStamp(start)
  return {
    now: () => instant,
    advance(milliseconds) {
      instant += milliseconds
    },
  }
}
