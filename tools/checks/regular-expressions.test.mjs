import { describe, expect, it } from 'vitest'
import { judgeExpressions, judgePattern } from './regular-expressions.mjs'

const faultsOf = (text) => judgeExpressions('a.ts', text).map(({ line, fault }) => `${line} ${fault}`)
const slow = expect.stringContaining('more than linear time')
const notWritten = expect.stringContaining('not written out')

// The check fails a build by itself: with `/(a+)+$/` in a file of `apps`, `npm run check` ends with 1 and names the line.
describe('2 Regular expressions: the check', () => {
  it.each([
    ['2 Regular expressions: a repetition within a repetition', '(a+)+$', ''],
    ['2 Regular expressions: repetitions side by side', '^\\s*\\s*x', ''],
    ['2 Regular expressions: a start that is tried at every place', '[. ]+$', ''],
    ['2 Regular expressions: the same under the flags i and u', '\\p{L}+1', 'iu'],
    ['2 Regular expressions: what cannot be read', '(', ''],
  ])('%s is refused', (_title, pattern, flags) => {
    expect(judgePattern(pattern, flags)).toEqual(expect.any(String))
  })

  it('accepts what is anchored, sticky, bounded or cannot overlap', () => {
    for (const [pattern, flags] of [
      ['^[. ]+', ''],
      ['\\s*x', 'y'],
      ['\\{(\\w{1,40})\\}', 'g'],
      ['\\s+', 'g'],
      ['^\\d{4}-\\d{2}-\\d{2}$', ''],
    ])
      expect([pattern, judgePattern(pattern, flags)]).toEqual([pattern, undefined])
  })

  it('names the line of a literal and of one that is made', () => {
    const text =
      'const fine = /^a+$/\nconst bad = /(a+)+$/.test(x)\nconst worse = new RegExp("(a+)+$", "i")\n'
    expect(judgeExpressions('a.ts', text)).toEqual([
      { line: 2, source: '/(a+)+$/', fault: slow },
      { line: 3, source: 'new RegExp("(a+)+$", "i")', fault: slow },
    ])
  })

  it('refuses a pattern or flags that only the running program knows', () => {
    expect(faultsOf('new RegExp(given)')).toEqual([notWritten])
    // biome-ignore lint/suspicious/noTemplateCurlyInString: the text of a program
    expect(faultsOf('RegExp(`^${given}$`)')).toEqual([notWritten])
    expect(faultsOf('new RegExp("a", given)')).toEqual([notWritten])
    // biome-ignore lint/suspicious/noTemplateCurlyInString: the text of a program
    expect(faultsOf('let NAME = "a"; new RegExp(`^${NAME}`)')).toEqual([notWritten])
    expect(faultsOf('const NAME = "a"; const f = (NAME) => new RegExp(NAME)')).toEqual([notWritten])
  })

  it('takes constants of the file and escaped parts, and judges the whole', () => {
    // biome-ignore lint/suspicious/noTemplateCurlyInString: the text of a program
    expect(faultsOf('const NAME = "[a-z]+"; new RegExp(`^${NAME}=`)')).toEqual([])
    // biome-ignore lint/suspicious/noTemplateCurlyInString: the text of a program
    expect(faultsOf('const NAME = "[a-z]+"; new RegExp(`^(?:${NAME})+$`)')).toEqual([slow])
    // biome-ignore lint/suspicious/noTemplateCurlyInString: the text of a program
    expect(faultsOf('new RegExp(`^${escapeRegExp(given)}$`)')).toEqual([])
  })
})
