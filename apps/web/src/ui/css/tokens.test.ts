import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { CARTOUCHES } from '../badge-art/cartouches.ts'
import { contrastRatio, parseHex } from '../contrast.ts'

const read = (name: string) => readFileSync(new URL(name, import.meta.url), 'utf8')

/** `[light, dark]` of every `--name: light-dark(…)`, the standard colour where an organization may replace it. */
function readTokens(css: string): ReadonlyMap<string, readonly [string, string]> {
  const colour = String.raw`(?:var\(--[\w-]+, )?(#[0-9a-f]{6})\)?`
  const pattern = new RegExp(String.raw`--([\w-]+):\s*light-dark\(\s*${colour},\s*${colour}\s*\)`, 'g')
  return new Map(
    [...css.matchAll(pattern)].map(([, name = '', light = '', dark = '']) => [name, [light, dark]]),
  )
}

const tokens = readTokens(read('tokens.css'))

function contrastOf(text: string, ground: string, theme: 0 | 1): number {
  const colour = (name: string) => {
    const found = parseHex(tokens.get(name)?.[theme] ?? '')
    if (found === undefined) throw new Error(`tokens.css has no colour ${name}`)
    return found
  }
  return contrastRatio(colour(text), colour(ground))
}

/** Text on ground, with the contrasts that the design promises, light and dark. */
const promised = [
  ['ink', 'paper', 16.4, 15.3],
  ['ink', 'sheet', 17.2, 14.2],
  ['ink', 'sunk', 15.0, 15.9],
  ['ink', 'accent-wash', 14.4, 11.9],
  ['ink', 'amber-wash', 15.2, 12.7],
  ['ink', 'heat-1', 13.2, 11.5],
  ['ink', 'heat-2', 9.5, 7.9],
  ['ink', 'heat-3', 6.3, 4.9],
  ['ink', 'mark', 15.0, 8.8],
  ['ink-2', 'paper', 8.8, 9.8],
  ['ink-2', 'amber-wash', 8.1, 8.1],
  ['ink-3', 'paper', 5.6, 6.2],
  ['ink-3', 'sheet', 5.9, 5.8],
  ['ink-3', 'sunk', 5.1, 6.5],
  ['ink-3', 'amber-wash', 5.2, 5.2],
  ['accent', 'paper', 9.0, 9.2],
  ['accent', 'sunk', 8.2, 9.6],
  ['accent', 'accent-wash', 7.9, 7.2],
  ['accent', 'mark', 8.2, 5.3],
  ['on-accent', 'accent', 9.4, 8.7],
  ['pass', 'paper', 6.9, 9.9],
  ['pass', 'sunk', 6.4, 10.3],
  ['amber', 'paper', 6.6, 10.1],
  ['amber', 'sunk', 6.1, 10.5],
  ['amber', 'amber-wash', 6.1, 8.4],
  ['fail', 'paper', 7.1, 8.6],
  ['fail', 'fail-wash', 6.2, 7.2],
] as const

/** Pairs that the components use beyond the promised ones: AA for text, 4.5. */
const used = [
  ['ink', 'pass-wash'],
  ['ink', 'fail-wash'],
  ['ink-2', 'sunk'],
  ['ink-2', 'fail-wash'],
  ['accent', 'sheet'],
  ['accent', 'amber-wash'],
  ['accent', 'fail-wash'],
  ['accent', 'pass-wash'],
  ['accent-strong', 'paper'],
  ['on-accent', 'accent-strong'],
  ['pass', 'pass-wash'],
  ['fail', 'sheet'],
  ['paper', 'fail'],
  ['paper', 'ink'],
] as const

/** Borders of controls need 3 (WCAG 1.4.11). */
const borders = [
  ['edge', 'paper'],
  ['edge', 'sheet'],
  ['edge', 'sunk'],
  ['accent', 'sunk'],
] as const

describe.each([
  ['light', 0],
  ['dark', 1],
] as const)('tokens, %s', (_, theme) => {
  it.each(promised)('%s on %s has the contrast the design names', (text, ground, light, dark) => {
    expect(Math.floor(contrastOf(text, ground, theme) * 10) / 10).toBeGreaterThanOrEqual(
      theme === 0 ? light : dark,
    )
  })

  it.each(used)('%s on %s is readable', (text, ground) => {
    expect(contrastOf(text, ground, theme)).toBeGreaterThanOrEqual(4.5)
  })

  it.each(borders)('%s stands out from %s', (border, ground) => {
    expect(contrastOf(border, ground, theme)).toBeGreaterThanOrEqual(3)
  })
})

describe('badge colours', () => {
  const rims = readTokens(read('marks.css'))
  const colour = (hex: string) => parseHex(hex) ?? [0, 0, 0]

  it.each(Object.entries(CARTOUCHES))(
    'of %s are the same in the style sheet and in the drawing',
    (name, { ink, lift }) => {
      const block = read('marks.css').split(`.badge-${name} {`)[1]?.split('}')[0] ?? ''
      expect(readTokens(block).get('badge-edge')).toEqual([ink.toLowerCase(), lift.toLowerCase()])
    },
  )

  it.each(Object.values(CARTOUCHES))(
    'of $shape keep paper on ink at 7.5 and lift on night at 8',
    ({ ink, lift }) => {
      expect(contrastRatio(colour('#fbfaf7'), colour(ink))).toBeGreaterThanOrEqual(7.5)
      expect(contrastRatio(colour(lift), colour(rims.get('badge-band')?.[1] ?? ''))).toBeGreaterThanOrEqual(8)
    },
  )
})

describe('index.css', () => {
  it('imports every style sheet of its folder', () => {
    const sheets = readdirSync(new URL('.', import.meta.url)).filter((name) => name.endsWith('.css'))
    const imported = [...read('../index.css').matchAll(/@import "\.\/css\/([\w-]+\.css)"/g)].map(
      ([, name]) => name,
    )
    expect(imported.toSorted()).toEqual(sheets.toSorted())
  })
})
