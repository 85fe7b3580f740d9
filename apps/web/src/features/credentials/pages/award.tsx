import { useTranslation } from 'react-i18next'
import { redirect } from 'react-router'
import { FormErrors, formState } from '../../../form-errors.tsx'
import { authorize } from '../../../http/authenticate.ts'
import { formAction } from '../../../http/form-action.ts'
import { parseInput } from '../../../http/input.ts'
import { contextOf, inOrganization } from '../../../http/request-context.ts'
import {
  Button,
  Head,
  LedgerSection,
  Note,
  Page,
  SelectField,
  TextAreaField,
  TextField,
} from '../../../ui/index.ts'
import { listMemberNames } from '../../organizations/queries.ts'
import { directAward } from '../commands/direct-award.ts'
import { mayAward } from '../policy.ts'
import { listAwardable } from '../queries.ts'
import { directAwardSchema } from '../schema.ts'
import type { Route } from './+types/award'

export function loader(args: Route.LoaderArgs) {
  return inOrganization(args, async (scope) => {
    authorize(mayAward(scope))
    const members = await listMemberNames(scope)
    const search = new URL(args.request.url).searchParams
    return {
      members: members.filter(({ id }) => id !== scope.personId).map(({ id, name }) => ({ id, name })),
      achievements: await listAwardable(scope),
      // Other pages lead here with a person or a micro-credential chosen.
      chosen: {
        personId: search.get('person') ?? '',
        achievementVersionId: search.get('achievement') ?? '',
      },
    }
  })
}

export function action(args: Route.ActionArgs) {
  return formAction(args, async (fields) => {
    const input = parseInput(directAwardSchema, fields, contextOf(args).language)
    const { credentialId } = await inOrganization(args, async (scope) => {
      authorize(mayAward(scope))
      return directAward(scope, input)
    })
    throw redirect(`/o/${args.params.org}/credentials/${credentialId}`)
  })
}

export default function Award({ loaderData, actionData, params }: Route.ComponentProps) {
  const { t } = useTranslation(['credentials', 'common'])
  const form = formState(actionData)
  const { members, achievements, chosen } = loaderData
  return (
    <Page>
      <title>{t('common:page_title', { title: t('credentials:award.title') })}</title>
      <Head
        title={t('credentials:award.title')}
        lede={t('credentials:award.lede')}
        crumbs={{
          label: t('credentials:issued.crumbs'),
          items: [{ to: `/o/${params.org}/credentials`, label: t('credentials:list.title_plain') }],
        }}
      />
      <form method="post">
        <FormErrors
          form={form}
          names={['personId', 'recipient.address', 'recipient.name', 'achievementVersionId', 'reason']}
        />
        <LedgerSection title={t('credentials:award.who')} rule="main">
          <SelectField
            name="personId"
            label={t('credentials:award.person')}
            hint={t('credentials:award.person_hint')}
            empty={t('credentials:award.choose')}
            defaultValue={form.typed('personId', chosen.personId)}
            options={members.map(({ id, name }) => ({ value: id, label: name }))}
            error={form.error('personId')}
          />
          <TextField
            name="recipient.address"
            type="email"
            label={t('credentials:award.address')}
            hint={t('credentials:award.address_hint')}
            maxLength={254}
            autoComplete="off"
            defaultValue={form.typed('recipient.address')}
            error={form.error('recipient.address')}
          />
          <TextField
            name="recipient.name"
            label={t('credentials:award.name')}
            hint={t('credentials:award.name_hint')}
            maxLength={200}
            autoComplete="off"
            defaultValue={form.typed('recipient.name')}
            error={form.error('recipient.name')}
          />
          <SelectField
            name="achievementVersionId"
            label={t('credentials:list.achievement')}
            required
            empty={t('credentials:award.choose')}
            defaultValue={form.typed('achievementVersionId', chosen.achievementVersionId)}
            options={achievements.map(({ id, name }) => ({ value: id, label: name }))}
            error={form.error('achievementVersionId')}
          />
          {achievements.length === 0 && <Note tone="amber">{t('credentials:award.nothing_published')}</Note>}
        </LedgerSection>
        <LedgerSection title={t('credentials:award.why')} note={t('credentials:award.why_note')}>
          <TextAreaField
            name="reason"
            label={t('credentials:award.reason')}
            hint={t('credentials:award.reason_hint')}
            required
            maxLength={1000}
            defaultValue={form.typed('reason')}
            error={form.error('reason')}
          />
          <p className="small">{t('credentials:award.what_happens')}</p>
          <p>
            <Button look="first">{t('credentials:award.submit')}</Button>
          </p>
        </LedgerSection>
      </form>
    </Page>
  )
}
