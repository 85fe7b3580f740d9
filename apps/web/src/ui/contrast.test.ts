import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { accentStyle, contrastRatio, parseHex } from './contrast.ts'

const hex = fc.integer({ min: 0, max: 0xffffff }).map((value) => `#${value.toString(16).padStart(6, '0')}`)
const rgb = (text: string | undefined) => {
  const colour = parseHex(text ?? '')
  if (colour === undefined) throw new Error(`${text} is no colour`)
  return colour
}

describe('contrastRatio', () => {
  it('is 21 between black and white, 1 between equals, and the same both ways', () => {
    expect(contrastRatio(rgb('#000'), rgb('#fff'))).toBeCloseTo(21, 5)
    fc.assert(
      fc.property(hex, hex, (a, b) => {
        expect(contrastRatio(rgb(a), rgb(a))).toBe(1)
        expect(contrastRatio(rgb(a), rgb(b))).toBe(contrastRatio(rgb(b), rgb(a)))
      }),
    )
  })

  it('agrees with the published value for #767676 on white', () => {
    expect(contrastRatio(rgb('#767676'), rgb('#ffffff'))).toBeCloseTo(4.54, 2)
  })
})

describe('accentStyle', () => {
  it('makes every colour readable on every ground of both themes', () => {
    fc.assert(
      fc.property(hex, (colour) => {
        const style = accentStyle(colour) ?? {}
        const light = rgb(style['--org-accent'])
        const dark = rgb(style['--org-accent-dark'])
        const lightGrounds = ['#fbfaf7', '#ffffff', '#f2f0ea', '#fff0b8', '#fbf0d8', '#fae7e3', '#e4f0e8']
        const darkGrounds = ['#141519', '#1b1c21', '#0f1013', '#4a3e14', '#2e2412', '#3a1d19', '#152b20']
        for (const ground of [...lightGrounds, style['--org-accent-wash']])
          expect(contrastRatio(light, rgb(ground))).toBeGreaterThanOrEqual(4.5)
        for (const ground of [...darkGrounds, style['--org-accent-wash-dark'], style['--org-on-accent-dark']])
          expect(contrastRatio(dark, rgb(ground))).toBeGreaterThanOrEqual(4.5)
        expect(contrastRatio(rgb('#ffffff'), light)).toBeGreaterThanOrEqual(4.5)
      }),
    )
  })

  it('keeps a colour that is readable already', () => {
    expect(accentStyle('#2C3E94')?.['--org-accent']).toBe('#2c3e94')
  })

  it.each(['red', '#12', 'url(x)', '#12345g', ''])('knows that %j is no colour', (text) => {
    expect(accentStyle(text)).toBeUndefined()
  })
})
