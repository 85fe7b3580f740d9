import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { checkCodes } from './check-codes.ts'
import { checkIds, type Format } from './report.ts'

const text = readFileSync(new URL('../../../docs/verification.md', import.meta.url), 'utf8')
/** First cells of table rows, which hold one name each in backticks. */
const named = [...text.matchAll(/^\| `([a-z0-9-]+)` +\|/gm)].map((match) => match[1] ?? '')

const formats: Readonly<Record<Format, true>> = {
  'ob3-json': true,
  'ob3-png': true,
  'ob3-svg': true,
  'ob3-jwt': true,
  'ob2-json': true,
  'ob2-jws': true,
  'ob2-png': true,
  'ob2-svg': true,
  'clr2-json': true,
  'vc-json': true,
  'vc-jwt': true,
  'vc-sd-jwt': true,
  'vp-json': true,
  'vp-jwt': true,
  unknown: true,
}

describe('docs/verification.md', () => {
  it('lists every format, step and code, each once, and nothing else', () => {
    const expected = [...Object.keys(formats), ...checkIds, ...Object.keys(checkCodes)]
    expect(named.toSorted()).toEqual(expected.toSorted())
  })
})
