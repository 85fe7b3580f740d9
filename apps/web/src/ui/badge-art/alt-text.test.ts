import { describe, expect, it } from 'vitest'
import { badgeAltText } from './alt-text.ts'
import type { BadgeDefinition } from './simple-badge-svg.ts'
import { badgeWords } from './words.ts'

const reefer: BadgeDefinition = {
  id: 'urn:uuid:1',
  title: 'Reefer Cargo Handling',
  issuerName: 'Harbor Logistics',
  issuerMark: 'HL',
  category: 'quality',
  glyph: 'snow',
  level: 3,
  levels: 4,
  year: 2026,
}

describe('badgeAltText', () => {
  it('says title, issuer, category, shape, level and year', () => {
    expect(badgeAltText(reefer, badgeWords.en)).toBe(
      'Reefer Cargo Handling. Harbor Logistics, quality, oval cartouche, level 3 of 4, struck 2026 (year letter b).',
    )
    expect(badgeAltText(reefer, badgeWords.es)).toBe(
      'Reefer Cargo Handling. Harbor Logistics, calidad, marco: óvalo, nivel 3 de 4, acuñada en 2026 (letra del año: b).',
    )
  })

  it('leaves the level out where there is no scale, and says when it is not struck', () => {
    expect(badgeAltText({ ...reefer, levels: 0 }, badgeWords.en)).not.toContain('level')
    expect(badgeAltText(reefer, badgeWords.en, 'outline')).toMatch(/not struck yet\.$/)
  })

  it('repeats texts as they are written, places and dollar signs included', () => {
    const title = '{issuer} costs $& and {nothing}'
    expect(badgeAltText({ ...reefer, title }, badgeWords.en).startsWith(`${title}. Harbor`)).toBe(true)
  })
})
