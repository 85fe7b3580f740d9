import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { SMALLEST_GROUP, suppressSmall } from './schema.ts'

const figures = fc.array(fc.integer({ min: 0, max: 30 }), { maxLength: 12 })

describe('P8 figures of small groups', () => {
  it('are never shown, and never told by the total either', () => {
    fc.assert(
      fc.property(figures, (all) => {
        const shown = suppressSmall(all)
        expect(shown.every((n) => n === null || n === 0 || n >= SMALLEST_GROUP)).toBe(true)
        const hidden = all.filter((_, at) => shown[at] === null)
        // One hidden figure is the total less the others; that is harmless only where it is the total itself.
        if (hidden.length === 1) expect(all.filter((n) => n > 0)).toHaveLength(1)
      }),
    )
  })

  it('leave figures that are large enough as they are', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: SMALLEST_GROUP, max: 99 })), (all) => {
        expect(suppressSmall(all)).toEqual(all)
      }),
    )
  })

  it('take the next smallest with them when they are alone', () => {
    expect(suppressSmall([40, 3, 8, 0])).toEqual([40, null, null, 0])
    expect(suppressSmall([40, 3, 4, 8])).toEqual([40, null, null, 8])
  })
})
