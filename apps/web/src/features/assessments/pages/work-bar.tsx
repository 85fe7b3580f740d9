import { useTranslation } from 'react-i18next'
import { StateMark, Time } from '../../../ui/index.ts'
import type { Work } from './load-work.ts'

/** What is being assessed, whose it is, and by when. */
export function WorkBar({ work, timeZone }: { readonly work: Work; readonly timeZone: string }) {
  const { t, i18n } = useTranslation(['assessments'])
  const { name, learner, number, place, promisedAt, hoursLeft, hold } = work
  return (
    <header className="work-bar">
      <div className="row">
        <h1>{name}</h1>
        <span className="small mid">
          {learner}
          {number > 1 && `, ${t('assessments:try', { number })}`}
        </span>
        {place !== undefined && <span className="small dim">{t('assessments:assess.place', place)}</span>}
        {hold !== 'ended' && (
          <span className="clock small">
            <StateMark state={hoursLeft < 0 ? 'unknown' : 'half'} />
            <span>
              {t('assessments:promised_by')}{' '}
              <Time at={promisedAt} locale={i18n.language} timeZone={timeZone} show="both" />.{' '}
              <span className={hoursLeft < 0 ? 'fail strong' : 'dim'}>{timeLeft(t, hoursLeft)}</span>
            </span>
          </span>
        )}
      </div>
    </header>
  )
}

type Translate = ReturnType<typeof useTranslation<['assessments']>>['t']

/** Hours up to two days, then days. */
function timeLeft(t: Translate, hours: number): string {
  const kind = hours < 0 ? 'late' : 'left'
  const size = Math.abs(hours)
  return size < 48
    ? t(`assessments:${kind}.hours`, { count: size })
    : t(`assessments:${kind}.days`, { count: Math.round(size / 24) })
}
