import { useTranslation } from 'react-i18next'
import { formatLocale } from '../../../i18n/formats.ts'

export interface MonthBarsProps {
  readonly months: readonly { readonly month: string; readonly awarded: number | null }[]
}

const WIDTH = 720
const HEIGHT = 200
const FOOT = 28
const TOP = 20

/** A bar a month, drawn on the server; the table beside it has the same figures for those who do not see it. */
export function MonthBars({ months }: MonthBarsProps) {
  const { t, i18n } = useTranslation('outcomes')
  const most = Math.max(1, ...months.map(({ awarded }) => awarded ?? 0))
  const step = WIDTH / Math.max(1, months.length)
  const short = new Intl.DateTimeFormat(formatLocale(i18n.language), { month: 'short', timeZone: 'UTC' })
  const room = HEIGHT - FOOT - TOP
  return (
    <svg className="bars" viewBox={`0 0 ${WIDTH} ${HEIGHT}`} role="img" aria-label={t('outcomes:chart')}>
      {months.map(({ month, awarded }, at) => {
        const height = ((awarded ?? 0) / most) * room
        const x = at * step
        return (
          <g key={month}>
            <rect
              x={x + step * 0.2}
              y={HEIGHT - FOOT - height}
              width={step * 0.6}
              height={height}
              fill="var(--ink)"
            />
            {awarded !== null && awarded > 0 && (
              <text x={x + step / 2} y={HEIGHT - FOOT - height - 6} textAnchor="middle" className="num">
                {awarded}
              </text>
            )}
            <text x={x + step / 2} y={HEIGHT - 8} textAnchor="middle" className="dim">
              {short.format(new Date(`${month}T00:00:00Z`))}
            </text>
          </g>
        )
      })}
      <line x1={0} x2={WIDTH} y1={HEIGHT - FOOT} y2={HEIGHT - FOOT} stroke="var(--edge)" />
    </svg>
  )
}
