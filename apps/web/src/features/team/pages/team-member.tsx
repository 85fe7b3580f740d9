import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { authorize } from '../../../http/authenticate.ts'
import { contextOf, inOrganization } from '../../../http/request-context.ts'
import { Head, Item, ItemList, LedgerSection, Page, Tag, Time, type Tone } from '../../../ui/index.ts'
import { listDutiesOfPerson } from '../../assignments/queries/duties.ts'
import { listCredentialsOf } from '../../credentials/queries.ts'
import { getMemberName } from '../../structure/queries/members.ts'
import { maySeeReport } from '../policy.ts'
import { presentTeamPerson } from '../present.ts'
import { isInTeam, listEnrollmentsOf, teamLeads } from '../queries.ts'
import type { Route } from './+types/team-member'

export async function loader(args: Route.LoaderArgs) {
  const { language, person: reader } = contextOf(args)
  const { person: id } = args.params
  const person = await inOrganization(args, async (scope) => {
    const name = await getMemberName(scope, id)
    authorize(maySeeReport(scope, { isReport: await isInTeam(scope, teamLeads(scope), id) }))
    const credentials = await listCredentialsOf(scope, id)
    const enrollments = await listEnrollmentsOf(scope, id)
    const duties = (await listDutiesOfPerson(scope, id)).map(
      ({ id, achievement, dueAt, overdue, state, reason }) => ({
        id,
        achievement,
        dueAt,
        overdue,
        state,
        reason,
      }),
    )
    return { ...presentTeamPerson({ id, name }, credentials, enrollments, scope.deps.now()), duties }
  })
  return { person, language, timeZone: reader?.timeZone ?? 'UTC', base: `/o/${args.params.org}/team` }
}

type Person = Route.ComponentProps['loaderData']['person']

export default function TeamMember({ loaderData }: Route.ComponentProps) {
  const { t } = useTranslation(['team', 'common', 'assignments'])
  const { person, base } = loaderData
  const assign = `${base.replace(/\/team$/, '')}/assignments?personId=${person.id}#new`
  const open = person.enrollments.filter(({ state }) => state === 'active' || state === 'submitted')
  const ended = person.enrollments.filter(({ state }) => state !== 'active' && state !== 'submitted')
  const held = person.credentials.filter(({ state }) => state === 'in_force').length
  return (
    <Page>
      <title>{t('common:page_title', { title: person.name })}</title>
      <Head
        title={person.name}
        lede={t('team:holds', { count: held })}
        crumbs={{ label: t('common:crumbs'), items: [{ to: base, label: t('common:nav.team') }] }}
      />
      <LedgerSection
        title={t('assignments:duty.duties')}
        note={<Link to={assign}>{t('assignments:new')}</Link>}
        rule="main"
      >
        {person.duties.length === 0 ? (
          <p className="dim">{t('assignments:duty.duties_none')}</p>
        ) : (
          <AssignedDuties items={person.duties} {...loaderData} />
        )}
      </LedgerSection>
      <LedgerSection title={t('team:works_on')}>
        {open.length === 0 ? (
          <p className="dim">{t('team:works_on_none')}</p>
        ) : (
          <Enrollments items={open} {...loaderData} />
        )}
      </LedgerSection>
      <LedgerSection title={t('team:credentials')} note={t('team:credentials_note')}>
        {person.credentials.length === 0 ? (
          <p className="dim">{t('team:credentials_none')}</p>
        ) : (
          <Credentials items={person.credentials} {...loaderData} />
        )}
      </LedgerSection>
      {ended.length > 0 && (
        <LedgerSection title={t('team:ended')}>
          <Enrollments items={ended} {...loaderData} />
        </LedgerSection>
      )}
    </Page>
  )
}

interface Reader {
  readonly language: string
  readonly timeZone: string
}

const CREDENTIAL_TONES: Readonly<Record<Person['credentials'][number]['state'], Tone>> = {
  in_force: 'pass',
  signing: 'plain',
  suspended: 'amber',
  revoked: 'fail',
  expired: 'amber',
}

function AssignedDuties({
  items,
  base,
  language,
  timeZone,
}: Reader & { readonly items: Person['duties']; readonly base: string }) {
  const { t } = useTranslation('assignments')
  return (
    <ItemList label={t('assignments:duty.duties')}>
      {items.map(({ id, achievement, dueAt, overdue, state, reason }) => (
        <Item
          key={id}
          title={<Link to={`${base.replace(/\/team$/, '')}/duties/${id}`}>{achievement}</Link>}
          end={
            <Tag tone={overdue ? 'fail' : 'plain'}>
              {overdue ? t('assignments:due_page.views.overdue') : t(`assignments:states.${state}`)}
            </Tag>
          }
        >
          {t('assignments:due')} <Time at={dueAt} locale={language} timeZone={timeZone} />. {reason}
        </Item>
      ))}
    </ItemList>
  )
}

function Credentials({ items, language, timeZone }: Reader & { readonly items: Person['credentials'] }) {
  const { t } = useTranslation(['team', 'credentials'])
  return (
    <ItemList label={t('team:credentials')}>
      {items.map((one) => (
        <Item
          key={`${one.achievementId} ${one.validFrom}`}
          title={<Link to={`/achievements/${one.achievementId}`}>{one.name}</Link>}
          end={<Tag tone={CREDENTIAL_TONES[one.state]}>{t(`credentials:states.${one.state}`)}</Tag>}
        >
          {t('team:since')} <Time at={one.validFrom} locale={language} timeZone={timeZone} />
          {one.validUntil !== null && (
            <>
              {', '}
              {t('team:until')} <Time at={one.validUntil} locale={language} timeZone={timeZone} />
            </>
          )}
        </Item>
      ))}
    </ItemList>
  )
}

function Enrollments({ items, language, timeZone }: Reader & { readonly items: Person['enrollments'] }) {
  const { t } = useTranslation(['team', 'enrollments'])
  return (
    <ItemList label={t('team:works_on')}>
      {items.map((one) => (
        <Item
          key={`${one.achievementId} ${one.createdAt}`}
          title={<Link to={`/achievements/${one.achievementId}`}>{one.name}</Link>}
          end={
            <Tag tone={one.overdue ? 'fail' : 'plain'}>
              {one.overdue ? t('team:is_overdue') : t(`team:enrollment_states.${one.state}`)}
            </Tag>
          }
        >
          {t('team:began')} <Time at={one.createdAt} locale={language} timeZone={timeZone} />
          {one.dueAt !== null && (
            <>
              {', '}
              {t('team:due')} <Time at={one.dueAt} locale={language} timeZone={timeZone} />
            </>
          )}
        </Item>
      ))}
    </ItemList>
  )
}
