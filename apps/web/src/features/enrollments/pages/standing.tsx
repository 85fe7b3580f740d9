import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { ConfirmForm, Item, ItemList, LedgerSection, Note, Tag, type Tone } from '../../../ui/index.ts'
import { useDay } from './formats.ts'
import type { Enrollment } from './load-enrollment.ts'

interface StandingProps {
  readonly enrollment: Enrollment
  readonly timeZone: string
}

/** What the assessor asks for, on top of a portfolio that came back. */
export function Returned({ enrollment, timeZone }: StandingProps) {
  const { t } = useTranslation('enrollments')
  const day = useDay(timeZone)
  const { returned, address } = enrollment
  if (returned === undefined) return null
  return (
    <LedgerSection
      rule="main"
      title={t('enrollments:returned.title')}
      {...(returned.decidedAt === null
        ? {}
        : { note: t('enrollments:returned.on', { date: day(returned.decidedAt) }) })}
    >
      <div className="doc wanting">
        <p className="said">{returned.reason}</p>
        {returned.below.length > 0 && (
          <>
            <h3>{t('enrollments:returned.rows')}</h3>
            <ul className="below">
              {returned.below.map(({ id, title, comment }) => (
                <li key={id}>
                  <span className="strong">{title}</span>
                  {comment !== '' && <span className="said">{comment}</span>}
                </li>
              ))}
            </ul>
          </>
        )}
      </div>
      <p>
        <Link to={`${address}/submissions/${returned.number}`}>{t('enrollments:returned.read')}</Link>
      </p>
    </LedgerSection>
  )
}

/** While it waits for a decision: by when, and taking it back. */
export function Waiting({ enrollment, timeZone }: StandingProps) {
  const { t } = useTranslation('enrollments')
  const day = useDay(timeZone)
  const [last] = enrollment.submissions
  if (enrollment.state !== 'submitted' || last === undefined) return null
  return (
    <LedgerSection rule="main" title={t('enrollments:waiting.title')}>
      <p>
        {t('enrollments:waiting.promised', { date: day(last.promisedAt) })}{' '}
        {t('enrollments:waiting.handed_in', { date: day(last.submittedAt) })}
      </p>
      {enrollment.late && <Note tone="amber">{t('enrollments:waiting.late')}</Note>}
      <ConfirmForm
        ask={t('enrollments:waiting.withdraw')}
        confirm={t('enrollments:waiting.withdraw_confirm')}
        values={{ intent: 'withdraw' }}
      >
        {t('enrollments:waiting.withdraw_text')}
      </ConfirmForm>
    </LedgerSection>
  )
}

export const SUBMISSION_TONES = {
  submitted: 'plain',
  withdrawn: 'plain',
  returned: 'amber',
  awarded: 'pass',
  declined: 'plain',
} as const satisfies Record<Enrollment['submissions'][number]['state'], Tone>

/** Every try, with what became of it. */
export function Tries({ enrollment, timeZone }: StandingProps) {
  const { t } = useTranslation('enrollments')
  const day = useDay(timeZone)
  const { submissions, address } = enrollment
  if (submissions.length === 0) return null
  return (
    <LedgerSection title={t('enrollments:earlier.title')}>
      <ItemList label={t('enrollments:earlier.title')}>
        {submissions.map(({ id, number, state, submittedAt }) => (
          <Item
            key={id}
            title={
              <Link to={`${address}/submissions/${number}`}>{t('enrollments:earlier.try', { number })}</Link>
            }
            end={<Tag tone={SUBMISSION_TONES[state]}>{t(`enrollments:submission_state.${state}`)}</Tag>}
          >
            {t('enrollments:earlier.on', { date: day(submittedAt) })}
          </Item>
        ))}
      </ItemList>
    </LedgerSection>
  )
}

export function GiveUp({ enrollment }: Pick<StandingProps, 'enrollment'>) {
  const { t } = useTranslation('enrollments')
  if (enrollment.state !== 'active' && enrollment.state !== 'submitted') return null
  return (
    <LedgerSection title={t('enrollments:give_up.title')} note={t('enrollments:give_up.note')}>
      <ConfirmForm
        ask={t('enrollments:give_up.ask')}
        confirm={t('enrollments:give_up.confirm')}
        values={{ intent: 'give-up' }}
      >
        {t('enrollments:give_up.text')}
      </ConfirmForm>
    </LedgerSection>
  )
}
