import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { canonicalJson } from './canonical-json.ts'
import { parseJson } from './json.ts'

describe('canonicalJson', () => {
  it('sorts members by UTF-16 units (RFC 8785 3.2.3)', () => {
    const value = { '\u20ac': 1, '\r': 2, '\ufb33': 3, '1': 4, '\u{1f600}': 5, '\u0080': 6, '\u00f6': 7 }
    const order = ['"\\r"', '"1"', '"\u0080"', '"\u00f6"', '"\u20ac"', '"\u{1f600}"', '"\ufb33"']
    const found = [...canonicalJson(value).matchAll(/"[^"]*"/g)].map(([name]) => name)
    expect(found).toEqual(order)
  })

  it.each([
    [Number('333333333.33333329'), '333333333.3333333'],
    [1e30, '1e+30'],
    [4.5, '4.5'],
    [2e-3, '0.002'],
    [1e-27, '1e-27'],
    [-0, '0'],
  ])('writes the number %d as ECMAScript does (RFC 8785 3.2.2.3)', (number, text) => {
    expect(canonicalJson(number)).toBe(text)
  })

  it('gives the same text whatever the order of members', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string({ unit: 'grapheme' }), fc.integer()), (object) => {
        const turned = Object.fromEntries(Object.entries(object).reverse())
        expect(canonicalJson(turned)).toBe(canonicalJson(object))
        expect(JSON.parse(canonicalJson(object))).toEqual(object)
      }),
    )
  })

  it('keeps a member called __proto__', () => {
    expect(canonicalJson(parseJson('{"b":1,"__proto__":2}'))).toBe('{"__proto__":2,"b":1}')
  })

  it.each([[Number.NaN], [Number.POSITIVE_INFINITY], ['\ud800'], [{ '\udc00': 1 }]])(
    'refuses %j',
    (value) => {
      expect(() => canonicalJson(value)).toThrow(expect.objectContaining({ code: 'not-canonicalizable' }))
    },
  )
})
