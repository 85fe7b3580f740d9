import { useTranslation } from 'react-i18next'
import { Form, Link } from 'react-router'
import { authorize } from '../../../http/authenticate.ts'
import { parseInput } from '../../../http/input.ts'
import { contextOf, inOrganization } from '../../../http/request-context.ts'
import { ListPages } from '../../../list-pages.tsx'
import {
  Button,
  EmptyState,
  Head,
  LedgerSection,
  Page,
  SelectField,
  Tag,
  TextField,
} from '../../../ui/index.ts'
import { maySeeTeam } from '../policy.ts'
import { presentTeamRow } from '../present.ts'
import { countTeam, listTeam, teamLeads } from '../queries.ts'
import { SOON_DAYS, teamPageSchema } from '../schema.ts'
import type { Route } from './+types/team'

const PAGE = 50

export async function loader(args: Route.LoaderArgs) {
  const { language, organizations } = contextOf(args)
  const params = Object.fromEntries(new URL(args.request.url).searchParams)
  const { q, show, page } = parseInput(teamPageSchema, params, language)
  const found = await inOrganization(args, async (scope) => {
    authorize(maySeeTeam(scope))
    const leads = teamLeads(scope)
    const { items, total } = await listTeam(scope, leads, { q, show, limit: PAGE, offset: (page - 1) * PAGE })
    return { people: items.map(presentTeamRow), total, figures: await countTeam(scope, leads) }
  })
  const organization = organizations.find(
    ({ slug, id }) => slug === args.params.org || id === args.params.org,
  )
  return {
    ...found,
    q: q ?? '',
    show,
    page,
    days: SOON_DAYS,
    organization: organization?.name ?? '',
    base: `/o/${args.params.org}/team`,
  }
}

export default function Team({ loaderData }: Route.ComponentProps) {
  const { t } = useTranslation(['team', 'common'])
  const { figures, q, show, page, total, base, days, organization } = loaderData
  const title =
    figures.overdue > 0
      ? t('team:title_overdue', { count: figures.overdue })
      : figures.lapsing > 0
        ? t('team:title_lapsing', { count: figures.lapsing })
        : t('team:title_calm')
  return (
    <Page>
      <title>{t('common:page_title', { title: t('common:nav.team') })}</title>
      <Head title={title} lede={t('team:lede', { count: figures.people, organization })} />
      <LedgerSection title={t('team:people')} note={t('team:people_note', { count: days })} rule="main">
        <Form className="filters" role="search">
          <TextField name="q" type="search" label={t('team:find')} defaultValue={q} />
          <SelectField
            name="show"
            label={t('team:show')}
            options={(['all', 'overdue', 'lapsing'] as const).map((value) => ({
              value,
              label: t(`team:shows.${value}`),
            }))}
            defaultValue={show}
          />
          <Button>{t('common:search')}</Button>
        </Form>
        <TeamTable {...loaderData} />
        <ListPages
          page={page}
          pages={Math.ceil(total / PAGE)}
          address={(n) => `${base}?${new URLSearchParams({ q, show, page: String(n) })}`}
        />
      </LedgerSection>
    </Page>
  )
}

function TeamTable({ people, base, figures }: Route.ComponentProps['loaderData']) {
  const { t } = useTranslation(['team', 'common'])
  if (people.length === 0)
    return figures.people === 0 ? (
      <EmptyState title={t('team:nobody')}>{t('team:nobody_more')}</EmptyState>
    ) : (
      <EmptyState title={t('team:none_matches')} />
    )
  return (
    <table className="stacks hover">
      <caption className="sr">{t('team:people')}</caption>
      <thead>
        <tr>
          <th scope="col">{t('team:person')}</th>
          <th scope="col">{t('team:manager')}</th>
          <th scope="col" className="num">
            {t('team:held')}
          </th>
          <th scope="col" className="num">
            {t('team:working')}
          </th>
          <th scope="col">{t('team:attention')}</th>
        </tr>
      </thead>
      <tbody>
        {people.map((person) => (
          <tr key={person.id}>
            <th scope="row">
              <Link to={`${base}/${person.id}`}>{person.name}</Link>
              <span className="small dim">
                {[person.jobTitle, person.department].filter((words) => words !== null).join(', ')}
              </span>
            </th>
            <td data-label={t('team:manager')}>{person.managerName}</td>
            <td data-label={t('team:held')} className="num">
              {person.held}
            </td>
            <td data-label={t('team:working')} className="num">
              {person.working}
            </td>
            <td data-label={t('team:attention')}>
              <span className="row">
                {person.overdue > 0 && <Tag tone="fail">{t('team:overdue', { count: person.overdue })}</Tag>}
                {person.lapsing > 0 && <Tag tone="amber">{t('team:lapsing', { count: person.lapsing })}</Tag>}
              </span>
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}
