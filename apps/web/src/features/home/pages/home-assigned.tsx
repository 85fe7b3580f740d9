import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { Item, ItemList, LedgerSection, Tag } from '../../../ui/index.ts'
import type { AssignedHere } from './load-home.ts'
import { useDay } from './use-day.ts'

/** What others ask of the person: by when, who, and why. */
export function Assigned({
  duties,
  timeZone,
}: {
  readonly duties: readonly AssignedHere[]
  readonly timeZone: string
}) {
  const { t } = useTranslation('assignments')
  const day = useDay(timeZone)
  if (duties.length === 0) return null
  return (
    <LedgerSection rule="main" title={t('assignments:home.title')}>
      <ItemList label={t('assignments:home.title')}>
        {duties.map(({ id, slug, achievement, dueAt, overdue, state, assigner, reason, enrollmentId }) => (
          <Item
            key={id}
            title={
              <Link
                to={
                  enrollmentId === null ? `/o/${slug}/duties/${id}` : `/o/${slug}/enrollments/${enrollmentId}`
                }
              >
                {achievement}
              </Link>
            }
            end={
              <span className="row">
                {overdue && <Tag tone="fail">{t('assignments:due_page.views.overdue')}</Tag>}
                {state === 'exempt' && <Tag>{t('assignments:states.exempt')}</Tag>}
                <Link to={`/o/${slug}/duties/${id}`}>
                  {t('assignments:home.more')}
                  <span className="sr">: {achievement}</span>
                </Link>
              </span>
            }
          >
            {t(overdue ? 'assignments:home.overdue' : 'assignments:home.due', { date: day(dueAt) })}
            {'. '}
            {assigner === null ? reason : t('assignments:home.why', { assigner, reason })}
          </Item>
        ))}
      </ItemList>
    </LedgerSection>
  )
}
