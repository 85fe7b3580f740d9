import { useTranslation } from 'react-i18next'
import { redirect } from 'react-router'
import { DEMO_ACCOUNTS } from '../../../demo/accounts.ts'
import { FormErrors, formState } from '../../../form-errors.tsx'
import { formAction } from '../../../http/form-action.ts'
import { parseInput } from '../../../http/input.ts'
import { contextOf } from '../../../http/request-context.ts'
import { visitorOf } from '../../../http/visitor.ts'
import { Button, Head, LedgerSection, Note, Page, TextField } from '../../../ui/index.ts'
import { findPendingSignIn } from '../commands/enter-factor.ts'
import { passkeysWork } from '../commands/passkeys.ts'
import { askForLink, enterByPassword } from '../commands/ways-in.ts'
import { isDemoInstance } from '../queries.ts'
import { addressOnlySchema, safeNext, signInSchema } from '../schema.ts'
import type { Route } from './+types/sign-in'
import { PasswordField } from './password-field.tsx'

export const handle = { plain: true }

export async function loader(args: Route.LoaderArgs) {
  const { person, deps, nonce } = contextOf(args)
  const { searchParams } = new URL(args.request.url)
  const next = safeNext(searchParams.get('next'))
  if (person !== undefined) throw redirect(next)
  if ((await findPendingSignIn(deps, args.request.headers)) !== undefined)
    throw redirect(`/sign-in/factor?next=${encodeURIComponent(next)}`)
  const demo = await isDemoInstance(deps)
  return {
    next,
    reset: searchParams.has('reset'),
    passkeys: passkeysWork(deps),
    nonce,
    accounts: demo ? DEMO_ACCOUNTS.map(({ role, name, email }) => ({ role, name, email })) : [],
  }
}

export function action(args: Route.ActionArgs) {
  return formAction(args, async ({ intent, next, ...fields }) => {
    const visitor = visitorOf(args)
    if (intent === 'link') {
      const { email } = parseInput(addressOnlySchema, { email: fields.email }, visitor.language)
      await askForLink(visitor, { email, next: safeNext(next) })
      return { sent: email }
    }
    const input = parseInput(signInSchema, fields, visitor.language)
    const headers = await enterByPassword(visitor, { ...input, next: safeNext(next) })
    throw redirect(safeNext(next), { headers })
  })
}

export default function SignIn({ loaderData, actionData }: Route.ComponentProps) {
  const { next, reset, accounts, passkeys, nonce } = loaderData
  const { t } = useTranslation(['identity', 'common'])
  const form = formState(actionData)
  const sent = actionData !== undefined && 'sent' in actionData ? actionData.sent : undefined
  const onward = next === '/home' ? '' : `?next=${encodeURIComponent(next)}`
  return (
    <Page>
      <title>{t('common:page_title', { title: t('identity:sign_in.title') })}</title>
      <Head title={t('identity:sign_in.title')} lede={t('identity:sign_in.lede')} />
      {accounts.length > 0 && <DemoAccounts accounts={accounts} />}
      <LedgerSection title={t('identity:sign_in.own')} rule={accounts.length > 0 ? 'hair' : 'main'}>
        <form method="post" className="form">
          {sent !== undefined && (
            <Note tone="pass">{t('identity:sign_in.link_sent', { address: sent })}</Note>
          )}
          {reset && <Note tone="pass">{t('identity:sign_in.reset')}</Note>}
          <FormErrors form={form} names={['email', 'password']} />
          <input type="hidden" name="next" value={next} />
          <TextField
            name="email"
            label={t('identity:email')}
            type="email"
            autoComplete={passkeys ? 'username webauthn' : 'username'}
            required
            defaultValue={form.typed('email', sent)}
            error={form.error('email')}
          />
          <PasswordField
            kind="present"
            name="password"
            form={form}
            hint={t('identity:sign_in.password_hint')}
            required={false}
          />
          <div className="actions">
            <Button look="first" name="intent" value="password">
              {t('common:sign_in')}
            </Button>
            <Button name="intent" value="link">
              {t('identity:sign_in.mail_link')}
            </Button>
          </div>
          <p className="row small">
            <a href={`/sign-in/passkey${onward}`}>{t('identity:passkey.sign_in')}</a>
            <a href="/sign-in/forgot">{t('identity:forgot.title')}</a>
            <a href={`/sign-up${onward}`}>{t('identity:sign_up.title')}</a>
          </p>
        </form>
        {passkeys && <PasskeyAutofill next={next} nonce={nonce} />}
      </LedgerSection>
    </Page>
  )
}

/** Where scripts run, the browser offers passkeys as it fills in the address; its answer goes where the button's goes. */
function PasskeyAutofill({ next, nonce }: { readonly next: string; readonly nonce: string }) {
  return (
    <form id="passkey-autofill" method="post" action="/sign-in/passkey" hidden>
      <input type="hidden" name="next" value={next} />
      <input type="hidden" name="passkey" />
      <script type="module" src="/passkey-autofill.js" nonce={nonce} async={false} />
    </form>
  )
}

interface DemoAccountsProps {
  readonly accounts: readonly { readonly role: string; readonly name: string; readonly email: string }[]
}

/** One click for each role; the demo only. */
function DemoAccounts({ accounts }: DemoAccountsProps) {
  const { t } = useTranslation('identity')
  return (
    <LedgerSection title={t('identity:demo.title')} note={t('identity:demo.note')} rule="main">
      <form method="post" action="/demo/sign-in">
        <ul className="rows">
          {accounts.map(({ role, name, email }) => (
            <li key={email}>
              <div className="words">
                <h3>{t(`identity:demo.roles.${role}` as 'identity:demo.title')}</h3>
                <p>{name}</p>
              </div>
              <div className="end">
                <button className="btn" type="submit" name="email" value={email}>
                  {t('identity:demo.enter')}
                  <span className="sr">{t('identity:demo.as', { name })}</span>
                </button>
              </div>
            </li>
          ))}
        </ul>
      </form>
    </LedgerSection>
  )
}
