import { useTranslation } from 'react-i18next'
import { Form } from 'react-router'
import { Button, ButtonLink, Tag, Time } from '../../../ui/index.ts'
import type { QueueItem } from '../queries.ts'

export interface QueueRowProps {
  readonly item: QueueItem
  /** Whether the one who reads holds it. */
  readonly mine: boolean
  readonly org: string
  readonly timeZone: string
}

/** One submission that waits: what, whose, by when, and who works on it. */
export function QueueRow({ item, mine, org, timeZone }: QueueRowProps) {
  const { t, i18n } = useTranslation(['assessments'])
  const time = (at: Date, show: 'date' | 'time' | 'both') => (
    <Time at={at} locale={i18n.language} timeZone={timeZone} show={show} />
  )
  const address = `/o/${org}/assess/${item.id}`
  return (
    <li className="wraps">
      <div className="words">
        <h2>{item.name}</h2>
        <p>
          {item.learner}, {t('assessments:handed_in')} {time(item.submittedAt, 'date')}
          {item.number > 1 && `, ${t('assessments:try', { number: item.number })}`}
        </p>
      </div>
      <div className="promise">
        {item.overdue ? (
          <Tag tone="fail" mark="unknown">
            <span>
              {t('assessments:queue.overdue_since')} {time(item.promisedAt, 'both')}
            </span>
          </Tag>
        ) : (
          <span className="small mid">
            {t('assessments:promised_by')} {time(item.promisedAt, 'both')}
          </span>
        )}
      </div>
      <div className="end">
        {item.claim === undefined ? (
          <Form method="post">
            <input type="hidden" name="submission" value={item.id} />
            <Button
              small
              aria-label={t('assessments:queue.assess_named', { name: item.name, learner: item.learner })}
            >
              {t('assessments:queue.assess')}
            </Button>
          </Form>
        ) : mine ? (
          <ButtonLink small look="first" to={address}>
            {t('assessments:queue.go_on')}
          </ButtonLink>
        ) : (
          <span className="small dim">
            {t('assessments:taken_by', { name: item.claim.name })} {time(item.claim.until, 'time')}
          </span>
        )}
      </div>
    </li>
  )
}
