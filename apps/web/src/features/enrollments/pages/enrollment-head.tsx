import type { TFunction } from 'i18next'
import { useTranslation } from 'react-i18next'
import { Badge, ButtonLink, NextStep, Steps } from '../../../ui/index.ts'
import { MARKS } from './criterion-section.tsx'
import { useDay } from './formats.ts'
import type { Enrollment } from './load-enrollment.ts'

type T = TFunction<['enrollments', 'common']>
type Day = (instant: Date) => string

/** What is next, as the title of the page. */
export function titleOf(t: T, enrollment: Enrollment, day: Day): string {
  const { state, name, step, returned, submissions } = enrollment
  if (returned !== undefined) return t('enrollments:title.returned')
  switch (state) {
    case 'active':
      return step.code === 'hand_in'
        ? t('enrollments:title.hand_in')
        : t(`enrollments:title.${step.code}`, { criterion: step.criterion.title, count: step.count })
    case 'submitted':
      return t('enrollments:title.submitted', {
        date: day(submissions[0]?.promisedAt ?? enrollment.promised),
      })
    case 'awarded':
    case 'declined':
    case 'withdrawn':
      return t(`enrollments:title.${state}`, { name })
  }
}

/** What is said of the next step where it is not the learner's own writing. */
const LEDES: Readonly<Partial<Record<Enrollment['step']['code'], 'hand_in' | 'observed'>>> = {
  hand_in: 'hand_in',
  observations: 'observed',
  observers: 'observed',
}

function ledeOf(t: T, enrollment: Enrollment, day: Day): string {
  const { state, step, returned, submissions, promised, award } = enrollment
  if (returned !== undefined) return t('enrollments:lede.returned')
  switch (state) {
    case 'active':
      return t(`enrollments:lede.${LEDES[step.code] ?? 'working'}`, { date: day(promised) })
    case 'submitted':
      return t('enrollments:lede.submitted', { date: day(submissions[0]?.submittedAt ?? promised) })
    case 'awarded':
      return t(award?.issuedAt == null ? 'enrollments:lede.signing' : 'enrollments:lede.awarded')
    case 'declined':
    case 'withdrawn':
      return t(`enrollments:lede.${state}`)
  }
}

/** The criterion to work on next; undefined when all that is left is handing in. */
const placeOf = ({ returned, step }: Enrollment): string | undefined =>
  returned?.below[0]?.criterionId ?? (step.code === 'hand_in' ? undefined : step.criterion.id)

/** The first action: the likely next one. */
function Action({ enrollment }: { readonly enrollment: Enrollment }) {
  const { t } = useTranslation('enrollments')
  const { state, returned, submissions, award, address, base } = enrollment
  const last = submissions[0]
  const place = placeOf(enrollment)
  if (award !== undefined)
    return (
      <ButtonLink look="first" to={`/credentials/${award.id}`} reloadDocument>
        {t('enrollments:action.badge')}
      </ButtonLink>
    )
  if (state === 'active')
    return (
      <>
        <a className="btn primary" href={place === undefined ? '#hand-in' : `#c-${place}`}>
          {t(place === undefined ? 'enrollments:action.hand_in' : 'enrollments:action.go_on')}
        </a>
        {returned !== undefined && (
          <ButtonLink to={`${address}/submissions/${returned.number}`}>
            {t('enrollments:action.read')}
          </ButtonLink>
        )}
      </>
    )
  if (state === 'withdrawn' || last === undefined)
    return <ButtonLink to={`${base}/catalog`}>{t('enrollments:action.catalog')}</ButtonLink>
  return (
    <ButtonLink to={`${address}/submissions/${last.number}`}>
      {t(state === 'declined' ? 'enrollments:action.read' : 'enrollments:action.see')}
    </ButtonLink>
  )
}

export interface EnrollmentHeadProps {
  readonly enrollment: Enrollment
  readonly timeZone: string
}

/** What is next, and beside it the criteria as a checklist. */
export function EnrollmentHead({ enrollment, timeZone }: EnrollmentHeadProps) {
  const { t } = useTranslation(['enrollments', 'common'])
  const day = useDay(timeZone)
  const { name, language, achievementId, badge, criteria, state } = enrollment
  const met = criteria.filter((criterion) => criterion.state === 'met').length
  const current = state === 'active' ? placeOf(enrollment) : undefined
  return (
    <NextStep
      over={
        <a href={`/achievements/${achievementId}`} lang={language}>
          {name}
        </a>
      }
      title={titleOf(t, enrollment, day)}
      lede={ledeOf(t, enrollment, day)}
      actions={<Action enrollment={enrollment} />}
    >
      <Steps
        art={
          <Badge
            definition={badge}
            size={64}
            state={state === 'awarded' ? 'struck' : 'outline'}
            now={state === 'active'}
          />
        }
        title={<span lang={language}>{name}</span>}
        note={t('enrollments:met', { met, count: criteria.length })}
        items={criteria.map(({ id, criterion, state: stand }) => ({
          id,
          state: MARKS[stand],
          stateLabel: t(`enrollments:state.${stand}`),
          title: (
            <a href={`#c-${id}`} lang={language}>
              {criterion.title}
            </a>
          ),
          aside: t(`enrollments:kind.${criterion.kind}`),
          current: id === current,
        }))}
      />
    </NextStep>
  )
}
