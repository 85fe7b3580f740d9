export interface PipsProps {
  /** Levels held: filled lozenges. */
  readonly held: number
  /** Levels needed: those not held are open lozenges. Default: as many as held. */
  readonly needed?: number
  /** Levels of the whole scale; what lies beyond the needed is a dot. */
  readonly levels: number
  /** Said instead of the drawing. */
  readonly label: string
}

const pitch = 12.2
const lozenge = (x: number, r: number) => `M${x} ${5.6 - r}l${r} ${r}-${r} ${r}-${r}-${r}z`

/** A level on its scale: held, needed and beyond. */
export function Pips({ held, needed = held, levels, label }: PipsProps) {
  const width = Math.round(levels * pitch * 10) / 10
  return (
    <span className="pips">
      <svg width={width} height="11.2" viewBox={`0 0 ${width} 11.2`} role="img" aria-label={label}>
        {Array.from({ length: levels }, (_, i) => {
          const x = Math.round((i + 0.5) * pitch * 10) / 10
          if (i < held) return <path key={x} d={lozenge(x, 4.6)} fill="currentColor" />
          if (i < needed)
            return <path key={x} d={lozenge(x, 3.9)} fill="none" stroke="currentColor" strokeWidth="1.3" />
          return <circle key={x} cx={x} cy="5.6" r="1.1" fill="currentColor" opacity=".55" />
        })}
      </svg>
    </span>
  )
}
