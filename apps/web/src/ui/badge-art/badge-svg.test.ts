import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { badgeAltText } from './alt-text.ts'
import { badgeSvg } from './badge-svg.ts'
import { BADGE_CATEGORIES, isBadgeCategory } from './cartouches.ts'
import { escapeXml } from './escape-xml.ts'
import { fingerprint } from './fingerprint.ts'
import { GLYPH_NAMES, isGlyphName } from './glyphs.ts'
import type { BadgeDefinition, BadgeSvgOptions } from './simple-badge-svg.ts'
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

const hostile = fc.constantFrom(
  '</svg><script>alert(1)</script>',
  '" onload="alert(1)',
  "' xlink:href='javascript:alert(1)",
  '<!ENTITY x SYSTEM "file:///etc/passwd">',
  ']]><foreignObject>',
  '\u0000\u0008\uFFFE\uD800',
  '\u202E&amp;&#x3c;',
  '{title} {issuer}',
)
const text = fc.oneof(
  hostile,
  fc.string({ unit: 'binary', maxLength: 30 }),
  fc.string({ unit: 'grapheme', maxLength: 30 }),
)
const number = fc.oneof(fc.integer({ min: -3, max: 12 }), fc.double())
const definitions: fc.Arbitrary<BadgeDefinition> = fc.record({
  id: text,
  title: text,
  issuerName: text,
  issuerMark: text,
  category: fc.constantFrom(...BADGE_CATEGORIES),
  glyph: fc.constantFrom(...GLYPH_NAMES),
  level: number,
  levels: number,
  year: fc.integer({ min: -5000, max: 9999 }),
})
const options: fc.Arbitrary<BadgeSvgOptions> = fc.record(
  {
    size: fc.integer({ min: 16, max: 800 }),
    detail: fc.constantFrom('small' as const, 'medium' as const, 'large' as const),
    surface: fc.constantFrom('paper' as const, 'night' as const, 'page' as const),
    state: fc.constantFrom('struck' as const, 'outline' as const),
    label: text,
    scope: text,
  },
  { requiredKeys: [] },
)

interface Element {
  readonly name: string
  readonly attributes: ReadonlyMap<string, string>
}

/** A strict reader of the little XML that a badge needs; throws where a document is not well-formed. */
function readXml(xml: string): readonly Element[] {
  const elements: Element[] = []
  const open: string[] = []
  let at = 0
  const token = /<\/([\w-]+)>|<([\w-]+)((?:\s+[\w:-]+="[^"<]*")*)\s*(\/?)>|([^<]+)/y
  while (at < xml.length) {
    token.lastIndex = at
    const match = token.exec(xml)
    if (match === null) throw new Error(`not well-formed at ${at}: ${xml.slice(at, at + 40)}`)
    const [whole, closed, name, attributes = '', empty, characters] = match
    at += whole.length
    checkText(characters ?? attributes)
    if (closed !== undefined && open.pop() !== closed) throw new Error(`</${closed}> closes nothing`)
    if (name !== undefined) {
      elements.push({ name, attributes: readAttributes(attributes) })
      if (empty === '') open.push(name)
    }
    if (open.length === 0 && at < xml.length) throw new Error('more than one root')
  }
  if (open.length > 0) throw new Error(`<${open.at(-1)}> is never closed`)
  return elements
}

function readAttributes(source: string): ReadonlyMap<string, string> {
  const pairs = [...source.matchAll(/([\w:-]+)="([^"]*)"/g)].map(
    ([, name = '', value = '']) => [name, value] as const,
  )
  const found = new Map(pairs)
  if (found.size !== pairs.length) throw new Error(`an attribute occurs twice: ${source}`)
  return found
}

function checkText(characters: string): void {
  if (/&(?!(amp|lt|gt|quot|#39);)/.test(characters)) throw new Error('a reference that is not one of ours')
  if (/[^\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/u.test(characters))
    throw new Error('a character that XML forbids')
}

const allowed = new Set(['svg', 'title', 'desc', 'defs', 'clipPath', 'g', 'use', 'path', 'circle'])

describe('badgeSvg', () => {
  it('is well-formed XML of harmless elements for any text', () => {
    fc.assert(
      fc.property(definitions, options, (definition, option) => {
        for (const { name, attributes } of readXml(badgeSvg(definition, option))) {
          expect(allowed).toContain(name)
          for (const [attribute, value] of attributes) {
            expect(attribute).not.toMatch(/^on|^style$|:/)
            if (attribute === 'href') expect(value).toMatch(/^#/)
            if (attribute !== 'aria-label' && attribute !== 'xmlns')
              expect(value).not.toMatch(/url\((?!#)|javascript:|https?:/)
          }
        }
      }),
    )
  })

  it('gives the same bytes for the same input', () => {
    fc.assert(
      fc.property(definitions, options, (definition, option) => {
        expect(badgeSvg({ ...definition }, { ...option })).toBe(badgeSvg(definition, option))
      }),
    )
  })

  it('defines each id once and refers only to its own', () => {
    fc.assert(
      fc.property(definitions, options, (definition, option) => {
        const elements = readXml(badgeSvg(definition, option))
        const ids = elements.flatMap(({ attributes }) => attributes.get('id') ?? [])
        expect(new Set(ids).size).toBe(ids.length)
        for (const { attributes } of elements)
          for (const reference of [
            attributes.get('href')?.slice(1),
            attributes.get('clip-path')?.slice(5, -1),
          ])
            if (reference !== undefined) expect(ids).toContain(reference)
      }),
    )
  })

  it('shares no id between different badges, sizes or scopes on one page', () => {
    const idsOf = (svg: string) => [...svg.matchAll(/ id="([^"]+)"/g)].map(([, id]) => id)
    const all = [
      badgeSvg(reefer),
      badgeSvg({ ...reefer, year: 2027 }),
      badgeSvg(reefer, { size: 64 }),
      badgeSvg(reefer, { scope: 'second' }),
    ].flatMap(idsOf)
    expect(all.length).toBeGreaterThan(8)
    expect(new Set(all).size).toBe(all.length)
  })

  it('draws numbers that are whole and finite, whatever the levels are', () => {
    fc.assert(
      fc.property(definitions, (definition) => {
        expect(badgeSvg(definition)).not.toMatch(/NaN|Infinity|undefined/)
      }),
    )
  })

  it('takes the ground from the id alone', () => {
    const ground = (definition: BadgeDefinition) => /p" d="([^"]+)"/.exec(badgeSvg(definition))?.[1]
    expect(ground({ ...reefer, title: 'Another', level: 1 })).toBe(ground(reefer))
    expect(ground({ ...reefer, id: 'urn:uuid:2' })).not.toBe(ground(reefer))
  })

  it('fills the levels reached and leaves the rest of the scale open', () => {
    const pips = (level: number, levels: number) => {
      const row = /<g fill="none" stroke="#FBFAF7" stroke-width="2.5">(.*?)<\/g>/.exec(
        badgeSvg({ ...reefer, level, levels }),
      )?.[1]
      return { all: row?.match(/<path/g)?.length ?? 0, filled: row?.match(/fill="#FBFAF7"/g)?.length ?? 0 }
    }
    expect(pips(3, 4)).toEqual({ all: 4, filled: 3 })
    expect(pips(9, 4)).toEqual({ all: 4, filled: 4 })
    expect(pips(1, 99)).toEqual({ all: 8, filled: 1 })
    expect(pips(0, 0)).toEqual({ all: 0, filled: 0 })
  })

  it('names itself in a file and by an attribute on a page', () => {
    const label = badgeAltText(reefer, badgeWords.en)
    expect(badgeSvg(reefer, { label })).toContain(
      `<title id="${idOf(badgeSvg(reefer))}t">Reefer Cargo Handling</title>`,
    )
    expect(badgeSvg(reefer, { label })).toContain(`>${label}</desc>`)
    expect(badgeSvg(reefer, { label, surface: 'page' })).toContain(`role="img" aria-label="${label}"`)
    expect(badgeSvg(reefer, { surface: 'page' })).toContain('aria-hidden="true"')
  })

  it('draws an outline without any fill', () => {
    const outline = badgeSvg(reefer, { state: 'outline' })
    expect(outline).toContain('stroke-dasharray')
    expect(outline).not.toMatch(/fill="(?!none)/)
  })

  it('leaves plates and ground out when small', () => {
    expect(badgeSvg(reefer, { size: 64 }).length).toBeLessThan(1300)
  })

  it('refuses a category or glyph that does not exist', () => {
    const wrong = { ...reefer, category: 'constructor' } as unknown as BadgeDefinition
    expect(() => badgeSvg(wrong)).toThrow(TypeError)
    expect(isBadgeCategory('toString')).toBe(false)
    expect(isGlyphName('__proto__')).toBe(false)
  })

  it('offers at least 24 glyphs and nine categories of different shape', () => {
    expect(GLYPH_NAMES.length).toBeGreaterThanOrEqual(24)
    expect(BADGE_CATEGORIES).toHaveLength(9)
  })
})

const idOf = (svg: string) => /aria-labelledby="([^"]+)t"/.exec(svg)?.[1]

describe('issuer marks', () => {
  const plate = (issuerMark: string) =>
    /<g fill="#245070">(.*)<\/g><\/g>/.exec(badgeSvg({ ...reefer, issuerMark }))?.[1]

  it('lose accents and ligatures', () => {
    expect(plate('ÉÅ')).toBe(plate('EA'))
    expect(plate('Ø')).toBe(plate('O'))
    expect(plate('ﬁ')).toBe(plate('fi'))
  })

  it('show a lozenge for each letter of another script, never nothing', () => {
    expect(plate('日本')).toBe(plate('Жд'))
    expect(plate('日本')).not.toBe(plate('日'))
  })

  it('are cut after three letters', () => {
    expect(plate('HLXYZ')).toBe(plate('HLX'))
  })

  it('hold no live text', () => {
    expect(badgeSvg(reefer)).not.toContain('<text')
  })
})

describe('escapeXml', () => {
  it('leaves nothing that ends a text or an attribute', () => {
    fc.assert(
      fc.property(text, (value) => {
        expect(escapeXml(value)).not.toMatch(/[<>"']|&(?!(amp|lt|gt|quot|#39);)/)
      }),
    )
  })
})

describe('fingerprint', () => {
  it('begins an XML id and differs for near texts', () => {
    const prints = Array.from({ length: 5000 }, (_, i) => fingerprint(`badge ${i}`))
    expect(new Set(prints).size).toBe(5000)
    for (const print of prints) expect(print).toMatch(/^b[0-9a-z]+-[0-9a-z]+$/)
  })
})
