import fc from 'fast-check'
import PDFDocument from 'pdfkit'
import { describe, expect, it } from 'vitest'
import { canSet, createTypesetter } from './pdf-text.ts'

const style = { size: 12, weight: 400, fill: '#000000' } as const
const type = () => createTypesetter(new PDFDocument())

describe('canSet', () => {
  it.each(['Ana María', 'Łukasiewicz', 'Олександра', 'Ελένη', 'Nguyễn Thị'])('has faces for %s', (name) => {
    expect(canSet(name)).toBe(true)
  })

  it.each(['山田太郎', 'محمد', 'שרה', '🙂', 'a\u0007b'])('has none for %j', (name) => {
    expect(canSet(name)).toBe(false)
  })
})

describe('createTypesetter', () => {
  it('breaks between words, within the width, and ends what does not fit in an ellipsis', () => {
    const { wrap, width } = type()
    const lines = wrap('one two three four five six seven eight nine ten', style, 80, 3)
    expect(lines).toHaveLength(3)
    expect(lines[2]).toMatch(/…$/)
    for (const line of lines) expect(width(line, style)).toBeLessThanOrEqual(80)
    expect(wrap('short', style, 80, 3)).toEqual(['short'])
  })

  it('sets any text within its width and number of lines', () => {
    const { wrap, width, line } = type()
    fc.assert(
      fc.property(
        fc.string({ unit: 'grapheme', maxLength: 60 }),
        fc.integer({ min: 1, max: 4 }),
        (text, most) => {
          const lines = wrap(text, style, 60, most)
          expect(lines.length).toBeLessThanOrEqual(most)
          for (const set of lines) {
            expect(width(set, style)).toBeLessThanOrEqual(60)
            line(set, 0, 0, style)
          }
        },
      ),
      { numRuns: 40 },
    )
  })
})
