import { useTranslation } from 'react-i18next'
import { Form, redirect } from 'react-router'
import { formState } from '../../../form-errors.tsx'
import { authorize } from '../../../http/authenticate.ts'
import { formAction } from '../../../http/form-action.ts'
import { inOrganization } from '../../../http/request-context.ts'
import { ListPages } from '../../../list-pages.tsx'
import { Button, Head, LedgerSection, Note, Page, TextField } from '../../../ui/index.ts'
import { mayManageGroups } from '../policy.ts'
import type { Route } from './+types/group'
import { FindPeople } from './find-people.tsx'
import { GroupFields } from './groups.tsx'
import { PAGE } from './load-department.ts'
import { loadGroup } from './load-group.ts'
import { MembersForm } from './members-form.tsx'
import { postGroup } from './post-group.ts'
import { RemoveSection } from './remove-section.tsx'

export const loader = (args: Route.LoaderArgs) => loadGroup(args)

export function action(args: Route.ActionArgs) {
  const { org, group } = args.params
  return formAction(args, async (fields) => {
    await inOrganization(args, async (scope) => {
      authorize(mayManageGroups(scope))
      await postGroup(scope, args, fields)
    })
    const list = `/o/${org}/groups`
    throw redirect(fields.intent === 'remove' ? `${list}?removed=1` : `${list}/${group}?saved=1`)
  })
}

export default function Group({ loaderData, actionData }: Route.ComponentProps) {
  const { t } = useTranslation(['structure', 'common'])
  const { group, people, total, base, mayManage, saved, q } = loaderData
  return (
    <Page>
      <title>{t('common:page_title', { title: group.name })}</title>
      <Head
        title={group.name}
        lede={group.description === '' ? t('structure:people_count', { count: total }) : group.description}
        crumbs={{
          label: t('common:crumbs'),
          items: [{ to: `${base}/groups`, label: t('structure:groups.name') }],
        }}
      />
      {saved && <Note tone="pass">{t('structure:saved')}</Note>}
      <LedgerSection
        title={t('structure:members')}
        note={t('structure:people_count', { count: total })}
        rule="main"
      >
        <Form className="filters" role="search">
          <TextField name="q" type="search" label={t('structure:find')} defaultValue={q} />
          <Button>{t('common:search')}</Button>
        </Form>
        <MembersForm
          people={people}
          base={`${base}/people`}
          empty={t('structure:groups.empty')}
          mayTakeOut={mayManage}
          takeOut={t('structure:take_out')}
          actionData={actionData}
        />
        <ListPages
          page={loaderData.page}
          pages={Math.ceil(total / PAGE)}
          address={(n) => `?${new URLSearchParams({ q, page: String(n) })}`}
        />
      </LedgerSection>
      {mayManage && (
        <>
          <FindPeople {...loaderData} form={formState(actionData, 'add')} />
          <Change group={group} actionData={actionData} />
        </>
      )}
    </Page>
  )
}

function Change({
  group,
  actionData,
}: Pick<Route.ComponentProps['loaderData'], 'group'> & { readonly actionData: unknown }) {
  const { t } = useTranslation(['structure', 'common'])
  return (
    <>
      <LedgerSection title={t('structure:groups.change')}>
        <Form method="post" className="form">
          <GroupFields form={formState(actionData, 'change')} group={group} />
          <div className="actions">
            <Button look="first" name="intent" value="change">
              {t('common:save')}
            </Button>
          </div>
        </Form>
      </LedgerSection>
      <RemoveSection ask={t('structure:groups.remove_ask')} actionData={actionData}>
        {t('structure:groups.remove_text')}
      </RemoveSection>
    </>
  )
}
