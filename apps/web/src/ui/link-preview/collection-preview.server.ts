import { type BadgeDefinition, badgeSvg } from '../badge-art/index.ts'
import { PREVIEW, paintPreview, previewText, wrapText } from './preview-canvas.server.ts'

/** A badge by its drawing, or by its issuer's initials where it has none. */
export type PreviewedBadge = { readonly drawing: BadgeDefinition } | { readonly initials: string }

export interface CollectionPreview {
  readonly title: string
  /** How many badges it holds, in words. */
  readonly told: string
  readonly badges: readonly PreviewedBadge[]
}

/** Badges that fit in one row and can still be told apart in a small preview. */
export const MOST_PREVIEWED = 5
const SIDE = 196
const GAP = 20
const MARGIN = 70

/** The picture that the link of a collection shows: its title, how many badges there are, and the first of them. */
export function collectionPreview({ title, told, badges }: CollectionPreview, dataDir: string): Uint8Array {
  const lines = wrapText(title, 32, 2)
  const shown = badges.slice(0, MOST_PREVIEWED)
  const top = shown.length === 0 ? 300 : 130
  const y = PREVIEW.height - MARGIN - SIDE
  return paintPreview(
    [
      ...lines.map((line, at) =>
        previewText({ x: MARGIN, y: top + at * 72, size: 58, look: 'strong' }, line),
      ),
      previewText({ x: MARGIN, y: top + (lines.length - 1) * 72 + 58, size: 30, look: 'quiet' }, told),
      ...shown.map((badge, at) => drawn(badge, MARGIN + at * (SIDE + GAP), y)),
    ],
    dataDir,
  )
}

function drawn(badge: PreviewedBadge, x: number, y: number): string {
  if ('drawing' in badge)
    return badgeSvg(badge.drawing, { size: SIDE }).replace('<svg ', `<svg x="${x}" y="${y}" `)
  const [middle, half] = [x + SIDE / 2, SIDE / 2]
  return (
    `<rect x="${x + 8}" y="${y + 8}" width="${SIDE - 16}" height="${SIDE - 16}" rx="28" fill="none" stroke="#55565C" stroke-width="3"/>` +
    previewText({ x: middle, y: y + half + 20, size: 56, look: 'strong' }, badge.initials).replace(
      '<text ',
      '<text text-anchor="middle" ',
    )
  )
}
