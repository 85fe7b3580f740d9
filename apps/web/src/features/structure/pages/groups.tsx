import { useTranslation } from 'react-i18next'
import { Form, redirect } from 'react-router'
import { FormErrors, type FormState, formState } from '../../../form-errors.tsx'
import { authorize } from '../../../http/authenticate.ts'
import { formAction } from '../../../http/form-action.ts'
import { parseInput } from '../../../http/input.ts'
import { contextOf, inOrganization } from '../../../http/request-context.ts'
import { Button, ButtonLink, EmptyState, Head, LedgerSection, Note, Page } from '../../../ui/index.ts'
import { createGroup } from '../commands/groups.ts'
import { mayManageGroups, maySeeStructure } from '../policy.ts'
import { presentGroup } from '../present.ts'
import { listGroups } from '../queries.ts'
import { groupSchema } from '../schema.ts'
import type { Route } from './+types/groups'
import { NameFields } from './name-fields.tsx'
import { NamedList } from './named-list.tsx'

export async function loader(args: Route.LoaderArgs) {
  const found = await inOrganization(args, async (scope) => {
    authorize(maySeeStructure(scope))
    return { groups: (await listGroups(scope)).map(presentGroup), mayManage: mayManageGroups(scope) }
  })
  return {
    ...found,
    removed: new URL(args.request.url).searchParams.has('removed'),
    base: `/o/${args.params.org}`,
  }
}

export function action(args: Route.ActionArgs) {
  return formAction(args, async ({ intent: _, ...fields }) => {
    const input = parseInput(groupSchema, fields, contextOf(args).language)
    const { id } = await inOrganization(args, (scope) => {
      authorize(mayManageGroups(scope))
      return createGroup(scope, input)
    })
    throw redirect(`/o/${args.params.org}/groups/${id}`)
  })
}

export default function Groups({ loaderData, actionData }: Route.ComponentProps) {
  const { t } = useTranslation(['structure', 'common'])
  const { groups, base, mayManage, removed } = loaderData
  return (
    <Page>
      <title>{t('common:page_title', { title: t('structure:groups.name') })}</title>
      <Head
        title={t('structure:groups.title', { count: groups.length })}
        lede={t('structure:groups.lede')}
        crumbs={{
          label: t('common:crumbs'),
          items: [{ to: `${base}/people`, label: t('common:nav.people') }],
        }}
        actions={<ButtonLink to={`${base}/departments`}>{t('structure:departments.name')}</ButtonLink>}
      />
      {removed && <Note tone="pass">{t('structure:groups.removed')}</Note>}
      <LedgerSection title={t('structure:groups.all')} rule="main">
        {groups.length === 0 ? (
          <EmptyState title={t('structure:groups.none')}>{t('structure:groups.none_more')}</EmptyState>
        ) : (
          <NamedList label={t('structure:groups.name')} things={groups} address={`${base}/groups`}>
            {({ description }) => description}
          </NamedList>
        )}
      </LedgerSection>
      {mayManage && (
        <LedgerSection title={t('structure:groups.new')}>
          <Form method="post" className="form">
            <GroupFields form={formState(actionData)} />
            <div className="actions">
              <Button look="first">{t('structure:groups.make')}</Button>
            </div>
          </Form>
        </LedgerSection>
      )}
    </Page>
  )
}

/** Name and purpose of a group. */
export function GroupFields({
  form,
  group,
}: {
  readonly form: FormState
  readonly group?: ReturnType<typeof presentGroup>
}) {
  const { t } = useTranslation('structure')
  return (
    <>
      <FormErrors form={form} names={['name', 'description']} />
      <NameFields
        form={form}
        longest={120}
        descriptionLabel={t('structure:groups.description')}
        thing={group}
      />
    </>
  )
}
