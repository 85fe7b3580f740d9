import { useTranslation } from 'react-i18next'
import { Form, Link, redirect } from 'react-router'
import { FormErrors, formState } from '../../../form-errors.tsx'
import { authorize } from '../../../http/authenticate.ts'
import { formAction } from '../../../http/form-action.ts'
import { parseInput } from '../../../http/input.ts'
import { contextOf, inOrganization } from '../../../http/request-context.ts'
import { ListPages } from '../../../list-pages.tsx'
import { ROLES } from '../../../roles.ts'
import {
  Button,
  ButtonLink,
  EmptyState,
  Head,
  LedgerSection,
  Note,
  Page,
  SelectField,
  Tag,
  TextField,
  Time,
} from '../../../ui/index.ts'
import { resendInvitation, revokeInvitation } from '../commands/invitations.ts'
import { mayManagePeople, maySeePeople } from '../policy.ts'
import { presentInvitation, presentPerson } from '../present.ts'
import { listInvitations, listPeople } from '../queries.ts'
import { peoplePageSchema } from '../schema.ts'
import type { Route } from './+types/people'

const PAGE = 50
const ORDERS = ['name', '-name', '-joinedAt', 'joinedAt'] as const

export async function loader(args: Route.LoaderArgs) {
  const { language, person, deps } = contextOf(args)
  const params = Object.fromEntries(new URL(args.request.url).searchParams)
  const { q, role, sort, page } = parseInput(peoplePageSchema, params, language)
  const found = await inOrganization(args, async (scope) => {
    authorize(maySeePeople(scope))
    const asked = { q, role, sort, limit: PAGE, offset: (page - 1) * PAGE }
    const { items, total, more } = await listPeople(scope, asked)
    const invitations = await listInvitations(scope)
    return {
      people: items.map(presentPerson),
      total,
      more,
      invitations: invitations.map((row) => ({
        ...presentInvitation(row),
        over: row.expiresAt <= deps.now(),
      })),
      mayManage: mayManagePeople(scope),
    }
  })
  return {
    ...found,
    q: q ?? '',
    role: role ?? '',
    sort: sort ?? 'name',
    page,
    done: params.done,
    language,
    timeZone: person?.timeZone ?? 'UTC',
    base: `/o/${args.params.org}/people`,
  }
}

export function action(args: Route.ActionArgs) {
  return formAction(args, async ({ intent, id }) => {
    await inOrganization(args, async (scope) => {
      authorize(mayManagePeople(scope))
      if (intent === 'resend') await resendInvitation(scope, String(id))
      else await revokeInvitation(scope, String(id))
    })
    throw redirect(`/o/${args.params.org}/people?done=${intent === 'resend' ? 'resent' : 'revoked'}`)
  })
}

export default function People({ loaderData, actionData }: Route.ComponentProps) {
  const { t } = useTranslation(['organizations', 'structure', 'common'])
  const { people, total, more, q, role, sort, page, base, mayManage, done } = loaderData
  const address = (n: number) => `${base}?${new URLSearchParams({ q, role, sort, page: String(n) })}`
  return (
    <Page>
      <title>{t('common:page_title', { title: t('common:nav.people') })}</title>
      <Head
        title={t(more ? 'organizations:people.title_more' : 'organizations:people.title', { count: total })}
        lede={t('organizations:people.lede')}
        actions={
          <>
            {mayManage && (
              <ButtonLink look="first" to={`${base}/invite`}>
                {t('organizations:invite.title')}
              </ButtonLink>
            )}
            <ButtonLink to={base.replace(/people$/, 'departments')}>
              {t('structure:departments.name')}
            </ButtonLink>
            <ButtonLink to={base.replace(/people$/, 'groups')}>{t('structure:groups.name')}</ButtonLink>
          </>
        }
      />
      {(done === 'invited' || done === 'resent' || done === 'revoked' || done === 'ended') && (
        <Note tone="pass">{t(`organizations:people.${done}`)}</Note>
      )}
      <FormErrors form={formState(actionData)} />
      <LedgerSection title={t('organizations:people.members')} rule="main">
        <Form className="filters" role="search">
          <TextField name="q" type="search" label={t('organizations:people.search')} defaultValue={q} />
          <SelectField
            name="role"
            label={t('organizations:people.role')}
            empty={t('organizations:people.any_role')}
            options={ROLES.map((value) => ({ value, label: t(`common:roles.${value}`) }))}
            defaultValue={role}
          />
          <SelectField
            name="sort"
            label={t('common:order')}
            options={ORDERS.map((order) => ({
              value: order,
              label: t(`organizations:people.orders.${order}`),
            }))}
            defaultValue={sort}
          />
          <Button>{t('common:search')}</Button>
        </Form>
        <PeopleTable people={people} base={base} />
        <ListPages page={page} pages={Math.ceil(total / PAGE)} address={address} />
      </LedgerSection>
      <OpenInvitations {...loaderData} />
    </Page>
  )
}

type Data = Route.ComponentProps['loaderData']

function PeopleTable({ people, base }: Pick<Data, 'people' | 'base'>) {
  const { t } = useTranslation(['organizations', 'common'])
  if (people.length === 0) return <EmptyState title={t('organizations:people.nobody')} />
  return (
    <table className="stacks hover">
      <caption className="sr">{t('organizations:people.table')}</caption>
      <thead>
        <tr>
          <th scope="col">{t('organizations:people.name')}</th>
          <th scope="col">{t('organizations:people.roles')}</th>
          <th scope="col">{t('organizations:people.department')}</th>
          <th scope="col">{t('organizations:people.account')}</th>
        </tr>
      </thead>
      <tbody>
        {people.map((person) => (
          <tr key={person.id}>
            <th scope="row">
              <Link to={`${base}/${person.id}`}>{person.name}</Link>
              <span className="small dim">{person.email}</span>
            </th>
            <td data-label={t('organizations:people.roles')}>
              {person.roles.map((name) => t(`common:roles.${name}`)).join(', ')}
            </td>
            <td data-label={t('organizations:people.department')}>
              {[person.department, person.jobTitle].filter(Boolean).join(', ')}
            </td>
            <td data-label={t('organizations:people.account')}>
              {person.hasAccount ? (
                <Tag tone="pass">{t('organizations:people.has_account')}</Tag>
              ) : (
                <Tag mark="empty">{t('organizations:people.no_account')}</Tag>
              )}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}

function OpenInvitations({ invitations, mayManage, language, timeZone }: Data) {
  const { t } = useTranslation(['organizations', 'common'])
  return (
    <LedgerSection
      title={t('organizations:people.invitations')}
      note={t('organizations:people.invitations_note')}
      id="invitations"
    >
      {invitations.length === 0 && <p className="dim">{t('organizations:people.no_invitations')}</p>}
      <ul className="rows">
        {invitations.map((invitation) => (
          <li key={invitation.id} className="wraps">
            <div className="words">
              <h3>{invitation.name ?? invitation.address}</h3>
              <p>
                {invitation.name !== null && `${invitation.address} · `}
                {invitation.roles.map((name) => t(`common:roles.${name}`)).join(', ')}
                {' · '}
                {invitation.over ? (
                  <Tag tone="amber">{t('organizations:people.over')}</Tag>
                ) : (
                  <>
                    {t('organizations:people.until')}{' '}
                    <Time at={invitation.expiresAt} locale={language} timeZone={timeZone} />
                  </>
                )}
              </p>
            </div>
            {mayManage && (
              <Form method="post" className="end">
                <input type="hidden" name="id" value={invitation.id} />
                <Button small name="intent" value="resend">
                  {t('organizations:people.resend')}
                  <span className="sr">: {invitation.address}</span>
                </Button>
                <Button small look="danger" name="intent" value="revoke">
                  {t('organizations:people.revoke')}
                  <span className="sr">: {invitation.address}</span>
                </Button>
              </Form>
            )}
          </li>
        ))}
      </ul>
    </LedgerSection>
  )
}
