import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { Day, Item, ItemList, Tag } from '../../../ui/index.ts'
import type { ShownCriterion } from '../present/enrollment-page.ts'
import type { Enrollment } from './load-enrollment.ts'
import { Rubric } from './rubric.tsx'

export interface ObservedPartProps {
  readonly enrollment: Enrollment
  readonly of: ShownCriterion
}

/** What is to be seen on the job, by whom and how often; what was seen so far; and the rubric that observers use. */
export function ObservedPart({ enrollment, of: { criterion, id } }: ObservedPartProps) {
  const { t } = useTranslation('enrollments')
  if (criterion.kind !== 'observation') return null
  const { occasions, observers, by } = criterion
  const observed = enrollment.observed.filter(({ criterionId }) => criterionId === id)
  return (
    <>
      <p>
        {t('enrollments:observed.asked', { count: occasions })}
        {observers > 1 && ` ${t('enrollments:observed.by_others', { count: observers })}`}{' '}
        {t(`enrollments:observed.who.${by}`)}
      </p>
      <div className="beside">
        <div className="pieces">
          <h3>{t('enrollments:observed.so_far')}</h3>
          {observed.length === 0 ? (
            <p className="small dim">{t('enrollments:observed.none')}</p>
          ) : (
            <ObservedList enrollment={enrollment} observed={observed} />
          )}
        </div>
        <div className="in-view">
          <h3>{t('enrollments:criterion.rubric')}</h3>
          <Rubric rows={criterion.rubric} levels={enrollment.levels} language={enrollment.language} />
        </div>
      </div>
    </>
  )
}

interface ObservedListProps extends Pick<ObservedPartProps, 'enrollment'> {
  readonly observed: Enrollment['observed']
}

function ObservedList({ enrollment: { base }, observed }: ObservedListProps) {
  const { t, i18n } = useTranslation('enrollments')
  return (
    <ItemList label={t('enrollments:observed.so_far')}>
      {observed.map((one) => (
        <Item
          key={one.id}
          title={
            <Link to={`${base}/observations/${one.id}`}>
              <Day day={one.on} locale={i18n.language} />
            </Link>
          }
          end={
            one.endedHow === null ? (
              <Tag tone={one.sufficient ? 'pass' : 'plain'} mark={one.sufficient ? 'passed' : 'half'}>
                {t(one.sufficient ? 'enrollments:observed.counts' : 'enrollments:observed.short')}
              </Tag>
            ) : (
              <Tag>{t(`enrollments:observed.ended.${one.endedHow}`)}</Tag>
            )
          }
        >
          {t('enrollments:observed.line', { place: one.place, observer: one.observer })}
          {one.remarks > 0 && ` ${t('enrollments:observed.remarks', { count: one.remarks })}`}
        </Item>
      ))}
    </ItemList>
  )
}
