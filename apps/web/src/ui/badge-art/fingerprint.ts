/** FNV-1a over code points, 32 bits. */
function fnv(text: string, start: number): number {
  let hash = start
  for (const character of text) {
    hash ^= character.codePointAt(0) ?? 0
    hash = Math.imul(hash, 16777619)
  }
  return hash >>> 0
}

/**
 * A short name for a text, fit as the beginning of an XML id: 64 bits, so that two drawings on one page do not meet.
 * Not cryptographic: it only names things.
 */
export function fingerprint(text: string): string {
  const halves = [fnv(text, 2166136261), fnv(`${text}\n`, 374761393)]
  return `b${halves.map((half) => half.toString(36)).join('-')}`
}

/** An endless row of numbers from 0 up to 1, always the same for the same text (xorshift). */
export function numbersFrom(text: string): () => number {
  // Zero is the one state that xorshift never leaves.
  let state = fnv(text, 2166136261) || 1
  return () => {
    state ^= state << 13
    state ^= state >>> 17
    state ^= state << 5
    return (state >>> 0) / 4294967296
  }
}
