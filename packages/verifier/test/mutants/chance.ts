/** Numbers that follow from a seed (mulberry32), so that every mutant can be made again by its number. */
export interface Chance {
  /** A whole number below `limit`. */
  below(limit: number): number
  pick<T>(items: readonly T[]): T
}

/** The chance of one mutant. */
export function chanceOf(seed: number): Chance {
  let state = seed >>> 0
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0
    let value = Math.imul(state ^ (state >>> 15), state | 1)
    value ^= value + Math.imul(value ^ (value >>> 7), value | 61)
    return ((value ^ (value >>> 14)) >>> 0) / 2 ** 32
  }
  const below = (limit: number) => Math.floor(next() * limit)
  return {
    below,
    pick(items) {
      const item = items[below(items.length)]
      if (item === undefined) throw new TypeError('there is nothing to pick from')
      return item
    },
  }
}
