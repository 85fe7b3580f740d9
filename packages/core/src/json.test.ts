import { fastestOf } from '@assay/testkit'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { CoreError, JsonError } from './errors.ts'
import { memberOf, parseJson } from './json.ts'

function refusal(input: string | Uint8Array): string {
  try {
    parseJson(input)
  } catch (error) {
    expect(error).toBeInstanceOf(JsonError)
    expect(error).toBeInstanceOf(CoreError)
    return (error as JsonError).code
  }
  throw new Error('nothing was refused')
}

describe('parseJson', () => {
  it('reads what JSON.parse reads, for any JSON', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 6 }), (value) => {
        const text = JSON.stringify(value)
        if (/\\u0000|\\ud[89a-f]/i.test(text)) return
        expect(parseJson(text)).toEqual(JSON.parse(text))
      }),
    )
  })

  it('answers the same for texts as programs write them, which the engine reads, and for the same texts with a space', () => {
    const unit = fc.constantFrom('a', 'é', '\u{1f600}', '\ud800', '\u0000', '"', '\\\\', '\n')
    const name = fc.oneof(
      fc.string({ unit, maxLength: 3 }),
      fc.constantFrom('__proto__', 'toJSON', '1', 'a', 'b'),
    )
    const value = fc.jsonValue({ maxDepth: 4, stringUnit: unit })
    fc.assert(
      fc.property(fc.array(fc.tuple(name, value), { maxLength: 6 }), (members) => {
        const text = `{${members.map(([key, inner]) => `${JSON.stringify(key)}:${JSON.stringify(inner)}`).join(',')}}`
        const answer = (input: string) => {
          try {
            return { value: parseJson(input) }
          } catch (error) {
            return { code: (error as JsonError).code }
          }
        }
        expect(answer(text)).toEqual(answer(` ${text}`))
      }),
      { numRuns: 1_000 },
    )
  })

  it.each([
    ['json-syntax', '{"a":1,}'],
    ['json-syntax', '[1 2]'],
    ['json-syntax', '01'],
    ['json-syntax', "{'a':1}"],
    ['json-syntax', '"a\nb"'],
    ['json-syntax', '"\\x"'],
    ['json-syntax', ''],
    ['json-syntax', '1 1'],
    ['json-syntax', 'truefalse'],
    ['json-syntax', '"open'],
    ['json-duplicate-key', '{"a":1,"\\u0061":2}'],
    ['json-duplicate-key', '{"__proto__":1,"__proto__":2}'],
    // As long as it would be without the first `b`, were it not for the exponent.
    ['json-duplicate-key', '{"a":1e8,"b":1,"b":2}'],
    ['json-lone-surrogate', '"\\ud800"'],
    ['json-lone-surrogate', '{"\\udc00":1}'],
    ['json-number-overflow', '1e999'],
    ['json-number-overflow', '[-1e400]'],
    ['json-nul', '"a\\u0000b"'],
    ['json-nul', '"a\u0000b"'],
    ['json-nul', '\u0000'],
    ['json-encoding', '\ufeff{}'],
    ['json-encoding', Uint8Array.of(0x22, 0xff, 0x22)],
    ['json-encoding', Uint8Array.of(0xef, 0xbb, 0xbf, 0x7b, 0x7d)],
  ])('refuses with %s: %j', (code, input) => {
    expect(refusal(input)).toBe(code)
  })

  it('says where a duplicate member stands', () => {
    expect(() => parseJson('{"a":1, "a":2}')).toThrow(expect.objectContaining({ position: 8 }))
  })

  it.each(['['.repeat(100_000), `${'{"a":'.repeat(100_000)}1`])(
    'J7: answers 100,000 levels within 10 ms and without a crash',
    async (text) => {
      expect(await fastestOf(5, () => expect(refusal(text)).toBe('json-too-deep'))).toBeLessThan(10)
    },
  )

  it('accepts 32 levels and refuses 33', () => {
    expect(parseJson('['.repeat(32) + ']'.repeat(32))).toBeInstanceOf(Array)
    expect(refusal('['.repeat(33) + ']'.repeat(33))).toBe('json-too-deep')
  })

  it('accepts 20,000 values and refuses one more', () => {
    const array = (items: number) => `[${Array<string>(items).fill('1').join(',')}]`
    expect(parseJson(array(19_999))).toHaveLength(19_999)
    expect(refusal(array(20_000))).toBe('json-too-many-nodes')
  })

  it('counts the limit of 1 MiB in UTF-8 bytes', () => {
    expect(refusal(`"${'a'.repeat(1024 * 1024 - 1)}"`)).toBe('json-too-large')
    expect(refusal(`"${'é'.repeat(600_000)}"`)).toBe('json-too-large')
    expect(parseJson(`"${'a'.repeat(1024 * 1024 - 2)}"`)).toHaveLength(1024 * 1024 - 2)
  })

  it('J6: keeps __proto__, constructor and toString as data', () => {
    const before = Object.getOwnPropertyNames(Object.prototype)
    const value = parseJson('{"__proto__":{"polluted":true},"constructor":1,"toString":2}')
    expect(Object.keys(value as object)).toEqual(['__proto__', 'constructor', 'toString'])
    expect(Object.getPrototypeOf(value)).toBe(Object.prototype)
    expect('polluted' in {}).toBe(false)
    expect(Object.getOwnPropertyNames(Object.prototype)).toEqual(before)
  })

  it('reads own members only', () => {
    expect(memberOf({}, 'constructor')).toBeUndefined()
    expect(memberOf({ a: 1 }, 'a')).toBe(1)
  })
})
