import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { Badge, ButtonLink, NextStep, Steps } from '../../../ui/index.ts'
import type { Next, ShownWork } from '../present.ts'
import { MARKS } from './home-work.tsx'
import { useDay } from './use-day.ts'

/** What is next, in one sentence. */
export function useTitle(next: Next): string {
  const { t } = useTranslation('home')
  switch (next.kind) {
    case 'work': {
      const { name, step, returnedAt } = next.work
      if (returnedAt !== undefined) return t('home:title.returned', { name })
      return step.code === 'hand_in'
        ? t('home:title.hand_in', { name })
        : t(`home:title.${step.code}`, { name, criterion: step.criterion.title, count: step.count })
    }
    case 'queue':
      return t('home:title.queue', { count: next.duties.waiting })
    case 'drafts':
      return t('home:title.drafts', { count: next.duties.drafts })
    case 'waiting':
      return t('home:title.waiting', { name: next.work.name })
    case 'program':
      return next.program.working === 0
        ? t('home:title.program_idle')
        : t('home:title.program', { count: next.program.working })
    case 'people':
      return t('home:title.people', { count: next.people.members, organization: next.duties.organization })
    case 'first':
    case 'choose':
    case 'alone':
      return t(`home:title.${next.kind}`)
  }
}

function useLede(next: Next, timeZone: string): string {
  const { t } = useTranslation('home')
  const day = useDay(timeZone)
  switch (next.kind) {
    case 'work': {
      const { returnedAt, savedAt, step, turnaroundDays: days } = next.work
      if (returnedAt !== undefined) return t('home:lede.returned')
      if (step.code === 'hand_in') return t('home:lede.hand_in', { days })
      return savedAt === undefined
        ? t('home:lede.unsaved', { days })
        : t('home:lede.saved', { date: day(savedAt), days })
    }
    case 'queue': {
      const { oldest, late } = next.duties
      return oldest === undefined
        ? ''
        : t(late ? 'home:lede.queue_late' : 'home:lede.queue', { date: day(oldest) })
    }
    case 'waiting': {
      const { promisedAt, late } = next.work
      if (promisedAt === undefined) return ''
      return late
        ? t('home:work.late', { date: day(promisedAt) })
        : t('home:lede.waiting', { date: day(promisedAt) })
    }
    case 'people':
      return t('home:lede.people', { count: next.people.accounts })
    case 'program':
    case 'drafts':
    case 'first':
    case 'choose':
    case 'alone':
      return t(`home:lede.${next.kind}`)
  }
}

export interface HomeHeadProps {
  readonly next: Next
  /** How many badges the person has. */
  readonly badges: number
  /** Whether anybody may make an organization here. */
  readonly mayFound: boolean
  readonly timeZone: string
}

/** The next step, with its one first action, and what it belongs to. */
export function HomeHead({ next, badges, mayFound, timeZone }: HomeHeadProps) {
  const { t } = useTranslation('home')
  const title = useTitle(next)
  const lede = useLede(next, timeZone)
  return (
    <NextStep
      over={next.kind === 'program' || next.kind === 'people' ? next.duties.organization : t('home:next')}
      title={title}
      lede={lede}
      actions={<Actions next={next} badges={badges} mayFound={mayFound} />}
    >
      {(next.kind === 'work' || next.kind === 'waiting') && <WorkSteps work={next.work} />}
    </NextStep>
  )
}

function Actions({ next, badges, mayFound }: Omit<HomeHeadProps, 'timeZone'>): ReactNode {
  const { t } = useTranslation('home')
  const first = (to: string, label: string) => (
    <ButtonLink look="first" to={to}>
      {label}
    </ButtonLink>
  )
  switch (next.kind) {
    case 'work': {
      const { address, returnedAt, lastNumber, step } = next.work
      if (returnedAt !== undefined)
        return (
          <>
            {first(`${address}/submissions/${lastNumber}`, t('home:action.comments'))}
            <ButtonLink to={address}>{t('home:action.go_on')}</ButtonLink>
          </>
        )
      return step.code === 'hand_in'
        ? first(`${address}#hand-in`, t('home:action.hand_in'))
        : first(`${address}#c-${step.criterion.id}`, t('home:action.go_on'))
    }
    case 'queue':
      return first(`/o/${next.duties.slug}/queue`, t('home:action.queue'))
    case 'drafts':
      return first(`/o/${next.duties.slug}/achievements?state=draft`, t('home:action.drafts'))
    case 'waiting':
      return <ButtonLink to={next.work.address}>{t('home:action.see')}</ButtonLink>
    case 'program':
      return first(`/o/${next.duties.slug}/achievements`, t('home:action.achievements'))
    case 'people':
      return (
        <>
          {first(`/o/${next.duties.slug}/people/invite`, t('home:action.invite'))}
          <ButtonLink to={`/o/${next.duties.slug}/people`}>{t('home:action.people')}</ButtonLink>
        </>
      )
    case 'first':
    case 'choose':
      return (
        <>
          {first(`/o/${next.slug}/catalog`, t('home:action.catalog'))}
          {badges === 0 && <ButtonLink to="/backpack/import">{t('home:action.import')}</ButtonLink>}
        </>
      )
    case 'alone':
      return (
        <>
          {first('/backpack/import', t('home:action.import'))}
          {badges > 0 && <ButtonLink to="/backpack">{t('home:action.backpack')}</ButtonLink>}
          {mayFound && <ButtonLink to="/organizations/new">{t('home:action.organization')}</ButtonLink>}
        </>
      )
  }
}

function WorkSteps({ work }: { readonly work: ShownWork }) {
  const { t } = useTranslation('home')
  const { name, language, badge, criteria, address, state, step } = work
  const met = criteria.filter((criterion) => criterion.state === 'met').length
  const toMend = criteria.find((criterion) => criterion.state === 'mend')?.id
  const current =
    state === 'active' ? (toMend ?? (step.code === 'hand_in' ? undefined : step.criterion.id)) : undefined
  return (
    <Steps
      art={<Badge definition={badge} size={64} state="outline" now />}
      title={<span lang={language}>{name}</span>}
      note={t('home:met', { met, count: criteria.length })}
      items={criteria.map(({ id, title, kind, state: stand }) => ({
        id,
        state: MARKS[stand],
        stateLabel: t(`home:state.${stand}`),
        title: (
          <a href={`${address}#c-${id}`} lang={language}>
            {title}
          </a>
        ),
        aside: t(`home:kind.${kind}`),
        current: id === current,
      }))}
    />
  )
}
