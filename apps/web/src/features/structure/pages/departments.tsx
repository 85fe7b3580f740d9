import { useTranslation } from 'react-i18next'
import { Form, Link, redirect } from 'react-router'
import { FormErrors, type FormState, formState } from '../../../form-errors.tsx'
import { authorize } from '../../../http/authenticate.ts'
import { searchingFormAction } from '../../../http/form-action.ts'
import { parseInput } from '../../../http/input.ts'
import { contextOf, inOrganization } from '../../../http/request-context.ts'
import { SearchField } from '../../../search-field.tsx'
import {
  Button,
  ButtonLink,
  EmptyState,
  Head,
  LedgerSection,
  Note,
  Page,
  SelectField,
  TextField,
} from '../../../ui/index.ts'
import { createDepartment } from '../commands.ts'
import { mayManageDepartments, maySeeStructure } from '../policy.ts'
import { presentDepartment } from '../present.ts'
import { offeredMembers } from '../queries/members.ts'
import { departmentChoices, inTreeOrder, listDepartments } from '../queries.ts'
import { departmentSchema } from '../schema.ts'
import type { Route } from './+types/departments'

export async function loader(args: Route.LoaderArgs) {
  const found = await inOrganization(args, async (scope) => {
    authorize(maySeeStructure(scope))
    const mayManage = mayManageDepartments(scope)
    const departments = inTreeOrder(await listDepartments(scope))
    return {
      departments: departments.map((row) => ({ ...presentDepartment(row), depth: row.depth })),
      mayManage,
      choices: mayManage ? await departmentChoices(scope) : [],
    }
  })
  return {
    ...found,
    removed: new URL(args.request.url).searchParams.has('removed'),
    base: `/o/${args.params.org}`,
  }
}

export function action(args: Route.ActionArgs) {
  const find = (words: string) =>
    inOrganization(args, (scope) => {
      authorize(mayManageDepartments(scope))
      return offeredMembers(scope, words)
    })
  return searchingFormAction(args, find, async ({ intent: _, ...fields }) => {
    const input = parseInput(departmentSchema, fields, contextOf(args).language)
    const { id } = await inOrganization(args, (scope) => {
      authorize(mayManageDepartments(scope))
      return createDepartment(scope, input)
    })
    throw redirect(`/o/${args.params.org}/departments/${id}`)
  })
}

export default function Departments({ loaderData, actionData }: Route.ComponentProps) {
  const { t } = useTranslation(['structure', 'common'])
  const { departments, base, mayManage, removed } = loaderData
  return (
    <Page>
      <title>{t('common:page_title', { title: t('structure:departments.name') })}</title>
      <Head
        title={t('structure:departments.title', { count: departments.length })}
        lede={t('structure:departments.lede')}
        crumbs={{
          label: t('common:crumbs'),
          items: [{ to: `${base}/people`, label: t('common:nav.people') }],
        }}
        actions={<ButtonLink to={`${base}/groups`}>{t('structure:groups.name')}</ButtonLink>}
      />
      {removed && <Note tone="pass">{t('structure:departments.removed')}</Note>}
      <LedgerSection title={t('structure:departments.all')} rule="main">
        {departments.length === 0 ? (
          <EmptyState title={t('structure:departments.none')}>
            {t('structure:departments.none_more')}
          </EmptyState>
        ) : (
          <Tree {...loaderData} />
        )}
      </LedgerSection>
      {mayManage && (
        <LedgerSection title={t('structure:departments.new')}>
          <Form method="post" className="form">
            {/* First in the form, so that the enter key sends it and does not search. */}
            <button type="submit" className="sr" tabIndex={-1} aria-hidden="true">
              {t('structure:departments.make')}
            </button>
            <DepartmentFields form={formState(actionData)} {...loaderData} />
            <div className="actions">
              <Button look="first">{t('structure:departments.make')}</Button>
            </div>
          </Form>
        </LedgerSection>
      )}
    </Page>
  )
}

function Tree({ departments, base }: Pick<Route.ComponentProps['loaderData'], 'departments' | 'base'>) {
  const { t } = useTranslation(['structure', 'common'])
  return (
    <table className="stacks hover">
      <caption className="sr">{t('structure:departments.name')}</caption>
      <thead>
        <tr>
          <th scope="col">{t('structure:department')}</th>
          <th scope="col">{t('structure:head')}</th>
          <th scope="col" className="num">
            {t('structure:people')}
          </th>
        </tr>
      </thead>
      <tbody>
        {departments.map(({ id, name, headName, people, depth }) => (
          <tr key={id}>
            <th scope="row" style={{ paddingInlineStart: `${depth * 1.5}rem` }}>
              <Link to={`${base}/departments/${id}`}>{name}</Link>
            </th>
            <td data-label={t('structure:head')}>{headName}</td>
            <td data-label={t('structure:people')} className="num">
              {people}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}

interface FieldsProps {
  readonly form: FormState
  readonly choices: readonly { readonly value: string; readonly label: string }[]
  readonly department?: ReturnType<typeof presentDepartment>
}

/** Name, place and head of a department. */
export function DepartmentFields({ form, choices, department }: FieldsProps) {
  const { t } = useTranslation(['structure', 'common'])
  return (
    <>
      <FormErrors form={form} names={['name', 'parentId', 'headId']} />
      <TextField
        name="name"
        label={t('structure:name')}
        required
        maxLength={120}
        defaultValue={form.typed('name', department?.name)}
        error={form.error('name')}
      />
      <SelectField
        name="parentId"
        label={t('structure:departments.parent')}
        optional={t('common:optional')}
        empty={t('structure:departments.top')}
        options={choices.filter(({ value }) => value !== department?.id)}
        defaultValue={form.typed('parentId', department?.parentId)}
        error={form.error('parentId')}
      />
      <SearchField
        name="headId"
        label={t('structure:head')}
        optional={t('common:optional')}
        form={form}
        chosen={{ id: department?.headId ?? '', name: department?.headName ?? '' }}
        nobody={t('structure:nobody')}
      />
    </>
  )
}
