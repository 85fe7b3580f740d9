/** Some neighbouring leaves: from `begin` to the one before `end`. */
export interface Range {
  readonly begin: number
  readonly end: number
}

export const widthOf = ({ begin, end }: Range): number => end - begin

/** Where RFC 6962 2.1 divides a range of two leaves or more: behind the largest power of two that is smaller than it. */
export function divide(range: Range): readonly [left: Range, right: Range] {
  const middle = range.begin + largestPowerBelow(widthOf(range))
  return [
    { begin: range.begin, end: middle },
    { begin: middle, end: range.end },
  ]
}

/** The largest power of two below a number of 2 or more. */
export function largestPowerBelow(count: number): number {
  let power = 1
  while (power * 2 < count) power *= 2
  return power
}

/** How often a power of two can be halved; undefined for other numbers. */
export function exponentOf(count: number): number | undefined {
  let [exponent, left] = [0, count]
  for (; left > 1 && left % 2 === 0; left /= 2) exponent += 1
  return left === 1 ? exponent : undefined
}

/** The whole subtrees, largest first, into which RFC 6962 divides a range that begins where a subtree of its width would. */
export function wholeSubtrees(range: Range): readonly Range[] {
  if (widthOf(range) === 0) return []
  if (exponentOf(widthOf(range)) !== undefined) return [range]
  const [left, right] = divide(range)
  return [left, ...wholeSubtrees(right)]
}
