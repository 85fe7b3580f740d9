import { useTranslation } from 'react-i18next'
import { redirect } from 'react-router'
import { FormErrors, formState } from '../../../form-errors.tsx'
import { authorize } from '../../../http/authenticate.ts'
import { formAction } from '../../../http/form-action.ts'
import { parseInput } from '../../../http/input.ts'
import { inOwn, pageAddress } from '../../../http/request-context.ts'
import { visitorOf } from '../../../http/visitor.ts'
import { Button, Head, LedgerSection, Note, Page, TextField } from '../../../ui/index.ts'
import { mailProof, mergeAccounts, planOf, proveByLink, proveByPassword } from '../commands/merge-accounts.ts'
import { isFresh, maySecureOwn } from '../policy.ts'
import { proofAddress } from '../schema/proof.ts'
import { addressOnlySchema, linkProofSchema, linkTokenSchema, otherAccountSchema } from '../schema.ts'
import type { Route } from './+types/merge'
import { inOwnFresh } from './in-own-fresh.server.ts'
import { PasswordField } from './password-field.tsx'

export async function loader(args: Route.LoaderArgs) {
  const { searchParams } = new URL(args.request.url)
  const token = searchParams.get('token')
  const plan = await inOwn(args, async (scope) => {
    authorize(maySecureOwn(scope))
    if (!isFresh(scope)) throw redirect(proofAddress(pageAddress(args.request)))
    return token === null ? undefined : await planOf(scope, token)
  })
  return { plan, token, link: searchParams.get('link') }
}

export function action(args: Route.ActionArgs) {
  return formAction(args, async ({ intent, ...fields }) => {
    const visitor = visitorOf(args)
    if (intent === 'merge') {
      const { token } = parseInput(linkTokenSchema, fields, visitor.language)
      await inOwnFresh(args, (scope) => mergeAccounts(scope, token))
      throw redirect('/settings/addresses?merged=1')
    }
    const own = { personId: await inOwnFresh(args, async ({ personId }) => personId) }
    if (intent === 'mail') {
      const { email } = parseInput(addressOnlySchema, { email: fields.email }, visitor.language)
      await mailProof(visitor, own, email)
      return { sent: email }
    }
    const token =
      intent === 'link'
        ? await proveByLink(visitor, own, parseInput(linkProofSchema, fields, visitor.language))
        : await proveByPassword(visitor, own, parseInput(otherAccountSchema, fields, visitor.language))
    throw redirect(`/settings/merge?token=${token}`)
  })
}

export default function Merge({ loaderData, actionData }: Route.ComponentProps) {
  const { t } = useTranslation(['settings', 'identity', 'common'])
  const { plan, token, link } = loaderData
  const form = formState(actionData)
  const sent = actionData !== undefined && 'sent' in actionData ? actionData.sent : undefined
  return (
    <Page>
      <title>{t('common:page_title', { title: t('settings:merge.title') })}</title>
      <Head title={t('settings:merge.title')} lede={t('settings:merge.lede')} />
      {plan !== undefined && token !== null ? (
        <Plan {...plan} token={token} />
      ) : (
        <LedgerSection title={t('settings:merge.other')} note={t('settings:merge.other_note')} rule="main">
          <form method="post" className="form">
            {sent !== undefined && (
              <Note tone="pass">{t('identity:sign_in.link_sent', { address: sent })}</Note>
            )}
            <FormErrors form={form} names={['email', 'password', 'code']} />
            {link === null ? (
              <>
                <TextField
                  name="email"
                  label={t('settings:merge.email')}
                  type="email"
                  autoComplete="off"
                  required
                  defaultValue={form.typed('email', sent)}
                  error={form.error('email')}
                />
                <PasswordField
                  kind="present"
                  name="password"
                  form={form}
                  label={t('settings:merge.password')}
                  hint={t('identity:sign_in.password_hint')}
                  required={false}
                />
              </>
            ) : (
              <input type="hidden" name="link" value={link} />
            )}
            <TextField
              name="code"
              label={t('settings:merge.code')}
              optional={t('common:optional')}
              autoComplete="off"
              maxLength={40}
              error={form.error('code')}
            />
            <div className="actions">
              <Button look="first" name="intent" value={link === null ? 'password' : 'link'}>
                {t('settings:merge.look')}
              </Button>
              {link === null && (
                <Button name="intent" value="mail">
                  {t('identity:sign_in.mail_link')}
                </Button>
              )}
            </div>
          </form>
        </LedgerSection>
      )}
    </Page>
  )
}

type PlanProps = NonNullable<Route.ComponentProps['loaderData']['plan']> & { readonly token: string }

/** What the yes moves and ends; said once. */
function Plan({ name, addresses, badges, organizations, passkeys, factor, token }: PlanProps) {
  const { t } = useTranslation('settings')
  return (
    <LedgerSection title={t('merge.plan')} note={t('merge.from', { name })} rule="main">
      <ul className="prose">
        <li>{t('merge.addresses', { count: addresses })}</li>
        <li>{t('merge.badges', { count: badges })}</li>
        <li>{t('merge.memberships', { count: organizations })}</li>
        {passkeys > 0 && <li>{t('merge.passkeys', { count: passkeys })}</li>}
        {factor && <li>{t('merge.factor')}</li>}
        <li>{t('merge.sessions')}</li>
      </ul>
      <form method="post" className="form">
        <input type="hidden" name="token" value={token} />
        <div className="actions">
          <Button look="danger-first" name="intent" value="merge">
            {t('merge.confirm')}
          </Button>
          <a href="/settings/addresses">{t('merge.leave')}</a>
        </div>
      </form>
    </LedgerSection>
  )
}
