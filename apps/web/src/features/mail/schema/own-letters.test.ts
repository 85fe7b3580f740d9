import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { checkPlaceholders, fillText, placeholdersOf } from './own-letters.ts'

const STANDARD = { subject: '{{name}}', body: 'From {{issuer}}: {{reason}}', action: 'See it' }

describe('the placeholders of a letter', () => {
  it('are those of the text that it takes the place of, and what carries the message stays', () => {
    const text = { subject: 'Badge {{name}}', body: 'By us. {{why}} {{', action: '' }
    expect(checkPlaceholders(text, STANDARD)).toEqual({ unknown: ['why', '{{'], missing: ['reason'] })
    expect(checkPlaceholders(STANDARD, STANDARD)).toEqual({ unknown: [], missing: [] })
  })

  it('are filled once: a value that looks like one is shown as it is', () => {
    expect(fillText('{{a}} {{b}} {{c}}', { a: '{{b}}', b: '$& $1', c: '' })).toBe('{{b}} $& $1 ')
  })

  it('come to an end on any text, and none is left after filling', () => {
    fc.assert(
      fc.property(fc.string(), fc.string({ maxLength: 5 }), (text, value) => {
        const used = placeholdersOf({ subject: text, body: '', action: '' })
        const filled = fillText(text, Object.fromEntries(used.map((name) => [name, value])))
        expect(used.length === 0 || filled !== text || value.includes('{')).toBe(true)
      }),
    )
  })
})
