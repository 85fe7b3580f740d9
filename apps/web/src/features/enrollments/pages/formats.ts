import { useTranslation } from 'react-i18next'
import { formatLocale } from '../../../i18n/formats.ts'

/** Writes days in the reader's language and zone. */
export function useDay(timeZone: string): (instant: Date) => string {
  const { i18n } = useTranslation()
  const written = new Intl.DateTimeFormat(formatLocale(i18n.language), { dateStyle: 'long', timeZone })
  return (instant) => written.format(instant)
}

const UNITS = ['byte', 'kilobyte', 'megabyte'] as const

/** Writes a number of bytes as people read sizes. */
export function useSize(): (bytes: number) => string {
  const { i18n } = useTranslation()
  return (bytes) => {
    const step = bytes < 1000 ? 0 : bytes < 1_000_000 ? 1 : 2
    return new Intl.NumberFormat(formatLocale(i18n.language), {
      style: 'unit',
      unit: UNITS[step] ?? 'byte',
      unitDisplay: 'short',
      maximumFractionDigits: step === 2 ? 1 : 0,
    }).format(bytes / 1000 ** step)
  }
}
