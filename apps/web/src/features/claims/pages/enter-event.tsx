import { useTranslation } from 'react-i18next'
import { FormErrors, formState } from '../../../form-errors.tsx'
import { formAction } from '../../../http/form-action.ts'
import { parseInput } from '../../../http/input.ts'
import { contextOf, forPage, inOwn } from '../../../http/request-context.ts'
import {
  Badge,
  Button,
  ButtonLink,
  Head,
  LedgerSection,
  MarkPunch,
  Note,
  Page,
  TextField,
} from '../../../ui/index.ts'
import { listAddresses } from '../../identity/queries.ts'
import { enterEvent } from '../commands/enter-event.ts'
import { readEvent } from '../queries/find-event.ts'
import { entrySchema } from '../schema/events.ts'
import type { Route } from './+types/enter-event'
import { secretAddressHeaders } from './secret-address.ts'

export const handle = { plain: true }

export const headers = secretAddressHeaders

/** What the code of an event leads to. */
export async function loader(args: Route.LoaderArgs) {
  const { deps, person } = contextOf(args)
  const event = await forPage(args, () => readEvent(deps, args.params.token))
  const address = person === undefined ? undefined : await ownAddress(args)
  return { event, path: `/events/${args.params.token}`, own: { name: person?.name, address } }
}

async function ownAddress(args: Route.LoaderArgs): Promise<string | undefined> {
  const addresses = await inOwn(args, (scope) => listAddresses(scope))
  return addresses.find(({ verifiedAt }) => verifiedAt !== null)?.address
}

export function action(args: Route.ActionArgs) {
  return formAction(args, async (fields) => {
    const { deps, clientAddress, language } = contextOf(args)
    const guest = parseInput(entrySchema, fields, language)
    await enterEvent(deps, clientAddress, args.params.token, guest)
    return { entered: guest.address }
  })
}

export default function EnterEvent({ loaderData, actionData }: Route.ComponentProps) {
  const { t } = useTranslation(['claims', 'common'])
  const { event } = loaderData
  const title = t('claims:enter.title', { name: event.name, title: event.title })
  const entered = actionData !== undefined && 'entered' in actionData ? actionData.entered : undefined
  return (
    <Page>
      <title>{t('common:page_title', { title })}</title>
      <Head over={<MarkPunch mark={event.mark} />} title={title} lede={event.proves} />
      {entered !== undefined ? (
        <Note tone="pass" title={t('claims:enter.done')}>
          {t(event.needsApproval ? 'claims:enter.done_waits' : 'claims:enter.done_letter', {
            address: entered,
          })}
        </Note>
      ) : event.state === 'open' || event.state === 'full' ? (
        <EntryForm {...loaderData} actionData={actionData} />
      ) : (
        <Note tone="amber">{t(`claims:enter.${event.state}`)}</Note>
      )}
    </Page>
  )
}

function EntryForm({
  event,
  own,
  path,
  actionData,
}: Route.ComponentProps['loaderData'] & { readonly actionData: unknown }) {
  const { t } = useTranslation(['claims', 'common'])
  const form = formState(actionData)
  return (
    <LedgerSection
      title={t('claims:enter.who')}
      note={<Badge definition={event.drawing} size={144} />}
      rule="main"
    >
      <FormErrors form={form} names={['name', 'address']} />
      {event.state === 'full' && <Note tone="amber">{t('claims:enter.full')}</Note>}
      <form method="post" className="form">
        <TextField
          name="name"
          label={t('claims:enter.name')}
          hint={t('claims:enter.name_hint', { issuer: event.issuer })}
          required
          maxLength={200}
          autoComplete="name"
          defaultValue={form.typed('name', own.name)}
          error={form.error('name')}
        />
        <TextField
          name="address"
          type="email"
          label={t('claims:enter.address')}
          hint={t('claims:enter.address_hint')}
          required
          maxLength={254}
          autoComplete="email"
          defaultValue={form.typed('address', own.address)}
          error={form.error('address')}
        />
        <p className="actions">
          <Button look="first">{t('claims:enter.submit')}</Button>
          {own.name === undefined && (
            <ButtonLink to={`/sign-in?next=${encodeURIComponent(path)}`}>{t('common:sign_in')}</ButtonLink>
          )}
        </p>
      </form>
    </LedgerSection>
  )
}
