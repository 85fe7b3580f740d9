import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { permuteIndex } from './permute-index.ts'

/** Of the key of sevens. */
const EVER = [106_107, 6_993, 68_861, 18_930]
const EVER_LONG = [993_205_516, 447_090_771, 496_660_364]

const keys = fc.uint8Array({ minLength: 32, maxLength: 32 })

describe('permuteIndex', () => {
  it('gives every number below the size exactly once', () => {
    fc.assert(
      fc.property(keys, fc.integer({ min: 2, max: 600 }), (key, size) => {
        const seen = new Set(Array.from({ length: size }, (_, counter) => permuteIndex(counter, size, key)))
        return seen.size === size && Math.min(...seen) === 0 && Math.max(...seen) === size - 1
      }),
      { numRuns: 20 },
    )
  })

  it('stays inside a list of 131,072 entries and repeats nothing among 2,000 counters', () => {
    const key = new Uint8Array(32).fill(3)
    const indexes = Array.from({ length: 2000 }, (_, counter) => permuteIndex(counter, 131_072, key))
    expect(new Set(indexes).size).toBe(2000)
    expect(Math.max(...indexes)).toBeLessThan(131_072)
  })

  it('spreads neighbouring counters, and differently for another key', () => {
    const first = permuteIndex(0, 131_072, new Uint8Array(32).fill(1))
    const second = permuteIndex(1, 131_072, new Uint8Array(32).fill(1))
    const other = permuteIndex(0, 131_072, new Uint8Array(32).fill(2))
    expect([second, other]).not.toContain(first)
    expect(Math.abs(first - second)).toBeGreaterThan(1)
  })

  // What was given out stays given out: another permutation under the same key would give places twice.
  it('gives the same places as ever, asked for the first time and again, also for lists too long to remember', () => {
    const key = new Uint8Array(32).fill(7)
    const first = [0, 1, 2, 131_071].map((counter) => permuteIndex(counter, 131_072, key))
    expect(first).toEqual(EVER)
    expect([0, 1, 2, 131_071].map((counter) => permuteIndex(counter, 131_072, key))).toEqual(first)
    expect([0, 1, 2].map((counter) => permuteIndex(counter, 2 ** 30, key))).toEqual(EVER_LONG)
  })

  it('refuses a counter outside the list', () => {
    expect(() => permuteIndex(131_072, 131_072, new Uint8Array(32))).toThrow(TypeError)
  })
})
