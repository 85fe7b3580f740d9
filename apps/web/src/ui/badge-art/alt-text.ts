import { type BadgeCategory, CARTOUCHES, type CartoucheShape } from './cartouches.ts'
import type { BadgeDefinition } from './simple-badge-svg.ts'
import { yearLetter } from './year-letter.ts'

/** The words of one language for a badge. */
export interface BadgeWords {
  readonly categories: Readonly<Record<BadgeCategory, string>>
  readonly shapes: Readonly<Record<CartoucheShape, string>>
  /** With the places `{title}`, `{issuer}`, `{category}`, `{shape}`, `{level}`, `{levels}`, `{year}`, `{letter}`. */
  readonly struck: string
  /** As `struck`, for a badge without a scale. */
  readonly struckWithoutLevel: string
  /** For the empty place of a badge not struck yet. */
  readonly place: string
}

/** What a screen reader says instead of the drawing. Plain text: escape it where it is put into markup. */
export function badgeAltText(
  definition: BadgeDefinition,
  words: BadgeWords,
  state: 'struck' | 'outline' = 'struck',
): string {
  const values: Readonly<Record<string, string>> = {
    title: definition.title,
    issuer: definition.issuerName,
    category: words.categories[definition.category],
    shape: words.shapes[CARTOUCHES[definition.category].shape],
    level: String(definition.level),
    levels: String(definition.levels),
    year: String(definition.year),
    letter: yearLetter(definition.year),
  }
  const sentence =
    state === 'outline' ? words.place : definition.levels > 0 ? words.struck : words.struckWithoutLevel
  // One pass, so that a title that holds "{issuer}" stays as it is written.
  return sentence.replace(/\{(\w{1,40})\}/g, (whole, name: string) => values[name] ?? whole)
}
