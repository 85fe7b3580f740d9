import { useTranslation } from 'react-i18next'
import { redirect } from 'react-router'
import { FormErrors, formState } from '../../../form-errors.tsx'
import { authorize } from '../../../http/authenticate.ts'
import { formAction } from '../../../http/form-action.ts'
import { parseInput } from '../../../http/input.ts'
import { contextOf, inOwn } from '../../../http/request-context.ts'
import { visitorOf } from '../../../http/visitor.ts'
import { Button, Head, LedgerSection, Note, Page, TextField } from '../../../ui/index.ts'
import { askForPasskey, passkeysWork } from '../commands/passkeys.ts'
import { proofNeeded, proveAgain } from '../commands/prove-again.ts'
import { askForLink } from '../commands/ways-in.ts'
import { maySecureOwn } from '../policy.ts'
import { listAddresses, listPasskeys } from '../queries.ts'
import { proofSchema, safeNext } from '../schema.ts'
import type { Route } from './+types/settings-prove'
import { parseAnswer } from './parse-answer.server.ts'
import { PasskeyButton } from './passkey-button.tsx'
import { showPasskey } from './passkey-ceremony.ts'
import { PasswordField } from './password-field.tsx'

export async function loader(args: Route.LoaderArgs) {
  const { deps } = contextOf(args)
  const { searchParams } = new URL(args.request.url)
  const { needed, passkeys, address } = await inOwn(args, async (scope) => {
    authorize(maySecureOwn(scope))
    return {
      needed: await proofNeeded(scope),
      passkeys: await listPasskeys(scope),
      address: (await listAddresses(scope))[0]?.address ?? '',
    }
  })
  return {
    next: safeNext(searchParams.get('next'), '/settings'),
    needed,
    address,
    options: passkeys.length > 0 && passkeysWork(deps) ? await askForPasskey(deps) : undefined,
  }
}

export function action(args: Route.ActionArgs) {
  return formAction(args, async ({ intent, next, passkey, ...fields }) => {
    const visitor = visitorOf(args)
    if (intent === 'link') {
      const address = await inOwn(args, async (scope) => {
        authorize(maySecureOwn(scope))
        return (await listAddresses(scope))[0]?.address ?? ''
      })
      await askForLink(visitor, { email: address, next: safeNext(next, '/settings') })
      return { sent: address }
    }
    const proof = intent === 'passkey' ? { passkey: parseAnswer(passkey) } : fields
    await proveAgain(
      visitor,
      (work) =>
        inOwn(args, (scope) => {
          authorize(maySecureOwn(scope))
          return work(scope)
        }),
      parseInput(proofSchema, proof, visitor.language),
    )
    throw redirect(safeNext(next, '/settings'))
  })
}

export default function SettingsProve({ loaderData, actionData }: Route.ComponentProps) {
  const { t } = useTranslation(['settings', 'identity', 'common'])
  const { next, needed, options, address } = loaderData
  const form = formState(actionData)
  const sent = actionData !== undefined && 'sent' in actionData ? actionData.sent : undefined
  const byForm = needed.password || needed.code
  return (
    <Page>
      <title>{t('common:page_title', { title: t('settings:prove.title') })}</title>
      <Head title={t('settings:prove.title')} lede={t('settings:prove.lede')} />
      {options !== undefined && (
        <LedgerSection title={t('settings:prove.by_passkey')} rule="main">
          <form method="post" className="form">
            <input type="hidden" name="next" value={next} />
            <PasskeyButton ask={() => showPasskey(options)} intent="passkey">
              {t('identity:passkey.use')}
            </PasskeyButton>
          </form>
        </LedgerSection>
      )}
      <LedgerSection
        title={t(byForm ? 'settings:prove.by_form' : 'settings:prove.by_link')}
        rule={options === undefined ? 'main' : 'hair'}
      >
        <form method="post" className="form">
          {sent !== undefined && (
            <Note tone="pass">{t('identity:sign_in.link_sent', { address: sent })}</Note>
          )}
          <FormErrors form={form} names={['password', 'code']} />
          <input type="hidden" name="next" value={next} />
          {needed.password && <PasswordField kind="present" name="password" form={form} account={address} />}
          {needed.code && (
            <TextField
              name="code"
              label={t('identity:factor.code')}
              hint={t('identity:factor.code_hint')}
              autoComplete="one-time-code"
              required
              maxLength={40}
              error={form.error('code')}
            />
          )}
          {!byForm && <p>{t('settings:prove.by_link_text', { address })}</p>}
          <div className="actions">
            <Button look="first" name="intent" value={byForm ? 'form' : 'link'}>
              {t(byForm ? 'settings:prove.action' : 'identity:sign_in.mail_link')}
            </Button>
          </div>
        </form>
      </LedgerSection>
    </Page>
  )
}
