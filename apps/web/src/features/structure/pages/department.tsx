import { useTranslation } from 'react-i18next'
import { Form, redirect } from 'react-router'
import { FormErrors, formState } from '../../../form-errors.tsx'
import { authorize } from '../../../http/authenticate.ts'
import { searchingFormAction } from '../../../http/form-action.ts'
import { inOrganization } from '../../../http/request-context.ts'
import { ListPages } from '../../../list-pages.tsx'
import { SearchField } from '../../../search-field.tsx'
import { Button, CheckField, Head, LedgerSection, Note, Page, TextField } from '../../../ui/index.ts'
import { mayManageDepartments } from '../policy.ts'
import { offeredMembers } from '../queries/members.ts'
import type { Route } from './+types/department'
import { DepartmentFields } from './departments.tsx'
import { FindPeople } from './find-people.tsx'
import { loadDepartment, PAGE } from './load-department.ts'
import { PeopleList } from './people-list.tsx'
import { postDepartment } from './post-department.ts'
import { RemoveSection } from './remove-section.tsx'

export const loader = (args: Route.LoaderArgs) => loadDepartment(args)

export function action(args: Route.ActionArgs) {
  const { org, department } = args.params
  const find = (words: string) =>
    inOrganization(args, (scope) => {
      authorize(mayManageDepartments(scope))
      return offeredMembers(scope, words)
    })
  return searchingFormAction(args, find, async (fields) => {
    await inOrganization(args, async (scope) => {
      authorize(mayManageDepartments(scope))
      await postDepartment(scope, args, fields)
    })
    const list = `/o/${org}/departments`
    throw redirect(fields.intent === 'remove' ? `${list}?removed=1` : `${list}/${department}?saved=1`)
  })
}

export default function Department({ loaderData, actionData }: Route.ComponentProps) {
  const { t } = useTranslation(['structure', 'common'])
  const { department, total, deep, base, mayManage, saved } = loaderData
  return (
    <Page>
      <title>{t('common:page_title', { title: department.name })}</title>
      <Head
        title={department.name}
        lede={[
          t('structure:people_count', { count: total }),
          department.headName === null ? undefined : t('structure:headed_by', { name: department.headName }),
        ]
          .filter((words) => words !== undefined)
          .join(' · ')}
        crumbs={{
          label: t('common:crumbs'),
          items: [{ to: `${base}/departments`, label: t('structure:departments.name') }],
        }}
      />
      {saved && <Note tone="pass">{t('structure:saved')}</Note>}
      <LedgerSection title={t('structure:members')} rule="main">
        <Form className="filters" role="search">
          <TextField name="q" type="search" label={t('structure:find')} defaultValue={loaderData.q} />
          <CheckField name="deep" label={t('structure:departments.deep')} checked={deep} />
          <Button>{t('common:search')}</Button>
        </Form>
        <MembersForm {...loaderData} actionData={actionData} />
        <ListPages
          page={loaderData.page}
          pages={Math.ceil(total / PAGE)}
          address={(n) =>
            `?${new URLSearchParams({ q: loaderData.q, deep: deep ? 'yes' : 'no', page: String(n) })}`
          }
        />
      </LedgerSection>
      {mayManage && (
        <>
          <FindPeople {...loaderData} form={formState(actionData, 'add')} />
          <Change {...loaderData} actionData={actionData} />
        </>
      )}
    </Page>
  )
}

type Data = Route.ComponentProps['loaderData'] & { readonly actionData: unknown }

/** The members, and what can be done with those who are chosen. */
function MembersForm({ people, department, base, mayManage, actionData }: Data) {
  const { t } = useTranslation(['structure', 'organizations'])
  const finding = formState(actionData, 'find:managerId')
  const form = finding.found === undefined ? formState(actionData, 'manager') : finding
  const list = (
    <PeopleList
      people={people}
      base={`${base}/people`}
      choosing={mayManage}
      chosen={form.chosen('personIds[]', [])}
      empty={t('structure:departments.empty')}
    />
  )
  if (!mayManage || people.length === 0) return list
  return (
    <Form method="post">
      <FormErrors form={form} names={['personIds', 'managerId']} />
      <FormErrors form={formState(actionData, 'take-out')} names={['personIds']} />
      {list}
      <SearchField
        name="managerId"
        label={t('structure:manager_of_chosen')}
        form={form}
        chosen={{ id: department.headId ?? '', name: department.headName ?? '' }}
        nobody={t('structure:nobody')}
      />
      <div className="actions">
        <Button name="intent" value="manager">
          {t('structure:set_manager')}
        </Button>
        <Button look="quiet" name="intent" value="take-out">
          {t('structure:take_out')}
        </Button>
      </div>
    </Form>
  )
}

function Change({ department, choices, actionData }: Data) {
  const { t } = useTranslation(['structure', 'common'])
  const finding = formState(actionData, 'find:headId')
  return (
    <>
      <LedgerSection title={t('structure:departments.change')}>
        <Form method="post" className="form">
          {/* First in the form, so that the enter key saves and does not search. */}
          <button type="submit" name="intent" value="change" className="sr" tabIndex={-1} aria-hidden="true">
            {t('common:save')}
          </button>
          <DepartmentFields
            form={finding.found === undefined ? formState(actionData, 'change') : finding}
            choices={choices}
            department={department}
          />
          <div className="actions">
            <Button look="first" name="intent" value="change">
              {t('common:save')}
            </Button>
          </div>
        </Form>
      </LedgerSection>
      <RemoveSection ask={t('structure:departments.remove_ask')} actionData={actionData}>
        {t('structure:departments.remove_text')}
      </RemoveSection>
    </>
  )
}
