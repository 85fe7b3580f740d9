import { useTranslation } from 'react-i18next'
import { Form, redirect } from 'react-router'
import { FormErrors, formState } from '../../../form-errors.tsx'
import { authorize } from '../../../http/authenticate.ts'
import { formAction } from '../../../http/form-action.ts'
import { parseInput } from '../../../http/input.ts'
import { contextOf, inOwn } from '../../../http/request-context.ts'
import { Button, ItemList, LedgerSection, Note, Tag, TextField } from '../../../ui/index.ts'
import { addAddress, makeAddressPrimary, removeAddress } from '../commands/addresses.ts'
import { mayReadOwn, maySecureOwn } from '../policy.ts'
import { presentAddress } from '../present.ts'
import { listAddresses } from '../queries.ts'
import { addressOnlySchema } from '../schema.ts'
import type { Route } from './+types/settings-addresses'

export async function loader(args: Route.LoaderArgs) {
  const { searchParams } = new URL(args.request.url)
  const rows = await inOwn(args, (scope) => {
    authorize(mayReadOwn(scope))
    return listAddresses(scope)
  })
  return {
    addresses: rows.map(presentAddress),
    proven: searchParams.has('proven'),
    sent: searchParams.get('sent'),
  }
}

export function action(args: Route.ActionArgs) {
  return formAction(args, async ({ intent, id, ...fields }) => {
    const adding =
      intent === 'add' ? parseInput(addressOnlySchema, fields, contextOf(args).language) : undefined
    await inOwn(args, async (scope) => {
      authorize(maySecureOwn(scope))
      if (adding !== undefined) await addAddress(scope, adding.email)
      else if (intent === 'primary') await makeAddressPrimary(scope, String(id))
      else await removeAddress(scope, String(id))
    })
    // A redirect thrown inside would roll the transaction back.
    const sent = adding === undefined ? '' : `?sent=${encodeURIComponent(adding.email)}`
    throw redirect(`/settings/addresses${sent}`)
  })
}

export default function SettingsAddresses({ loaderData, actionData }: Route.ComponentProps) {
  const { t } = useTranslation(['settings', 'identity', 'common'])
  const { addresses, proven, sent } = loaderData
  const form = formState(actionData)
  return (
    <>
      <title>{t('common:page_title', { title: t('settings:parts.addresses') })}</title>
      <LedgerSection title={t('settings:parts.addresses')} note={t('settings:addresses.note')} rule="none">
        {proven && <Note tone="pass">{t('settings:addresses.proven')}</Note>}
        <ItemList>
          {addresses.map((address) => (
            <AddressItem key={address.id} {...address} />
          ))}
        </ItemList>
      </LedgerSection>
      <LedgerSection title={t('settings:addresses.add')} note={t('settings:addresses.add_note')}>
        <Form method="post" className="form">
          {sent !== null && form.problem === undefined && (
            <Note tone="pass">{t('settings:addresses.sent', { address: sent })}</Note>
          )}
          <FormErrors form={form} names={['email']} />
          <TextField
            name="email"
            label={t('identity:email')}
            type="email"
            autoComplete="email"
            required
            defaultValue={form.typed('email')}
            error={form.error('email')}
          />
          <div className="actions">
            <Button look="first" name="intent" value="add">
              {t('settings:addresses.add')}
            </Button>
          </div>
        </Form>
      </LedgerSection>
    </>
  )
}

interface AddressItemProps {
  readonly id: string
  readonly address: string
  readonly isPrimary: boolean
  readonly verifiedAt: string | null
}

function AddressItem({ id, address, isPrimary, verifiedAt }: AddressItemProps) {
  const { t } = useTranslation('settings')
  return (
    <li className="wraps">
      <div className="words">
        <h3>{address}</h3>
        <p className="row">
          {verifiedAt === null ? (
            <Tag tone="amber">{t('addresses.unproven')}</Tag>
          ) : (
            <Tag tone="pass">{t('addresses.is_proven')}</Tag>
          )}
          {isPrimary && <span>{t('addresses.primary')}</span>}
        </p>
      </div>
      {!isPrimary && (
        <Form method="post" className="end">
          <input type="hidden" name="id" value={id} />
          {verifiedAt === null ? (
            <Button small name="intent" value="add" formNoValidate>
              {t('addresses.again')}
              <span className="sr">: {address}</span>
            </Button>
          ) : (
            <Button small name="intent" value="primary">
              {t('addresses.make_primary')}
              <span className="sr">: {address}</span>
            </Button>
          )}
          {verifiedAt === null && <input type="hidden" name="email" value={address} />}
          <Button small look="danger" name="intent" value="remove">
            {t('addresses.remove')}
            <span className="sr">: {address}</span>
          </Button>
        </Form>
      )}
    </li>
  )
}
