import { useTranslation } from 'react-i18next'
import { Form, Link, redirect } from 'react-router'
import { FormErrors, formState } from '../../../form-errors.tsx'
import { authorize } from '../../../http/authenticate.ts'
import { formAction } from '../../../http/form-action.ts'
import { parseInput } from '../../../http/input.ts'
import { contextOf, inOwn } from '../../../http/request-context.ts'
import { Button, CheckField, ItemList, LedgerSection, More, Note, Tag, TextField } from '../../../ui/index.ts'
import { changeAddressRights } from '../commands/address-rights.ts'
import { addAddress, makeAddressPrimary, removeAddress } from '../commands/addresses.ts'
import { mayReadOwn, maySecureOwn } from '../policy.ts'
import { presentAddress } from '../present.ts'
import { listAddresses } from '../queries.ts'
import { addressOnlySchema } from '../schema.ts'
import type { Route } from './+types/settings-addresses'
import { inOwnFresh } from './in-own-fresh.server.ts'

export async function loader(args: Route.LoaderArgs) {
  const { searchParams } = new URL(args.request.url)
  const rows = await inOwn(args, (scope) => {
    authorize(mayReadOwn(scope))
    return listAddresses(scope)
  })
  return {
    addresses: rows.map(presentAddress),
    proven: searchParams.has('proven'),
    merged: searchParams.has('merged'),
    sent: searchParams.get('sent'),
  }
}

export function action(args: Route.ActionArgs) {
  return formAction(args, async ({ intent, id, ...fields }) => {
    const adding =
      intent === 'add' ? parseInput(addressOnlySchema, fields, contextOf(args).language) : undefined
    if (adding !== undefined)
      await inOwn(args, (scope) => {
        authorize(maySecureOwn(scope))
        return addAddress(scope, adding.email)
      })
    else
      await inOwnFresh(args, async (scope) => {
        if (intent === 'primary') await makeAddressPrimary(scope, String(id))
        else if (intent === 'own') await changeAddressRights(scope, String(id), { own: true })
        else if (intent === 'rights') await changeAddressRights(scope, String(id), rightsOf(fields))
        else await removeAddress(scope, String(id))
      })
    // A redirect thrown inside would roll the transaction back.
    const sent = adding === undefined ? '' : `?sent=${encodeURIComponent(adding.email)}`
    throw redirect(`/settings/addresses${sent}`)
  })
}

/** A box that is off is not in the form. */
const rightsOf = ({ recovers, receives }: Record<string, unknown>) => ({
  recovers: recovers === 'on',
  receives: receives === 'on',
})

export default function SettingsAddresses({ loaderData, actionData }: Route.ComponentProps) {
  const { t } = useTranslation(['settings', 'identity', 'common'])
  const { addresses, proven, merged, sent } = loaderData
  const form = formState(actionData)
  return (
    <>
      <title>{t('common:page_title', { title: t('settings:parts.addresses') })}</title>
      <LedgerSection title={t('settings:parts.addresses')} note={t('settings:addresses.note')} rule="none">
        {proven && <Note tone="pass">{t('settings:addresses.proven')}</Note>}
        {merged && <Note tone="pass">{t('settings:merge.done')}</Note>}
        <p>{t('settings:addresses.advice')}</p>
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
      <LedgerSection title={t('settings:addresses.merge')} note={t('settings:addresses.merge_note')}>
        <p>
          <Link to="/settings/merge">{t('settings:addresses.merge_link')}</Link>
        </p>
      </LedgerSection>
    </>
  )
}

type Address = Route.ComponentProps['loaderData']['addresses'][number]

function AddressItem(item: Address) {
  const { id, address, isPrimary, verifiedAt, belongsTo, left } = item
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
          {belongsTo !== null && (
            <Tag tone={left ? 'fail' : 'plain'}>
              {t(left ? 'addresses.belongs_left' : 'addresses.belongs', { organization: belongsTo })}
            </Tag>
          )}
          {isPrimary && <span>{t('addresses.primary')}</span>}
        </p>
        {verifiedAt !== null && <AddressRights {...item} />}
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

/** What a proven address may do, by its owner's choice. */
function AddressRights({ id, address, isPrimary, recovers, receives, belongsTo }: Address) {
  const { t } = useTranslation('settings')
  return (
    <More summary={t('addresses.rights')}>
      <Form method="post" className="form">
        <input type="hidden" name="id" value={id} />
        <CheckField
          id={`recovers-${id}`}
          name="recovers"
          value="on"
          label={t('addresses.recovers')}
          checked={recovers}
        />
        {isPrimary ? (
          <input type="hidden" name="receives" value={receives ? 'on' : ''} />
        ) : (
          <CheckField
            id={`receives-${id}`}
            name="receives"
            value="on"
            label={t('addresses.receives')}
            checked={receives}
          />
        )}
        <div className="actions">
          <Button small name="intent" value="rights">
            {t('addresses.save')}
            <span className="sr">: {address}</span>
          </Button>
          {belongsTo !== null && (
            <Button small name="intent" value="own">
              {t('addresses.own')}
              <span className="sr">: {address}</span>
            </Button>
          )}
        </div>
      </Form>
    </More>
  )
}
