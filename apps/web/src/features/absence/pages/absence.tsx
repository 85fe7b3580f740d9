import { useTranslation } from 'react-i18next'
import { Form, redirect } from 'react-router'
import { FormErrors, type FormState, formState } from '../../../form-errors.tsx'
import { authorize } from '../../../http/authenticate.ts'
import { formAction } from '../../../http/form-action.ts'
import { parseInput } from '../../../http/input.ts'
import { contextOf, inOrganization } from '../../../http/request-context.ts'
import type { Role } from '../../../roles.ts'
import { Button, ChoiceGroup, Head, LedgerSection, Note, Page, TextField } from '../../../ui/index.ts'
import { delegate, endDelegation } from '../commands.ts'
import {
  mayDelegate,
  mayEndDelegation,
  maySeeAllDelegations,
  maySeeOwnDelegations,
  ownRoles,
} from '../policy.ts'
import { presentDelegation } from '../present.ts'
import { getDelegation, listDelegations } from '../queries.ts'
import { DELEGABLE, delegationSchema, MOST_DAYS } from '../schema.ts'
import type { Route } from './+types/absence'
import { Delegations } from './delegations.tsx'

export async function loader(args: Route.LoaderArgs) {
  const { language, person } = contextOf(args)
  const found = await inOrganization(args, async (scope) => {
    authorize(maySeeOwnDelegations(scope))
    const own = ownRoles(scope)
    const me = scope.personId
    const mine = (await listDelegations(scope, 'mine')).map(presentDelegation)
    const all = maySeeAllDelegations(scope)
      ? (await listDelegations(scope, 'all')).map(presentDelegation)
      : []
    const isMine = ({ delegator, delegate: other }: (typeof mine)[number]) =>
      delegator.id === me || other.id === me
    return {
      given: mine.filter(({ delegator }) => delegator.id === me),
      received: mine.filter(({ delegator }) => delegator.id !== me),
      others: all.filter((each) => !isMine(each)),
      seesAll: maySeeAllDelegations(scope),
      roles: mayDelegate(scope) ? own.filter((role) => (DELEGABLE as readonly Role[]).includes(role)) : [],
    }
  })
  const done = new URL(args.request.url).searchParams.get('done')
  return { ...found, done, days: MOST_DAYS, language, timeZone: person?.timeZone ?? 'UTC' }
}

export function action(args: Route.ActionArgs) {
  return formAction(args, async ({ intent, id, ...fields }) => {
    const page = `/o/${args.params.org}/absence`
    if (intent === 'end') {
      await inOrganization(args, async (scope) => {
        authorize(mayEndDelegation(scope, await getDelegation(scope, String(id))))
        await endDelegation(scope, String(id))
      })
      throw redirect(`${page}?done=ended`)
    }
    const input = parseInput(delegationSchema, fields, contextOf(args).language)
    await inOrganization(args, async (scope) => {
      authorize(mayDelegate(scope))
      await delegate(scope, input)
    })
    throw redirect(`${page}?done=made`)
  })
}

export default function Absence({ loaderData, actionData }: Route.ComponentProps) {
  const { t } = useTranslation(['absence', 'common'])
  const { given, received, others, seesAll, roles, done } = loaderData
  return (
    <Page>
      <title>{t('common:page_title', { title: t('absence:title') })}</title>
      <Head title={t('absence:title')} lede={t('absence:lede')} />
      {(done === 'made' || done === 'ended') && <Note tone="pass">{t(`absence:${done}`)}</Note>}
      <FormErrors form={formState(actionData, 'end')} />
      <LedgerSection title={t('absence:given')} note={t('absence:given_note')} rule="main">
        <Delegations items={given} other="delegate" empty={t('absence:given_none')} {...loaderData} />
      </LedgerSection>
      <LedgerSection title={t('absence:received')} note={t('absence:received_note')}>
        <Delegations items={received} other="delegator" empty={t('absence:received_none')} {...loaderData} />
      </LedgerSection>
      {seesAll && (
        <LedgerSection title={t('absence:others')}>
          <Delegations items={others} other="both" empty={t('absence:others_none')} {...loaderData} />
        </LedgerSection>
      )}
      {roles.length > 0 && (
        <NewDelegation form={formState(actionData, 'make')} roles={roles} days={loaderData.days} />
      )}
    </Page>
  )
}

interface NewProps {
  readonly form: FormState
  readonly roles: readonly Role[]
  readonly days: number
}

function NewDelegation({ form, roles, days }: NewProps) {
  const { t } = useTranslation(['absence', 'common'])
  return (
    <LedgerSection title={t('absence:new')} note={t('absence:new_note', { count: days })}>
      <Form method="post" className="form">
        <FormErrors form={form} names={['address', 'roles', 'from', 'until', 'reason']} />
        <TextField
          name="address"
          type="email"
          label={t('absence:address')}
          hint={t('absence:address_hint')}
          required
          autoComplete="off"
          defaultValue={form.typed('address')}
          error={form.error('address')}
        />
        <ChoiceGroup
          name="roles[]"
          id="f-roles"
          pick="some"
          label={t('absence:roles')}
          options={roles.map((value) => ({ value, label: t(`common:roles.${value}`) }))}
          chosen={form.chosen('roles[]', roles)}
          error={form.error('roles')}
        />
        <TextField
          name="from"
          type="date"
          label={t('absence:from')}
          required
          defaultValue={form.typed('from')}
          error={form.error('from')}
        />
        <TextField
          name="until"
          type="date"
          label={t('absence:until')}
          required
          defaultValue={form.typed('until')}
          error={form.error('until')}
        />
        <TextField
          name="reason"
          label={t('absence:reason')}
          hint={t('absence:reason_hint')}
          required
          maxLength={300}
          defaultValue={form.typed('reason')}
          error={form.error('reason')}
        />
        <div className="actions">
          <Button look="first" name="intent" value="make">
            {t('absence:make')}
          </Button>
        </div>
      </Form>
    </LedgerSection>
  )
}
