import { type BadgeDefinition, badgeSvg } from '../badge-art/index.ts'
import { PREVIEW, paint, paintPreview, previewText, wrapText } from './preview-canvas.server.ts'

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

/** The size in CSS pixels in which {@link badgeStrip} is shown; it has twice as many, for doubled screens. */
export const STRIP = { width: 272, height: 48 } as const

/** The first badges in a row without a word, on nothing: for the foot of letters. */
export function badgeStrip(badges: readonly PreviewedBadge[], dataDir: string): Uint8Array {
  const [side, gap] = [2 * STRIP.height, 16]
  const parts = badges.slice(0, MOST_PREVIEWED).map((badge, at) => drawn(badge, at * (side + gap), 0, side))
  return paint(parts, { width: 2 * STRIP.width, height: side }, dataDir)
}

function drawn(badge: PreviewedBadge, x: number, y: number, side = SIDE): string {
  if ('drawing' in badge)
    return badgeSvg(badge.drawing, { size: side }).replace('<svg ', `<svg x="${x}" y="${y}" `)
  const [left, top, width, height] = [x + side * 0.06, y + side * 0.2, side * 0.88, side * 0.6]
  const cut = height * 0.17
  const plate = `M${left + cut} ${top}h${width - 2 * cut}l${cut} ${cut}v${height - 2 * cut}l${-cut} ${cut}h${2 * cut - width}l${-cut} ${-cut}v${2 * cut - height}z`
  const text = { x: x + side / 2, y: y + side * 0.61, size: Math.round(side * 0.3), look: 'on_dark' as const }
  return `<path d="${plate}" fill="#1A1B1F"/>${previewText(text, badge.initials).replace('<text ', '<text text-anchor="middle" ')}`
}
