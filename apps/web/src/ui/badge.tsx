import { lazy, useId } from 'react'
import { type BadgeDefinition, type BadgeSvgOptions, isSimple, simpleBadgeSvg } from './badge-art/index.ts'
import { classNames } from './class-names.ts'

export interface BadgeProps {
  readonly definition: BadgeDefinition
  /** Width and height in CSS pixels; default 160. It shrinks with a narrower place. */
  readonly size?: number
  /** `outline` is the place kept for a badge not struck yet: it is never drawn solid to who works on it. */
  readonly state?: 'struck' | 'outline'
  /** Of an outline: the one that is next, in the accent. */
  readonly now?: boolean
  /** Text alternative from `badgeAltText`; leave it away where the badge's title stands beside it. */
  readonly label?: string
}

/** Most pages have small badges only: what draws ground and plates comes with the first badge that has them. */
const FullBadge = lazy(async () => {
  const { badgeSvg } = await import('./badge-art/badge-svg.ts')
  return { default: (props: BadgeProps) => <DrawnBadge {...props} draw={badgeSvg} /> }
})

/** Badge art on a page; the rim follows light and dark by the style sheet. */
export function Badge(props: BadgeProps) {
  return isSimple({ size: 160, ...props }) ? (
    <DrawnBadge {...props} draw={simpleBadgeSvg} />
  ) : (
    <FullBadge {...props} />
  )
}

interface DrawnBadgeProps extends BadgeProps {
  readonly draw: (definition: BadgeDefinition, options: BadgeSvgOptions) => string
}

function DrawnBadge({ definition, size = 160, state = 'struck', now = false, label, draw }: DrawnBadgeProps) {
  const options: BadgeSvgOptions = { size, state, surface: 'page', scope: useId() }
  const svg = draw(definition, label === undefined ? options : { ...options, label })
  return (
    <span
      className={classNames('badge-frame', state === 'outline' && 'outline', now && 'now')}
      style={{ width: size, maxWidth: '100%' }}
      // biome-ignore lint/security/noDangerouslySetInnerHtml: badgeSvg escapes every text it is given
      dangerouslySetInnerHTML={{ __html: svg }}
    />
  )
}
