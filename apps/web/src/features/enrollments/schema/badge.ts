import { type BadgeDefinition, isGlyphName } from '../../../ui/badge-art/index.ts'
import type { Definition } from '../../achievements/schema.ts'

export interface BadgeSource {
  readonly achievementId: string
  readonly definition: Pick<Definition, 'name' | 'art'>
  readonly publishedAt: Date | null
}

/** What the badge of a version is drawn from; before it is earned only its outline is shown. */
export function badgeOf(
  { achievementId, definition: { name, art }, publishedAt }: BadgeSource,
  issuer: { readonly name: string; readonly mark: string },
  now: Date,
): BadgeDefinition {
  return {
    id: achievementId,
    title: name,
    issuerName: issuer.name,
    issuerMark: issuer.mark,
    category: art.category,
    glyph: isGlyphName(art.icon) ? art.icon : 'star',
    level: art.level,
    levels: art.levels,
    year: (publishedAt ?? now).getUTCFullYear(),
  }
}
