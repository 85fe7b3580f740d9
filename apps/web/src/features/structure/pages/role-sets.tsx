import { useTranslation } from 'react-i18next'
import { Form, redirect } from 'react-router'
import { FormErrors, type FormState, formState } from '../../../form-errors.tsx'
import { authorize } from '../../../http/authenticate.ts'
import { formAction } from '../../../http/form-action.ts'
import { parseInput } from '../../../http/input.ts'
import { contextOf, inOrganization } from '../../../http/request-context.ts'
import { ROLES } from '../../../roles.ts'
import { Button, ChoiceGroup, EmptyState, Head, LedgerSection, Note, Page } from '../../../ui/index.ts'
import { createRoleSet } from '../commands/role-sets.ts'
import { mayDefineRoleSets, maySeeRoleSets } from '../policy.ts'
import { presentRoleSet } from '../present/role-set.ts'
import { listRoleSets } from '../queries/role-sets.ts'
import { ROLE_SET_AREAS, roleSetSchema } from '../schema/role-set.ts'
import type { Route } from './+types/role-sets'
import { NameFields } from './name-fields.tsx'
import { NamedList } from './named-list.tsx'

export async function loader(args: Route.LoaderArgs) {
  const found = await inOrganization(args, async (scope) => {
    authorize(maySeeRoleSets(scope))
    return { sets: (await listRoleSets(scope)).map(presentRoleSet), mayDefine: mayDefineRoleSets(scope) }
  })
  return {
    ...found,
    areas: ROLE_SET_AREAS,
    removed: new URL(args.request.url).searchParams.has('removed'),
    base: `/o/${args.params.org}`,
  }
}

export function action(args: Route.ActionArgs) {
  return formAction(args, async ({ intent: _, ...fields }) => {
    const input = parseInput(roleSetSchema, fields, contextOf(args).language)
    const { id } = await inOrganization(args, (scope) => {
      authorize(mayDefineRoleSets(scope))
      return createRoleSet(scope, input)
    })
    throw redirect(`/o/${args.params.org}/role-sets/${id}`)
  })
}

export default function RoleSets({ loaderData, actionData }: Route.ComponentProps) {
  const { t } = useTranslation(['structure', 'common'])
  const { sets, base, mayDefine, areas, removed } = loaderData
  return (
    <Page>
      <title>{t('common:page_title', { title: t('structure:role_sets.name') })}</title>
      <Head
        title={t('structure:role_sets.title', { count: sets.length })}
        lede={t('structure:role_sets.lede')}
        crumbs={{
          label: t('common:crumbs'),
          items: [{ to: `${base}/people`, label: t('common:nav.people') }],
        }}
      />
      {removed && <Note tone="pass">{t('structure:role_sets.removed')}</Note>}
      <LedgerSection title={t('structure:role_sets.all')} rule="main">
        {sets.length === 0 ? (
          <EmptyState title={t('structure:role_sets.none')}>{t('structure:role_sets.none_more')}</EmptyState>
        ) : (
          <NamedList label={t('structure:role_sets.name')} things={sets} address={`${base}/role-sets`}>
            {({ description, roles }) =>
              [description, roles.map((role) => t(`common:roles.${role}`)).join(', ')]
                .filter((words) => words !== '')
                .join(' · ')
            }
          </NamedList>
        )}
      </LedgerSection>
      {mayDefine && (
        <LedgerSection title={t('structure:role_sets.new')} note={t('structure:role_sets.new_note')}>
          <Form method="post" className="form">
            <RoleSetFields form={formState(actionData)} areas={areas} />
            <div className="actions">
              <Button look="first">{t('structure:role_sets.make')}</Button>
            </div>
          </Form>
        </LedgerSection>
      )}
    </Page>
  )
}

interface FieldsProps {
  readonly form: FormState
  readonly areas: readonly string[]
  readonly set?: ReturnType<typeof presentRoleSet>
}

/** Name, roles and areas of a role set. */
export function RoleSetFields({ form, areas, set }: FieldsProps) {
  const { t } = useTranslation(['structure', 'organizations', 'api-keys', 'common'])
  return (
    <>
      <FormErrors form={form} names={['name', 'description', 'roles', 'areas']} />
      <NameFields
        form={form}
        longest={80}
        descriptionLabel={t('structure:role_sets.description')}
        thing={set}
      />
      <ChoiceGroup
        name="roles[]"
        id="f-roles"
        pick="some"
        label={t('structure:role_sets.roles')}
        hint={t('structure:role_sets.roles_hint')}
        options={ROLES.map((value) => ({
          value,
          label: t(`common:roles.${value}`),
          hint: t(`organizations:role_hints.${value}`),
        }))}
        chosen={form.chosen('roles[]', set?.roles ?? [])}
        error={form.error('roles')}
      />
      <ChoiceGroup
        name="areas[]"
        id="f-areas"
        pick="some"
        label={t('structure:role_sets.areas')}
        hint={t('structure:role_sets.areas_hint')}
        options={areas.map((value) => ({
          value,
          label: t(`api-keys:scopes.${value.replace(':', '_')}` as 'api-keys:none'),
        }))}
        chosen={form.chosen('areas[]', set?.areas ?? [])}
        error={form.error('areas')}
      />
    </>
  )
}
