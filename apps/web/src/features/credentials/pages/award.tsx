import { useTranslation } from 'react-i18next'
import { redirect } from 'react-router'
import { FormErrors, formState } from '../../../form-errors.tsx'
import { authorize } from '../../../http/authenticate.ts'
import { searchingFormAction } from '../../../http/form-action.ts'
import { parseInput } from '../../../http/input.ts'
import { contextOf, inOrganization } from '../../../http/request-context.ts'
import { isOwnWork } from '../../../policy.ts'
import { SearchField } from '../../../search-field.tsx'
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
import { findMemberName, offeredMembers } from '../../organizations/queries.ts'
import { directAward } from '../commands/direct-award.ts'
import { mayAward } from '../policy.ts'
import { listAwardable } from '../queries.ts'
import { directAwardSchema } from '../schema.ts'
import type { Route } from './+types/award'

export function loader(args: Route.LoaderArgs) {
  return inOrganization(args, async (scope) => {
    authorize(mayAward(scope))
    const search = new URL(args.request.url).searchParams
    const personId = search.get('person') ?? ''
    return {
      achievements: await listAwardable(scope),
      // Other pages lead here with a person or a micro-credential chosen.
      chosen: {
        person: { id: personId, name: await findMemberName(scope, personId) },
        achievementVersionId: search.get('achievement') ?? '',
      },
    }
  })
}

export function action(args: Route.ActionArgs) {
  const find = (words: string) =>
    inOrganization(args, async (scope) => {
      authorize(mayAward(scope))
      return (await offeredMembers(scope, words)).filter(({ id }) => !isOwnWork(scope, id))
    })
  return searchingFormAction(args, find, async ({ intent: _, ...fields }) => {
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
  const { achievements, chosen } = loaderData
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
        {/* First in the form, so that the enter key sends it and does not search. */}
        <button type="submit" className="sr" tabIndex={-1} aria-hidden="true">
          {t('credentials:award.submit')}
        </button>
        <FormErrors
          form={form}
          names={['personId', 'recipient.address', 'recipient.name', 'achievementVersionId', 'reason']}
        />
        <LedgerSection title={t('credentials:award.who')} rule="main">
          <SearchField
            name="personId"
            label={t('credentials:award.person')}
            hint={t('credentials:award.person_hint')}
            form={form}
            chosen={chosen.person}
            nobody={t('credentials:award.nobody')}
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
