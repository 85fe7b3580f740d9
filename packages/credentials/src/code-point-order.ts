/**
 * Compares by Unicode code points, as RDFC-1.0 asks. JavaScript's own order is by UTF-16 units, which puts characters
 * from U+10000 on (surrogates, 0xD800-0xDFFF) before those from U+E000 to U+FFFF.
 */
export function compareCodePoints(left: string, right: string): number {
  const length = Math.min(left.length, right.length)
  for (let index = 0; index < length; index += 1) {
    const a = left.charCodeAt(index)
    const b = right.charCodeAt(index)
    if (a !== b) return rank(a) - rank(b)
  }
  return left.length - right.length
}

/** Sorted copy in code-point order; the engine's faster order is used where both agree. */
export function sortByCodePoints(texts: readonly string[]): string[] {
  const supplementary = texts.some((text) => /[\ud800-\udfff]/.test(text))
  return supplementary ? texts.toSorted(compareCodePoints) : texts.toSorted()
}

/** Moves surrogates behind every other unit. */
function rank(unit: number): number {
  return unit >= 0xd800 && unit <= 0xdfff ? unit + 0x10000 : unit
}
