import { useTranslation } from 'react-i18next'
import { Form, redirect } from 'react-router'
import { FormErrors, formState } from '../../../form-errors.tsx'
import { authorize } from '../../../http/authenticate.ts'
import { searchingFormAction } from '../../../http/form-action.ts'
import { parseInput } from '../../../http/input.ts'
import { contextOf, inOrganization } from '../../../http/request-context.ts'
import { SearchField } from '../../../search-field.tsx'
import {
  Button,
  ConfirmForm,
  Facts,
  Head,
  LedgerSection,
  Note,
  Page,
  SelectField,
  TextField,
  Time,
} from '../../../ui/index.ts'
import { roleSetNamesOf } from '../../structure/queries/role-sets.ts'
import { departmentChoices } from '../../structure/queries.ts'
import { changeMembership, endMembership } from '../commands/people.ts'
import { mayManagePeople, maySeePeople } from '../policy.ts'
import { presentPerson } from '../present.ts'
import { getMember, offeredMembers } from '../queries.ts'
import { membershipSchema } from '../schema.ts'
import type { Route } from './+types/member'
import { RoleChoices } from './invite.tsx'

export async function loader(args: Route.LoaderArgs) {
  const { language, person } = contextOf(args)
  const found = await inOrganization(args, async (scope) => {
    authorize(maySeePeople(scope))
    const row = await getMember(scope, args.params.person)
    const mayManage = mayManagePeople(scope)
    return {
      member: presentPerson(row),
      managerName: row.managerName,
      roleSets: await roleSetNamesOf(scope, row.id),
      mayManage,
      departments: mayManage ? await departmentChoices(scope) : [],
    }
  })
  return {
    ...found,
    saved: new URL(args.request.url).searchParams.has('saved'),
    language,
    timeZone: person?.timeZone ?? 'UTC',
    base: `/o/${args.params.org}/people`,
  }
}

export function action(args: Route.ActionArgs) {
  const { org, person } = args.params
  const find = (words: string) =>
    inOrganization(args, async (scope) => {
      authorize(mayManagePeople(scope))
      return (await offeredMembers(scope, words)).filter(({ id }) => id !== person)
    })
  return searchingFormAction(args, find, async ({ intent, ...fields }) => {
    if (intent === 'end') {
      await inOrganization(args, (scope) => {
        authorize(mayManagePeople(scope))
        return endMembership(scope, person)
      })
      throw redirect(`/o/${org}/people?done=ended`)
    }
    const input = parseInput(membershipSchema, fields, contextOf(args).language)
    await inOrganization(args, (scope) => {
      authorize(mayManagePeople(scope))
      return changeMembership(scope, person, input)
    })
    throw redirect(`/o/${org}/people/${person}?saved=1`)
  })
}

export default function Member({ loaderData, actionData }: Route.ComponentProps) {
  const { t } = useTranslation(['organizations', 'common'])
  const { member, managerName, roleSets, mayManage, language, timeZone, base } = loaderData
  return (
    <Page>
      <title>{t('common:page_title', { title: member.name })}</title>
      <Head
        title={member.name}
        lede={member.email}
        crumbs={{ label: t('common:crumbs'), items: [{ to: base, label: t('common:nav.people') }] }}
      />
      <LedgerSection title={t('organizations:member.about')} rule="main">
        <Facts
          items={[
            {
              term: t('organizations:people.roles'),
              value: member.roles.map((r) => t(`common:roles.${r}`)).join(', '),
            },
            { term: t('organizations:member.role_sets'), value: roleSets.join(', ') },
            { term: t('organizations:people.department'), value: member.department },
            { term: t('organizations:people.job_title'), value: member.jobTitle },
            { term: t('organizations:member.manager'), value: managerName },
            {
              term: t('organizations:member.joined'),
              value: <Time at={member.joinedAt} locale={language} timeZone={timeZone} />,
            },
            {
              term: t('organizations:people.account'),
              value: t(
                member.hasAccount ? 'organizations:people.has_account' : 'organizations:people.no_account',
              ),
            },
          ]}
        />
      </LedgerSection>
      {mayManage && <MemberForm {...loaderData} actionData={actionData} />}
    </Page>
  )
}

type FormProps = Route.ComponentProps['loaderData'] & { readonly actionData: unknown }

function MemberForm({ member, managerName, departments, saved, actionData }: FormProps) {
  const { t } = useTranslation(['organizations', 'common'])
  const finding = formState(actionData, 'find:managerId')
  const form = finding.found === undefined ? formState(actionData, 'change') : finding
  const ending = formState(actionData, 'end')
  return (
    <>
      <LedgerSection title={t('organizations:member.change')} note={t('organizations:member.change_note')}>
        <Form method="post" className="form">
          {/* First in the form, so that the enter key saves and does not search. */}
          <button type="submit" name="intent" value="change" className="sr" tabIndex={-1} aria-hidden="true">
            {t('common:save')}
          </button>
          {saved && form.problem === undefined && <Note tone="pass">{t('organizations:saved')}</Note>}
          <FormErrors form={form} names={['roles', 'departmentId', 'jobTitle', 'managerId']} />
          <RoleChoices chosen={form.chosen('roles[]', member.roles)} error={form.error('roles')} />
          <SelectField
            name="departmentId"
            label={t('organizations:people.department')}
            optional={t('common:optional')}
            empty={t('organizations:people.no_department')}
            options={departments}
            defaultValue={form.typed('departmentId', member.departmentId)}
            error={form.error('departmentId')}
          />
          <TextField
            name="jobTitle"
            label={t('organizations:people.job_title')}
            optional={t('common:optional')}
            maxLength={120}
            defaultValue={form.typed('jobTitle', member.jobTitle)}
            error={form.error('jobTitle')}
          />
          <SearchField
            name="managerId"
            label={t('organizations:member.manager')}
            optional={t('common:optional')}
            form={form}
            chosen={{ id: member.managerId ?? '', name: managerName ?? '' }}
            nobody={t('organizations:member.no_manager')}
          />
          <div className="actions">
            <Button look="first" name="intent" value="change">
              {t('common:save')}
            </Button>
          </div>
        </Form>
      </LedgerSection>
      <LedgerSection title={t('organizations:member.end')}>
        <FormErrors form={ending} />
        <ConfirmForm
          ask={t('organizations:member.end_ask')}
          confirm={t('organizations:member.end_confirm')}
          values={{ intent: 'end' }}
        >
          {t('organizations:member.end_text', { name: member.name })}
        </ConfirmForm>
      </LedgerSection>
    </>
  )
}
