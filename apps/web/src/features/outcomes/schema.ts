/** The smallest group of which a figure is shown (THREATS P8): of fewer, somebody could be told apart. */
export const SMALLEST_GROUP = 5

/** Months that the course of awards covers. */
export const MONTHS = 12

/**
 * Figures of groups that add up to a total that is shown as well: those below {@link SMALLEST_GROUP} are left out (null), nothing
 * counts as small that is zero, and where only one would be left out the next smallest goes too, since the total would tell it.
 */
export function suppressSmall(figures: readonly number[]): readonly (number | null)[] {
  const small = new Set(figures.flatMap((n, at) => (n > 0 && n < SMALLEST_GROUP ? [at] : [])))
  if (small.size === 1) {
    const [next] = figures
      .map((n, at) => ({ n, at }))
      .filter(({ n, at }) => n > 0 && !small.has(at))
      .toSorted((a, b) => a.n - b.n)
    if (next !== undefined) small.add(next.at)
  }
  return figures.map((n, at) => (small.has(at) ? null : n))
}
