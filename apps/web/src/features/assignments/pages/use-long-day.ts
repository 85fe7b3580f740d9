import { useTranslation } from 'react-i18next'
import { formatLocale } from '../../../i18n/formats.ts'

/** Writes days in the reader's words and zone, for sentences. */
export function useLongDay(timeZone: string): (at: string) => string {
  const { i18n } = useTranslation()
  const format = new Intl.DateTimeFormat(formatLocale(i18n.language), { dateStyle: 'long', timeZone })
  return (at) => format.format(new Date(at))
}
