export { type BadgeWords, badgeAltText } from './alt-text.ts'
export { badgeSvg } from './badge-svg.ts'
export { BADGE_CATEGORIES, type BadgeCategory, type CartoucheShape, isBadgeCategory } from './cartouches.ts'
export { GLYPH_NAMES, type GlyphName, isGlyphName } from './glyphs.ts'
export {
  type BadgeDefinition,
  type BadgeDetail,
  type BadgeSurface,
  type BadgeSvgOptions,
  isSimple,
  simpleBadgeSvg,
} from './simple-badge-svg.ts'
export { badgeWords } from './words.ts'
export { yearLetter } from './year-letter.ts'
