import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { readRange } from './byte-range.ts'

describe('the range of a request', () => {
  it.each([
    ['bytes=0-', { first: 0, last: 9 }],
    ['bytes=4-6', { first: 4, last: 6 }],
    ['bytes=4-600', { first: 4, last: 9 }],
    ['bytes=-3', { first: 7, last: 9 }],
    ['bytes=-30', { first: 0, last: 9 }],
    ['Bytes= 9 - 9', { first: 9, last: 9 }],
    ['bytes=10-', 'none'],
    ['bytes=-0', 'none'],
    ['bytes=6-4', undefined],
    ['bytes=0-1,3-4', undefined],
    ['lines=0-1', undefined],
    ['bytes=-', undefined],
    [`bytes=${'9'.repeat(40)}-`, undefined],
    [null, undefined],
  ])('%s of ten bytes is %j', (header, expected) => {
    expect(readRange(header, 10)).toEqual(expected)
  })

  it('lies within the file, whatever is asked for', () => {
    const part = fc.oneof(fc.nat().map(String), fc.constant(''))
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.tuple(part, part).map((ends) => `bytes=${ends.join('-')}`),
        ),
        fc.nat(),
        (header, size) => {
          const range = readRange(header, size)
          if (range === undefined || range === 'none') return
          expect(range.first).toBeGreaterThanOrEqual(0)
          expect(range.last).toBeGreaterThanOrEqual(range.first)
          expect(range.last).toBeLessThan(size)
        },
      ),
    )
  })
})
