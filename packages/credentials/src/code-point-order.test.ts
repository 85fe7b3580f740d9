import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { compareCodePoints, sortByCodePoints } from './code-point-order.ts'

describe('code-point order', () => {
  it('puts U+FB33 before U+1F600, unlike the order of UTF-16 units', () => {
    expect(sortByCodePoints(['\u{1f600}', '\ufb33'])).toEqual(['\ufb33', '\u{1f600}'])
    expect(['\u{1f600}', '\ufb33'].toSorted()).toEqual(['\u{1f600}', '\ufb33'])
  })

  it('is the order of the UTF-8 bytes', () => {
    const text = fc.string({
      unit: fc.constantFrom('a', 'z', '\u00e9', '\ud7ff', '\ue000', '\uffff', '\u{10000}', '\u{10ffff}'),
    })
    fc.assert(
      fc.property(text, text, (left, right) => {
        expect(Math.sign(compareCodePoints(left, right))).toBe(
          Buffer.compare(Buffer.from(left), Buffer.from(right)),
        )
      }),
    )
  })
})
