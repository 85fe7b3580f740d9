import { PLATE_LETTERS, type PlateLetter } from './plate-letters.ts'
import { yearLetter, yearPlateSvg } from './year-letter.ts'

const em = 500
const markLetters = 3

/** Letters that no decomposition takes back to A–Z. */
const relatives: Readonly<Record<string, string>> = {
  Æ: 'AE',
  Œ: 'OE',
  Ø: 'O',
  Đ: 'D',
  Ð: 'D',
  Ł: 'L',
  Ħ: 'H',
  æ: 'ae',
  œ: 'oe',
  ø: 'o',
  đ: 'd',
  ð: 'd',
  ł: 'l',
  ħ: 'h',
  ı: 'i',
  ß: 'ss',
}

/** Stands where a letter of another script would; its own metrics like any letter's. */
const lozenge: PlateLetter = [330, -340, -24, 'm165-340l136 158l-136 158l-136-158z']

/** The first three characters of an issuer's mark as outlines; what Inter's Latin letters cannot show is a lozenge. */
function outlines(mark: string): readonly PlateLetter[] {
  const plain = [...mark]
    .map((character) => relatives[character] ?? character)
    .join('')
    .normalize('NFKD')
    .replace(/[\p{M}\p{Z}\p{C}]/gu, '')
  return [...plain]
    .slice(0, markLetters)
    .map((letter) => (Object.hasOwn(PLATE_LETTERS, letter) ? (PLATE_LETTERS[letter] ?? lozenge) : lozenge))
}

const round = (value: number): string => String(Math.round(value * 100) / 100)

/** Letters centred on a point, made smaller where they would not fit `room`. */
function lettersSvg(
  letters: readonly PlateLetter[],
  x: number,
  y: number,
  size: number,
  room: number,
): string {
  const tracking = em / 60
  const width = letters.reduce((sum, [advance]) => sum + advance + tracking, -tracking)
  const scale = Math.min(size / em, room / Math.max(width, 1))
  const top = Math.min(...letters.map(([, value]) => value))
  const bottom = Math.max(...letters.map(([, , value]) => value))
  let at = 0
  const paths = letters.map(([advance, , , path]) => {
    const placed = `<path${at === 0 ? '' : ` transform="translate(${round(at)})"`} d="${path}"/>`
    at += advance + tracking
    return placed
  })
  const left = x - (width / 2) * scale
  const base = y - ((top + bottom) / 2) * scale
  return `<g transform="translate(${round(left)} ${round(base)}) scale(${Math.round(scale * 1e5) / 1e5})">${paths.join('')}</g>`
}

/** The two plates at the foot of a badge: who struck it, and in which year. */
export function platesSvg(mark: string, year: number, plate: string, letter: string): string {
  const letters = outlines(mark)
  const yearOutline = PLATE_LETTERS[yearLetter(year)] ?? lozenge
  return (
    `<path d="M-66-22h58l8 8v28l-8 8h-58l-8-8v-28z" fill="${plate}"/>${yearPlateSvg(year, 44, 0, 24, plate)}` +
    `<g fill="${letter}">${letters.length === 0 ? '' : lettersSvg(letters, -37, 0, 29, 60)}${lettersSvg([yearOutline], 44, 0, 31, 34)}</g>`
  )
}
