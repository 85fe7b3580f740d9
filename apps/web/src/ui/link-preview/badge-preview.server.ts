import { type BadgeDefinition, badgeSvg } from '../badge-art/index.ts'
import { paintPreview, previewText, shorten, wrapText } from './preview-canvas.server.ts'

export interface BadgePreview {
  readonly drawing: BadgeDefinition
  readonly title: string
  readonly holder: string | undefined
  readonly issuer: string
}

/** The picture that the link of a badge shows: badge, name, holder where they agreed, issuer. */
export function badgePreview({ drawing, title, holder, issuer }: BadgePreview, dataDir: string): Uint8Array {
  const badge = badgeSvg(drawing, { size: 430 }).replace('<svg ', '<svg x="70" y="100" ')
  const lines = wrapText(title, 19, 3)
  const top = 315 - (lines.length * 72 + (holder === undefined ? 44 : 104)) / 2 + 56
  const below = top + (lines.length - 1) * 72
  const x = 560
  return paintPreview(
    [
      badge,
      ...lines.map((line, at) => previewText({ x, y: top + at * 72, size: 58, look: 'strong' }, line)),
      holder === undefined
        ? ''
        : previewText({ x, y: below + 64, size: 36, look: 'strong' }, shorten(holder, 32)),
      previewText(
        { x, y: below + (holder === undefined ? 60 : 116), size: 30, look: 'quiet' },
        shorten(issuer, 38),
      ),
    ],
    dataDir,
  )
}
