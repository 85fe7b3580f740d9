import { useTranslation } from 'react-i18next'
import { Form, redirect } from 'react-router'
import { FormErrors, formState } from '../../../form-errors.tsx'
import { authorize } from '../../../http/authenticate.ts'
import { formAction } from '../../../http/form-action.ts'
import { parseInput } from '../../../http/input.ts'
import { contextOf, inOwn } from '../../../http/request-context.ts'
import {
  Button,
  ButtonLink,
  ConfirmForm,
  EmptyState,
  ItemList,
  LedgerSection,
  More,
  Note,
  TextField,
  Time,
} from '../../../ui/index.ts'
import { addPasskey, offerPasskey, passkeysWork, removePasskey, renamePasskey } from '../commands/passkeys.ts'
import { isFresh, maySecureOwn } from '../policy.ts'
import { deviceOf, presentPasskey } from '../present.ts'
import { listPasskeys } from '../queries.ts'
import { proofAddress } from '../schema/proof.ts'
import { passkeyNameOnlySchema, passkeyRegistrationSchema } from '../schema.ts'
import type { Route } from './+types/settings-passkeys'
import { inOwnFresh } from './in-own-fresh.server.ts'
import { parseAnswer } from './parse-answer.server.ts'
import { PasskeyButton } from './passkey-button.tsx'
import { makePasskey } from './passkey-ceremony.ts'

export async function loader(args: Route.LoaderArgs) {
  const { deps, language, person } = contextOf(args)
  const works = passkeysWork(deps)
  const { browser, system } = deviceOf(args.request.headers.get('user-agent') ?? '')
  const { rows, options } = await inOwn(args, async (scope) => {
    authorize(maySecureOwn(scope))
    return {
      rows: await listPasskeys(scope),
      options: works && isFresh(scope) ? await offerPasskey(scope) : undefined,
    }
  })
  return {
    passkeys: rows.map(presentPasskey),
    options,
    works,
    prove: proofAddress('/settings/passkeys'),
    device: [browser, system].filter((part) => part !== null).join(', '),
    language,
    timeZone: person?.timeZone ?? 'UTC',
    added: new URL(args.request.url).searchParams.has('added'),
  }
}

export function action(args: Route.ActionArgs) {
  return formAction(args, async ({ intent, id, name, passkey }) => {
    const { language } = contextOf(args)
    if (intent === 'add') {
      const input = parseInput(passkeyRegistrationSchema, { name, response: parseAnswer(passkey) }, language)
      await inOwnFresh(args, (scope) => addPasskey(scope, input))
      throw redirect('/settings/passkeys?added=1')
    }
    if (intent === 'remove') await inOwnFresh(args, (scope) => removePasskey(scope, String(id ?? '')))
    else {
      const { name: called } = parseInput(passkeyNameOnlySchema, { name }, language)
      await inOwn(args, (scope) => {
        authorize(maySecureOwn(scope))
        return renamePasskey(scope, String(id ?? ''), called)
      })
    }
    throw redirect('/settings/passkeys')
  })
}

export default function SettingsPasskeys({ loaderData, actionData }: Route.ComponentProps) {
  const { t } = useTranslation(['settings', 'identity', 'common'])
  const { passkeys, options, works, prove, device, added } = loaderData
  const form = formState(actionData)
  return (
    <>
      <title>{t('common:page_title', { title: t('settings:parts.passkeys') })}</title>
      <LedgerSection title={t('settings:parts.passkeys')} note={t('settings:passkeys.note')} rule="none">
        {added && form.problem === undefined && <Note tone="pass">{t('settings:passkeys.added')}</Note>}
        <FormErrors form={form} names={['name']} />
        {passkeys.length === 0 ? (
          <EmptyState title={t('settings:passkeys.none')}>{t('settings:passkeys.none_more')}</EmptyState>
        ) : (
          <ItemList>
            {passkeys.map((passkey) => (
              <PasskeyItem key={passkey.id} {...passkey} {...loaderData} />
            ))}
          </ItemList>
        )}
      </LedgerSection>
      <LedgerSection title={t('settings:passkeys.add')} note={t('settings:passkeys.add_note')}>
        {!works && <Note tone="amber">{t('identity:passkey.needs_domain')}</Note>}
        {works && options === undefined && (
          <p>
            {t('settings:prove.first')} <ButtonLink to={prove}>{t('settings:prove.title')}</ButtonLink>
          </p>
        )}
        {options !== undefined && (
          <Form method="post" className="form">
            <TextField
              name="name"
              label={t('settings:passkeys.name')}
              hint={t('settings:passkeys.name_hint')}
              required
              maxLength={100}
              autoComplete="off"
              defaultValue={form.typed('name', device)}
              error={form.error('name')}
            />
            <PasskeyButton ask={() => makePasskey(options)} intent="add">
              {t('settings:passkeys.add')}
            </PasskeyButton>
          </Form>
        )}
      </LedgerSection>
    </>
  )
}

interface PasskeyItemProps {
  readonly id: string
  readonly name: string
  readonly synced: boolean
  readonly createdAt: string
  readonly lastUsedAt: string | null
  readonly language: string
  readonly timeZone: string
}

function PasskeyItem({ id, name, synced, createdAt, lastUsedAt, language, timeZone }: PasskeyItemProps) {
  const { t } = useTranslation(['settings', 'common'])
  const time = (at: string) => <Time at={at} locale={language} timeZone={timeZone} show="both" />
  return (
    <li className="wraps">
      <div className="words">
        <h3>{name}</h3>
        <p>
          {t(synced ? 'settings:passkeys.synced' : 'settings:passkeys.one_device')}
          {' · '}
          {t('settings:passkeys.since')} {time(createdAt)}
          {', '}
          {lastUsedAt === null ? (
            t('settings:passkeys.never_used')
          ) : (
            <>
              {t('settings:sessions.last_used')} {time(lastUsedAt)}
            </>
          )}
        </p>
      </div>
      <div className="end">
        <More summary={t('settings:passkeys.rename')}>
          <Form method="post" className="form">
            <input type="hidden" name="id" value={id} />
            <TextField
              id={`name-${id}`}
              name="name"
              label={t('settings:passkeys.name')}
              required
              maxLength={100}
              autoComplete="off"
              defaultValue={name}
            />
            <Button small name="intent" value="rename">
              {t('common:save')}
            </Button>
          </Form>
        </More>
        <ConfirmForm
          ask={t('settings:addresses.remove')}
          confirm={t('settings:passkeys.remove_confirm', { name })}
          values={{ intent: 'remove', id }}
        >
          {t('settings:passkeys.remove_text')}
        </ConfirmForm>
      </div>
    </li>
  )
}
