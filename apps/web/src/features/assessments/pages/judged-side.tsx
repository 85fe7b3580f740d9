import { useTranslation } from 'react-i18next'
import { Form, useParams } from 'react-router'
import { FormErrors, type FormState } from '../../../form-errors.tsx'
import { Button, ButtonLink, Note, RubricScorer, Time } from '../../../ui/index.ts'
import type { Work } from './load-work.ts'
import { useScorerRows } from './rubric-rows.tsx'

export interface JudgedSideProps {
  readonly work: Work
  readonly form: FormState
  readonly timeZone: string
}

/** The rubric to read: before it is taken, while another judges, and after one's own decision. */
export function JudgedSide({ work, form, timeZone }: JudgedSideProps) {
  const { t } = useTranslation(['assessments'])
  const rows = useScorerRows({
    rows: work.rows,
    levels: work.levels,
    chosen: ({ level }) => (level === null ? undefined : String(level)),
    beside: ({ comment }) => (comment === '' ? undefined : <p className="said">{comment}</p>),
  })
  return (
    <section className="judging" aria-label={t('assessments:assess.rubric')}>
      <FormErrors form={form} />
      <Standing work={work} timeZone={timeZone} />
      <RubricScorer label={t('assessments:assess.rubric')} rows={rows} disabled />
      {work.hold === 'ended' && work.feedback !== '' && (
        <>
          <h2>{t('assessments:assess.feedback')}</h2>
          <p className="said">{work.feedback}</p>
        </>
      )}
    </section>
  )
}

function Standing({ work, timeZone }: Pick<JudgedSideProps, 'work' | 'timeZone'>) {
  const { t, i18n } = useTranslation(['assessments'])
  const { hold, claim, decision } = work
  const time = (at: Date, show: 'time' | 'both') => (
    <Time at={at} locale={i18n.language} timeZone={timeZone} show={show} />
  )
  if (hold === 'taken' && claim !== undefined)
    return (
      <Note title={t('assessments:assess.taken')}>
        <p>
          {t('assessments:taken_by', { name: claim.name })} {time(claim.until, 'time')}
        </p>
        <ToQueue />
      </Note>
    )
  if (hold === 'free')
    return (
      <Note title={t('assessments:assess.free')}>
        <p>{t('assessments:assess.free_more')}</p>
        <Form method="post">
          <Button look="first" name="intent" value="claim">
            {t('assessments:assess.take')}
          </Button>
        </Form>
      </Note>
    )
  if (decision === undefined) return null
  return (
    <Note
      tone={decision.outcome === 'awarded' ? 'pass' : 'plain'}
      title={t(`assessments:ended.${decision.outcome}`)}
    >
      <p>
        {t('assessments:ended.at')} {time(decision.decidedAt, 'both')}.
      </p>
      {decision.reason !== '' && <p className="said">{decision.reason}</p>}
      <ToQueue />
    </Note>
  )
}

function ToQueue() {
  const { t } = useTranslation(['assessments'])
  const { org } = useParams()
  return (
    <ButtonLink small to={`/o/${org}/queue`}>
      {t('assessments:assess.to_queue')}
    </ButtonLink>
  )
}
