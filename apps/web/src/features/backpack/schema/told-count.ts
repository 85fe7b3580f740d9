/** Numbers below this are not told: they would say who came (THREATS P8). */
export const SMALLEST_TOLD = 5

/**
 * A count as it may be told, in steps of {@link SMALLEST_TOLD}, so that who sends a link to one person cannot see that they came; null for one
 * that is too small to be told, zero too.
 */
export const toldCount = (count: number): number | null =>
  count < SMALLEST_TOLD ? null : count - (count % SMALLEST_TOLD)
