import { useTranslation } from 'react-i18next'
import { Form, redirect } from 'react-router'
import { formState } from '../../../form-errors.tsx'
import { authorize } from '../../../http/authenticate.ts'
import { formAction } from '../../../http/form-action.ts'
import { inOrganization } from '../../../http/request-context.ts'
import { Button, Head, LedgerSection, Note, Page } from '../../../ui/index.ts'
import { mayDefineRoleSets, mayGiveRoleSets } from '../policy.ts'
import type { Route } from './+types/role-set'
import { FindPeople } from './find-people.tsx'
import { loadRoleSet } from './load-role-set.ts'
import { MembersForm } from './members-form.tsx'
import { postRoleSet } from './post-role-set.ts'
import { RemoveSection } from './remove-section.tsx'
import { RoleSetFields } from './role-sets.tsx'

export const loader = (args: Route.LoaderArgs) => loadRoleSet(args)

export function action(args: Route.ActionArgs) {
  const { org, set } = args.params
  return formAction(args, async (fields) => {
    const { intent } = fields
    await inOrganization(args, async (scope) => {
      authorize(intent === 'add' || intent === 'take-out' ? mayGiveRoleSets(scope) : mayDefineRoleSets(scope))
      await postRoleSet(scope, args, fields)
    })
    const list = `/o/${org}/role-sets`
    throw redirect(intent === 'remove' ? `${list}?removed=1` : `${list}/${set}?saved=1`)
  })
}

export default function RoleSetPage({ loaderData, actionData }: Route.ComponentProps) {
  const { t } = useTranslation(['structure', 'common'])
  const { set, people, base, mayGive, mayDefine, saved } = loaderData
  return (
    <Page>
      <title>{t('common:page_title', { title: set.name })}</title>
      <Head
        title={set.name}
        lede={set.description === '' ? t('structure:people_count', { count: set.people }) : set.description}
        crumbs={{
          label: t('common:crumbs'),
          items: [{ to: `${base}/role-sets`, label: t('structure:role_sets.name') }],
        }}
      />
      {saved && <Note tone="pass">{t('structure:saved')}</Note>}
      <LedgerSection
        title={t('structure:role_sets.who')}
        note={t('structure:role_sets.who_note')}
        rule="main"
      >
        <MembersForm
          people={people}
          base={`${base}/people`}
          empty={t('structure:role_sets.nobody')}
          mayTakeOut={mayGive}
          takeOut={t('structure:role_sets.take')}
          actionData={actionData}
        />
      </LedgerSection>
      {mayGive && <FindPeople {...loaderData} form={formState(actionData, 'add')} />}
      {mayDefine && <Change {...loaderData} actionData={actionData} />}
    </Page>
  )
}

function Change({
  set,
  areas,
  actionData,
}: Pick<Route.ComponentProps['loaderData'], 'set' | 'areas'> & { readonly actionData: unknown }) {
  const { t } = useTranslation(['structure', 'common'])
  const form = formState(actionData, 'change')
  return (
    <>
      <LedgerSection title={t('structure:role_sets.change')} note={t('structure:role_sets.change_note')}>
        <Form method="post" className="form">
          <input type="hidden" name="revision" value={form.typed('revision', String(set.revision))} />
          <RoleSetFields form={form} areas={areas} set={set} />
          <div className="actions">
            <Button look="first" name="intent" value="change">
              {t('common:save')}
            </Button>
          </div>
        </Form>
      </LedgerSection>
      <RemoveSection ask={t('structure:role_sets.remove_ask')} actionData={actionData}>
        {t('structure:role_sets.remove_text')}
      </RemoveSection>
    </>
  )
}
