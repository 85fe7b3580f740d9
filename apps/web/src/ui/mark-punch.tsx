import type { ReactNode } from 'react'

export interface PunchFrameProps {
  readonly width: number
  readonly height: number
  /** Without it the punch is decoration. */
  readonly label: string | undefined
  readonly children: ReactNode
}

/** The box that every punch is drawn in, 28 units high. */
export function PunchFrame({ width, height, label, children }: PunchFrameProps) {
  const name = label === undefined ? { 'aria-hidden': true } : { role: 'img', 'aria-label': label }
  const size = { width: Math.round(((width * height) / 28) * 10) / 10, height }
  return (
    // biome-ignore lint/a11y/noSvgWithoutTitle: named or hidden by the spread attributes
    <svg className="punch" viewBox={`0 0 ${width} 28`} {...size} {...name}>
      {children}
    </svg>
  )
}

export interface MarkPunchProps {
  /** One to three letters of any script. */
  readonly mark: string
  readonly label?: string
  /** Pixels; default 26. */
  readonly height?: number
}

/** An issuer's mark: its letters in a cut-corner plate. */
export function MarkPunch({ mark, label, height = 26 }: MarkPunchProps) {
  const letters = [...mark].slice(0, 3).join('')
  const fit = [...letters].length > 2 ? { textLength: 28, lengthAdjust: 'spacingAndGlyphs' as const } : {}
  return (
    <PunchFrame width={40} height={height} label={label}>
      <path d="M5 1h30l4 4v18l-4 4H5l-4-4V5z" fill="currentColor" />
      <text x="20" y="19.3" fontSize="15" fontWeight="700" {...fit}>
        {letters}
      </text>
    </PunchFrame>
  )
}
