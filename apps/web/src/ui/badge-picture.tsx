import { Badge } from './badge.tsx'
import { type DrawnBadge, drawingOf, initialsOf } from './drawing-of.ts'
import { MarkPunch } from './mark-punch.tsx'

export interface BadgePictureProps {
  /** With the path of a picture, which comes before the drawing. */
  readonly badge: DrawnBadge & { readonly picture: string | undefined }
  /** Width and height in CSS pixels. */
  readonly size: number
}

/** A badge as its issuer uploaded or its holder brought it, else drawn, else the issuer's initials. Its name stands beside it. */
export function BadgePicture({ badge, size }: BadgePictureProps) {
  const { picture } = badge
  if (picture !== undefined)
    return <img className="entry-picture" src={picture} width={size} height={size} alt="" loading="lazy" />
  const definition = drawingOf(badge)
  if (definition === undefined)
    return (
      <span className="entry-initials" style={{ width: size }}>
        <MarkPunch mark={initialsOf(badge.issuerName ?? badge.name)} height={Math.round(size * 0.6)} />
      </span>
    )
  return <Badge definition={definition} size={size} />
}
