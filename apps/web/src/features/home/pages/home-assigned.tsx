import { useTranslation } from 'react-i18next'
import { Form, Link } from 'react-router'
import { Button, ButtonLink, Item, ItemList, LedgerSection, Tag } from '../../../ui/index.ts'
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
  if (duties.length === 0) return null
  return (
    <LedgerSection rule="main" title={t('assignments:home.title')}>
      <ItemList label={t('assignments:home.title')}>
        {duties.map((duty) => (
          <Item
            key={duty.id}
            title={<Link to={`/o/${duty.slug}/duties/${duty.id}`}>{duty.achievement}</Link>}
            end={
              <span className="row">
                {duty.overdue && <Tag tone="fail">{t('assignments:due_page.views.overdue')}</Tag>}
                <Action duty={duty} />
              </span>
            }
          >
            <Standing duty={duty} timeZone={timeZone} />
          </Item>
        ))}
      </ItemList>
    </LedgerSection>
  )
}

interface DutyProps {
  readonly duty: AssignedHere
}

/** Goes on with the work, or begins it; who is exempt, or has handed in, need do nothing. */
function Action({ duty: { id, slug, state, work, enrollmentId, achievement } }: DutyProps) {
  const { t } = useTranslation('assignments')
  const which = <span className="sr">: {achievement}</span>
  if (state !== 'open' || work === 'submitted') return null
  if (enrollmentId !== null)
    return (
      <ButtonLink small to={`/o/${slug}/enrollments/${enrollmentId}`}>
        {t('assignments:home.go_on')}
        {which}
      </ButtonLink>
    )
  return (
    <Form method="post" action={`/o/${slug}/duties/${id}`}>
      <Button small name="intent" value="begin">
        {t('assignments:home.begin')}
        {which}
      </Button>
    </Form>
  )
}

function Standing({ duty, timeZone }: DutyProps & { readonly timeZone: string }) {
  const { t } = useTranslation('assignments')
  const day = useDay(timeZone)
  const { dueAt, overdue, state, assigner, reason, work, exempt, asked } = duty
  const until = exempt?.endsAt
  const sentences = [
    state === 'exempt'
      ? until === undefined
        ? t('assignments:home.exempt_for_good')
        : t('assignments:home.exempt', { date: day(until) })
      : `${t(overdue ? 'assignments:home.overdue' : 'assignments:home.due', { date: day(dueAt) })}.`,
    work === 'submitted' && state === 'open' && t('assignments:home.handed_in'),
    asked && t('assignments:home.asked'),
    assigner === null ? reason : t('assignments:home.why', { assigner, reason }),
  ]
  return sentences.filter((one) => one !== false).join(' ')
}
