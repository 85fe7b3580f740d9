import { type BadgeDefinition, isBadgeCategory, isGlyphName } from './badge-art/index.ts'

/** What is known of a badge's looks. */
export interface DrawnBadge {
  readonly name: string
  readonly issuerName: string | null
  /** What its drawing is made from; absent where none is known. */
  readonly art:
    | {
        readonly category: string
        readonly icon: string
        readonly level: number
        readonly levels: number
        readonly mark: string
        readonly achievementId: string
        readonly year: number
      }
    | undefined
}

/** What a badge is drawn from; undefined where that is not known. */
export function drawingOf({ name, issuerName, art }: DrawnBadge): BadgeDefinition | undefined {
  if (art === undefined || !isBadgeCategory(art.category)) return undefined
  return {
    id: art.achievementId,
    title: name,
    issuerName: issuerName ?? '',
    issuerMark: art.mark,
    category: art.category,
    glyph: isGlyphName(art.icon) ? art.icon : 'star',
    level: art.level,
    levels: art.levels,
    year: art.year,
  }
}

/** First letters of up to three words. */
export function initialsOf(name: string): string {
  const letters = name.match(/(?<![\p{L}\p{N}])[\p{L}\p{N}]/gu) ?? []
  return letters.slice(0, 3).join('').toLocaleUpperCase() || '·'
}
