import { formatLocale } from '../i18n/formats.ts'

export interface TimeProps {
  /** An instant, as an ISO 8601 text or a `Date`. */
  readonly at: string | Date
  readonly locale: string
  /** IANA name of the reader's zone. */
  readonly timeZone: string
  /** `date`: 3 May 2026. `time`: 14:02. `both`: 3 May 2026 at 14:02. `stamp`, for lists: 3 May 2026, 14:02, the month short. Default `date`. */
  readonly show?: 'date' | 'time' | 'both' | 'stamp'
}

const shapes = {
  date: { dateStyle: 'long' },
  time: { timeStyle: 'short' },
  both: { dateStyle: 'long', timeStyle: 'short' },
  stamp: { dateStyle: 'medium', timeStyle: 'short' },
} as const satisfies Record<string, Intl.DateTimeFormatOptions>

/** An instant in the reader's words and zone; the whole of it, zone named, on hover. */
export function Time({ at, locale, timeZone, show = 'date' }: TimeProps) {
  const instant = typeof at === 'string' ? new Date(at) : at
  const write = (options: Intl.DateTimeFormatOptions) =>
    new Intl.DateTimeFormat(formatLocale(locale), { ...options, timeZone }).format(instant)
  return (
    // Server and browser may carry different versions of the locale's spaces; neither is wrong.
    <time
      dateTime={instant.toISOString()}
      title={write({ dateStyle: 'full', timeStyle: 'long' })}
      suppressHydrationWarning
    >
      {write(shapes[show])}
    </time>
  )
}

export interface DayProps {
  /** A calendar day, `2026-05-03`, without zone: a birthday, a deadline's day. */
  readonly day: string
  readonly locale: string
}

/** A calendar day; the same everywhere on earth. */
export function Day({ day, locale }: DayProps) {
  const written = new Intl.DateTimeFormat(formatLocale(locale), { dateStyle: 'long', timeZone: 'UTC' })
  return (
    <time dateTime={day} suppressHydrationWarning>
      {written.format(new Date(`${day}T00:00:00Z`))}
    </time>
  )
}
