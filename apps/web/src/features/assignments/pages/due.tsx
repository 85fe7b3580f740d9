import { useTranslation } from 'react-i18next'
import { Form, Link } from 'react-router'
import type { OrgScope } from '../../../db/scopes.ts'
import { authorize } from '../../../http/authenticate.ts'
import { parseInput } from '../../../http/input.ts'
import { contextOf, inOrganization } from '../../../http/request-context.ts'
import {
  Button,
  ButtonLink,
  EmptyState,
  Head,
  LedgerSection,
  Page,
  Pagination,
  SelectField,
  Tag,
  TextField,
  Time,
} from '../../../ui/index.ts'
import { RENEWAL_DAYS } from '../../credentials/schema/terms.ts'
import { teamLeads } from '../../team/queries.ts'
import { askedThemselves, mayOpenAssignments, maySeeAllDuties } from '../policy.ts'
import { presentDue } from '../present.ts'
import { findApprovers } from '../queries/approvers.ts'
import { listManagers, loadChoices } from '../queries/choices.ts'
import { type DueRow, listDue } from '../queries/due.ts'
import { DUE_VIEWS, duePageSchema } from '../schema.ts'
import type { Route } from './+types/due'

const PAGE = 50

export async function loader(args: Route.LoaderArgs) {
  const { language, person } = contextOf(args)
  const params = Object.fromEntries(
    [...new URL(args.request.url).searchParams].filter(([, value]) => value !== ''),
  )
  const { page, ...filter } = parseInput(duePageSchema, params, language)
  const found = await inOrganization(args, async (scope) => {
    authorize(mayOpenAssignments(scope))
    const all = maySeeAllDuties(scope)
    const query = { ...filter, limit: PAGE, offset: (page - 1) * PAGE }
    const { items, ...counted } = await listDue(scope, all ? 'all' : teamLeads(scope), query)
    const managers = await listManagers(scope, all)
    return {
      items: items.map(presentDue),
      deciders: await decidersOf(scope, items),
      ...counted,
      managers,
      choices: await loadChoices(scope, all),
    }
  })
  const base = `/o/${args.params.org}`
  return { ...found, filter, page, language, timeZone: person?.timeZone ?? 'UTC', base }
}

/** Of what the reader asked for themselves: who can decide, by the duty. */
async function decidersOf(scope: OrgScope, items: readonly DueRow[]): Promise<Record<string, string[]>> {
  const found: Record<string, string[]> = {}
  for (const { id, personId, askedById } of items)
    if (askedById !== null && askedThemselves(scope, askedById))
      found[id] = (await findApprovers(scope, { personId, askedBy: askedById })).map(({ name }) => name)
  return found
}

export default function Due({ loaderData }: Route.ComponentProps) {
  const { t } = useTranslation(['assignments', 'common'])
  const { items, total, more, filter, page, base } = loaderData
  const title = more
    ? t(`assignments:due_page.more.${filter.view}`, { count: total })
    : t(`assignments:due_page.${filter.view}`, { count: total })
  const address = (changed: Record<string, string> = {}) => {
    const kept = Object.entries(filter).filter((entry): entry is [string, string] => entry[1] !== undefined)
    return new URLSearchParams({ ...Object.fromEntries(kept), ...changed })
  }
  return (
    <Page>
      <title>{t('common:page_title', { title: t('assignments:due_page.name') })}</title>
      <Head
        title={title}
        lede={t('assignments:due_page.lede')}
        crumbs={{
          label: t('common:crumbs'),
          items: [{ to: `${base}/assignments`, label: t('assignments:name') }],
        }}
        actions={
          <ButtonLink to={`${base}/due/export.csv?${address()}`} reloadDocument>
            {t('assignments:due_page.csv')}
          </ButtonLink>
        }
      />
      <LedgerSection title={t('assignments:due_page.list')} rule="main">
        <Filters {...loaderData} />
        {items.length === 0 ? (
          <EmptyState title={t('assignments:due_page.none')}>
            {t('assignments:due_page.none_more')}
          </EmptyState>
        ) : (
          <DueTable {...loaderData} />
        )}
        <Pagination
          label={t('common:pages')}
          page={page}
          pages={Math.ceil(total / PAGE)}
          address={(n) => `${base}/due?${address({ page: String(n) })}`}
          previous={t('common:previous')}
          next={t('common:next')}
          pageLabel={(n) => t('common:page_number', { page: n })}
        />
      </LedgerSection>
    </Page>
  )
}

type Data = Route.ComponentProps['loaderData']

function Filters({ filter, choices, managers }: Pick<Data, 'filter' | 'choices' | 'managers'>) {
  const { t } = useTranslation(['assignments', 'common'])
  const select = (
    name: 'achievementId' | 'departmentId' | 'managerId',
    label: string,
    rows: readonly { readonly id: string; readonly name: string }[],
  ) =>
    rows.length > 0 && (
      <SelectField
        name={name}
        label={label}
        empty={t('assignments:due_page.any')}
        options={rows.map((row) => ({ value: row.id, label: row.name }))}
        defaultValue={filter[name] ?? ''}
      />
    )
  return (
    <Form className="filters" role="search">
      <TextField
        name="q"
        type="search"
        label={t('assignments:due_page.find')}
        defaultValue={filter.q ?? ''}
      />
      <SelectField
        name="view"
        label={t('assignments:due_page.view')}
        options={DUE_VIEWS.map((value) => ({ value, label: t(`assignments:due_page.views.${value}`) }))}
        defaultValue={filter.view}
      />
      {select('achievementId', t('assignments:achievement'), choices.achievements)}
      {select('departmentId', t('assignments:department'), choices.departments)}
      {select('managerId', t('assignments:due_page.manager'), managers)}
      <Button>{t('common:search')}</Button>
    </Form>
  )
}

/** An exemption waits for an answer; who asked for it reads whose. */
function Asked({ deciders }: { readonly deciders: readonly string[] | undefined }) {
  const { t, i18n } = useTranslation('assignments')
  return (
    <>
      <Tag tone="amber">{t('assignments:asked')}</Tag>
      {deciders !== undefined && (
        <span className="small">
          {deciders.length === 0
            ? t('assignments:duty.nobody_decides')
            : t('assignments:duty.deciders', {
                names: new Intl.ListFormat(i18n.language, { type: 'disjunction' }).format(deciders),
              })}
        </span>
      )}
    </>
  )
}

function DueTable({ items, deciders, filter, base, language, timeZone }: Data) {
  const { t } = useTranslation('assignments')
  const when = filter.view === 'lapsing' ? t('assignments:due_page.ends') : t('assignments:due')
  return (
    <table className="stacks hover">
      <caption className="sr">{t('assignments:due_page.list')}</caption>
      <thead>
        <tr>
          <th scope="col">{t('assignments:person')}</th>
          <th scope="col">{t('assignments:achievement')}</th>
          <th scope="col">{when}</th>
          <th scope="col">{t('assignments:state')}</th>
          <th scope="col">{t('assignments:due_page.manager')}</th>
        </tr>
      </thead>
      <tbody>
        {items.map((one) => (
          <tr key={one.id}>
            <th scope="row">
              {one.assignmentId === null ? one.name : <Link to={`${base}/duties/${one.id}`}>{one.name}</Link>}
              <span className="small dim">{one.department}</span>
            </th>
            <td data-label={t('assignments:achievement')}>{one.achievement}</td>
            <td data-label={when}>
              <Time at={one.dueAt} locale={language} timeZone={timeZone} />
            </td>
            <td data-label={t('assignments:state')}>
              <span className="row">
                {one.assignmentId === null ? (
                  <Tag tone="amber">{t('assignments:due_page.views.lapsing')}</Tag>
                ) : one.overdue ? (
                  <Tag tone="fail">{t('assignments:due_page.views.overdue')}</Tag>
                ) : (
                  t('assignments:states.open')
                )}
                {one.exemption !== null && <Asked deciders={deciders[one.id]} />}
                {one.work === 'submitted' && <Tag>{t('assignments:handed_in')}</Tag>}
                {one.assignmentId === null && one.work === 'active' && <Tag>{t('assignments:renewing')}</Tag>}
                {one.assignmentId === null && one.work === null && (
                  <Link to={`${base}/assignments?${renewal(one)}#new`}>
                    {t('assignments:assign_renewal')}
                    <span className="sr">: {one.name}</span>
                  </Link>
                )}
              </span>
            </td>
            <td data-label={t('assignments:due_page.manager')}>{one.manager}</td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}

/** Fills in the form to assign, so that the credential is kept in force from now on. */
const renewal = ({ personId, achievementId }: Data['items'][number]): URLSearchParams =>
  new URLSearchParams({ personId, achievementId, dueDays: '30', renewDays: String(RENEWAL_DAYS) })
