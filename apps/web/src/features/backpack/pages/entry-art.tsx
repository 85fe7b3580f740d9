import { type BadgeDefinition, isBadgeCategory, isGlyphName } from '../../../ui/badge-art/index.ts'
import { Badge, MarkPunch } from '../../../ui/index.ts'
import type { ShownEntry } from '../present.ts'

export interface EntryArtProps {
  readonly entry: Pick<ShownEntry, 'name' | 'issuerName' | 'art' | 'picture'>
  readonly size: number
}

/** The badge's picture: as its issuer uploaded or the holder brought it, else drawn, else the issuer's initials. Its name stands beside it. */
export function EntryArt({ entry, size }: EntryArtProps) {
  const { picture, art } = entry
  if (picture !== undefined)
    return <img className="entry-picture" src={picture} width={size} height={size} alt="" loading="lazy" />
  if (art === undefined || !isBadgeCategory(art.category))
    return (
      <span className="entry-initials" style={{ width: size }}>
        <MarkPunch mark={initialsOf(entry.issuerName ?? entry.name)} height={Math.round(size * 0.6)} />
      </span>
    )
  const definition: BadgeDefinition = {
    id: art.achievementId,
    title: entry.name,
    issuerName: entry.issuerName ?? '',
    issuerMark: art.mark,
    category: art.category,
    glyph: isGlyphName(art.icon) ? art.icon : 'star',
    level: art.level,
    levels: art.levels,
    year: art.year,
  }
  return <Badge definition={definition} size={size} />
}

/** First letters of up to three words. */
function initialsOf(name: string): string {
  const letters = name.match(/(?<![\p{L}\p{N}])[\p{L}\p{N}]/gu) ?? []
  return letters.slice(0, 3).join('').toLocaleUpperCase() || '·'
}
