import type { Language } from '../../../i18n/languages.ts'
import {
  type BadgeDefinition,
  badgeAltText,
  badgeSvg,
  badgeWords,
  isGlyphName,
} from '../../../ui/badge-art/index.ts'
import type { ArtSource } from '../queries/art.ts'

/** What the badge of a version is drawn from; the year is the one in which it was published, or would be now. */
export function drawingOf({ version, organization }: ArtSource, now: Date): BadgeDefinition {
  const { art, name } = version.definition
  return {
    id: version.achievementId,
    title: name,
    issuerName: organization.name,
    issuerMark: organization.mark,
    category: art.category,
    glyph: isGlyphName(art.icon) ? art.icon : 'star',
    level: art.level,
    levels: art.levels,
    year: (version.publishedAt ?? now).getUTCFullYear(),
  }
}

/** The drawing as a file of its own, with its text alternative. */
export function drawnSvg(drawing: BadgeDefinition, language: Language): string {
  return badgeSvg(drawing, { label: badgeAltText(drawing, badgeWords[language]) })
}
