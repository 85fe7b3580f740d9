import { useTranslation } from 'react-i18next'
import { redirect } from 'react-router'
import { FormErrors, type FormState, formState } from '../../../form-errors.tsx'
import { authorize } from '../../../http/authenticate.ts'
import { formAction } from '../../../http/form-action.ts'
import { parseInput } from '../../../http/input.ts'
import { contextOf, inOrganization } from '../../../http/request-context.ts'
import {
  Button,
  CheckField,
  Head,
  LedgerSection,
  Page,
  SelectField,
  TextAreaField,
  TextField,
} from '../../../ui/index.ts'
import { listAwardable } from '../../credentials/queries.ts'
import { createEvent } from '../commands/events.ts'
import { mayHoldEvents } from '../policy.ts'
import { eventSchema } from '../schema/events.ts'
import { instantOf, localOf } from '../schema/local-time.ts'
import type { Route } from './+types/new-event'

export function loader(args: Route.LoaderArgs) {
  return inOrganization(args, async (scope) => {
    authorize(mayHoldEvents(scope))
    const timeZone = contextOf(args).person?.timeZone ?? 'UTC'
    const now = scope.deps.now()
    return {
      achievements: await listAwardable(scope),
      timeZone,
      opensAt: localOf(now, timeZone),
      closesAt: localOf(new Date(now.getTime() + 8 * 3_600_000), timeZone),
    }
  })
}

export function action(args: Route.ActionArgs) {
  return formAction(args, async ({ opensAt, closesAt, ...fields }) => {
    const { language, person } = contextOf(args)
    const timeZone = person?.timeZone ?? 'UTC'
    const times = { opensAt: instantOf(opensAt, timeZone), closesAt: instantOf(closesAt, timeZone) }
    const input = parseInput(eventSchema, { ...fields, ...times }, language)
    const { eventId } = await inOrganization(args, async (scope) => {
      authorize(mayHoldEvents(scope))
      return createEvent(scope, input)
    })
    throw redirect(`/o/${args.params.org}/events/${eventId}`)
  })
}

const NAMES = ['title', 'achievementVersionId', 'reason', 'places', 'opensAt', 'closesAt']

export default function NewEvent({ loaderData, actionData, params }: Route.ComponentProps) {
  const { t } = useTranslation(['claims', 'common'])
  const form = formState(actionData)
  return (
    <Page>
      <title>{t('common:page_title', { title: t('claims:events.new') })}</title>
      <Head
        title={t('claims:events.new')}
        lede={t('claims:events.new_lede')}
        crumbs={{
          label: t('claims:crumbs'),
          items: [{ to: `/o/${params.org}/events`, label: t('claims:events.title') }],
        }}
      />
      <form method="post">
        <FormErrors form={form} names={NAMES} />
        <LedgerSection title={t('claims:event.what')} rule="main">
          <What form={form} achievements={loaderData.achievements} />
        </LedgerSection>
        <LedgerSection
          title={t('claims:event.limits')}
          note={t('claims:event.limits_note', { zone: loaderData.timeZone })}
        >
          <Limits form={form} {...loaderData} />
          <p>
            <Button look="first">{t('claims:event.make')}</Button>
          </p>
        </LedgerSection>
      </form>
    </Page>
  )
}

type Data = Route.ComponentProps['loaderData']

function What({ form, achievements }: Pick<Data, 'achievements'> & { readonly form: FormState }) {
  const { t } = useTranslation('claims')
  return (
    <>
      <TextField
        name="title"
        label={t('event.title')}
        hint={t('event.title_hint')}
        required
        maxLength={200}
        defaultValue={form.typed('title')}
        error={form.error('title')}
      />
      <SelectField
        name="achievementVersionId"
        label={t('achievement')}
        required
        empty={t('event.choose')}
        defaultValue={form.typed('achievementVersionId')}
        options={achievements.map(({ id, name }) => ({ value: id, label: name }))}
        error={form.error('achievementVersionId')}
      />
      <TextAreaField
        name="reason"
        label={t('event.reason')}
        hint={t('event.reason_hint')}
        required
        maxLength={1000}
        defaultValue={form.typed('reason')}
        error={form.error('reason')}
      />
    </>
  )
}

function Limits({ form, opensAt, closesAt }: Data & { readonly form: FormState }) {
  const { t } = useTranslation('claims')
  return (
    <>
      <TextField
        name="places"
        type="number"
        min={1}
        max={10_000}
        label={t('event.places')}
        required
        defaultValue={form.typed('places', '50')}
        error={form.error('places')}
      />
      <TextField
        name="opensAt"
        type="datetime-local"
        label={t('event.opens')}
        required
        defaultValue={form.typed('opensAt', opensAt)}
        error={form.error('opensAt')}
      />
      <TextField
        name="closesAt"
        type="datetime-local"
        label={t('event.closes')}
        required
        defaultValue={form.typed('closesAt', closesAt)}
        error={form.error('closesAt')}
      />
      <CheckField
        name="needsApproval"
        label={t('event.approval')}
        hint={t('event.approval_hint')}
        checked={form.checked('needsApproval', false)}
      />
    </>
  )
}
