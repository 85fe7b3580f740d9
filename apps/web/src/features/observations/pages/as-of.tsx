import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Note, Time } from '../../../ui/index.ts'

export interface AsOfProps {
  /** When the server made the page, as an ISO 8601 text. */
  readonly madeAt: string
  readonly timeZone: string
}

/** Says of a page that was opened without a connection how old it is. */
export function AsOf({ madeAt, timeZone }: AsOfProps) {
  const { t, i18n } = useTranslation('observations')
  const [old, setOld] = useState(false)
  useEffect(() => setOld(!navigator.onLine), [])
  if (!old) return null
  return (
    <div className="as-of">
      <Note tone="amber">
        {t('observations:kept.as_of')}{' '}
        <Time at={madeAt} locale={i18n.language} timeZone={timeZone} show="both" />
      </Note>
    </div>
  )
}
