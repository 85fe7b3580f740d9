import { useTranslation } from 'react-i18next'
import { formatLocale } from '../../../i18n/formats.ts'

/** Writes days in the reader's language and zone. */
export function useDay(timeZone: string): (instant: Date) => string {
  const { i18n } = useTranslation()
  const written = new Intl.DateTimeFormat(formatLocale(i18n.language), { dateStyle: 'long', timeZone })
  return (instant) => written.format(instant)
}
