import { CoreError } from './errors.ts'

const pattern =
  /^([0-9]{4}|[1-9][0-9]{4,5})-([0-9]{2})-([0-9]{2})T([0-9]{2}):([0-9]{2}):([0-9]{2})(?:\.([0-9]+))?(Z|[+-][0-9]{2}:[0-9]{2})$/

/** What a `Date` reaches. */
const LAST_INSTANT = 8_640_000_000_000_000

/**
 * Milliseconds since 1970 of an XML Schema `dateTimeStamp` (VCDM 2.0, 4.9): the time zone is required, digits below the
 * millisecond are cut off. Years go from 0001 to the last that a `Date` holds (275760); later ones, and years before the
 * first, are refused like impossible dates, with `CoreError` `date-time`.
 */
export function parseDateTimeStamp(text: string): number {
  const parts = pattern.exec(text)
  if (parts === null) throw new CoreError('date-time', 'this is not a date and time with a time zone')
  const [year, month, day] = [Number(parts[1]), Number(parts[2]), Number(parts[3])]
  const [hour, minute, second] = [Number(parts[4]), Number(parts[5]), Number(parts[6])]
  const fraction = parts[7] ?? ''
  const milliseconds = fraction === '' ? 0 : Number(fraction.slice(0, 3).padEnd(3, '0'))
  // 24:00:00 is the end of the day in XML Schema 1.1; 60 seconds are not.
  const endOfDay = hour === 24 && minute === 0 && second === 0 && /^0*$/.test(fraction)
  const clockFits = (hour <= 23 || endOfDay) && minute <= 59 && second <= 59
  if (year < 1 || !isDayOfMonth(year, month, day) || !clockFits) {
    throw new CoreError('date-time', 'there is no such date or time')
  }
  const date = new Date(0)
  date.setUTCFullYear(year, month - 1, day)
  date.setUTCHours(hour, minute, second, milliseconds)
  const instant = date.getTime() - offsetOf(parts[8] ?? 'Z')
  if (!(Math.abs(instant) <= LAST_INSTANT)) throw new CoreError('date-time', 'the date lies too far ahead')
  return instant
}

/** `2026-05-03T16:38:00Z`; milliseconds appear only when they are not zero. Throws `TypeError` outside years 1-9999. */
export function formatDateTimeStamp(milliseconds: number): string {
  const date = new Date(milliseconds)
  const text = Number.isNaN(date.getTime()) ? '' : date.toISOString()
  if (!/^(?!0000)[0-9]{4}-/.test(text))
    throw new TypeError('the instant cannot be written with a four-digit year')
  return text.replace('.000Z', 'Z')
}

const daysOf: readonly number[] = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]

function isDayOfMonth(year: number, month: number, day: number): boolean {
  if (month < 1 || month > 12 || day < 1) return false
  const leap = (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0
  return day <= (month === 2 && leap ? 29 : (daysOf[month - 1] ?? 0))
}

function offsetOf(zone: string): number {
  if (zone === 'Z') return 0
  const hours = Number(zone.slice(1, 3))
  const minutes = Number(zone.slice(4, 6))
  if (minutes > 59 || hours * 60 + minutes > 14 * 60)
    throw new CoreError('date-time', 'there is no such time zone')
  return (zone.startsWith('-') ? -1 : 1) * (hours * 60 + minutes) * 60_000
}
