import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { badgesInText, MOST_BADGES } from './schema.ts'

const kinds = (text: string) => badgesInText(text).map(({ kind }) => kind)
const contents = (text: string) =>
  badgesInText(text).map((badge) => (badge.kind === 'address' ? badge.address : badge.content))

describe('the badges in a pasted text', () => {
  it('are addresses, objects and signed badges, in any mixture', () => {
    const text = `https://a.example/1\n{"a": "} {"}\n\n eyJh.eyJi.c2ln  [{"b": {"c": 1}}, {"d": 2}] http://b.example`
    expect(kinds(text)).toEqual(['address', 'document', 'document', 'document', 'document', 'address'])
    expect(contents(text)).toEqual([
      'https://a.example/1',
      '{"a": "} {"}',
      'eyJh.eyJi.c2ln',
      '{"b": {"c": 1}}',
      '{"d": 2}',
      'http://b.example',
    ])
  })

  it('come back whole, whatever is in them and between them', () => {
    const between = fc.constantFrom('\n', '\n\n', ' ', ',', ',\n  ')
    const badge = fc
      .dictionary(fc.string(), fc.jsonValue(), { minKeys: 1 })
      .map((value) => JSON.stringify(value))
    fc.assert(
      fc.property(fc.array(fc.tuple(badge, between), { maxLength: 6 }), (pairs) => {
        const text = pairs.map(([one, gap]) => one + gap).join('')
        expect(contents(text)).toEqual(pairs.map(([one]) => one))
      }),
    )
  })

  it('are not read beyond the first too many', () => {
    expect(badgesInText('a '.repeat(500_000))).toHaveLength(MOST_BADGES + 1)
  })

  it('are read from any text without error', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        const found = contents(text)
          .join('')
          .replace(/[\s,[\]]/g, '')
        expect(text.replace(/[\s,[\]]/g, '').startsWith(found)).toBe(true)
      }),
    )
  })
})
