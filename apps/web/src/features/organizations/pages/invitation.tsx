import { useTranslation } from 'react-i18next'
import { redirect } from 'react-router'
import { FormErrors, formState } from '../../../form-errors.tsx'
import { authorize } from '../../../http/authenticate.ts'
import { clientHeaders } from '../../../http/client-headers.ts'
import { formAction } from '../../../http/form-action.ts'
import { contextOf, forPage, inOwn } from '../../../http/request-context.ts'
import { Button, ButtonLink, Head, MarkPunch, Note, Page } from '../../../ui/index.ts'
import { mailSignInLink } from '../../identity/commands/sign-in.ts'
import { countSignInTry } from '../../identity/commands/tries.ts'
import { hasProvenAddress } from '../../identity/queries.ts'
import { acceptInvitation } from '../commands/invitations.ts'
import { mayAcceptInvitation } from '../policy.ts'
import { findInvitation } from '../queries.ts'
import type { Route } from './+types/invitation'

export const handle = { plain: true }

/** What the letter's link leads to: works signed in or not. */
export async function loader(args: Route.LoaderArgs) {
  const { deps, person } = contextOf(args)
  const invitation = await forPage(args, () => findInvitation(deps, args.params.token))
  const mine =
    person !== undefined && (await inOwn(args, (scope) => hasProvenAddress(scope, invitation.address)))
  return { invitation, path: `/invitations/${args.params.token}`, name: person?.name, mine }
}

export function action(args: Route.ActionArgs) {
  return formAction(args, async ({ intent }) => {
    const { deps, clientAddress } = contextOf(args)
    const { token } = args.params
    const { address, slug } = await forPage(args, () => findInvitation(deps, token))
    if (intent === 'link') {
      await countSignInTry(deps, address, clientAddress)
      await mailSignInLink(deps, clientHeaders(args.request, clientAddress), {
        email: address,
        next: `/invitations/${token}`,
      })
      return { sent: address }
    }
    await inOwn(args, (scope) => {
      authorize(mayAcceptInvitation(scope))
      return acceptInvitation(scope, token)
    })
    throw redirect(`/home?joined=${slug}`)
  })
}

export default function Invitation({ loaderData, actionData }: Route.ComponentProps) {
  const { t } = useTranslation(['organizations', 'common'])
  const { invitation, mine } = loaderData
  const roles = invitation.roles.map((role) => t(`common:roles.${role}`)).join(', ')
  return (
    <Page>
      <title>{t('common:page_title', { title: t('organizations:invitation.title', invitation) })}</title>
      <Head
        over={<MarkPunch mark={invitation.mark} />}
        title={t('organizations:invitation.title', { organization: invitation.organization })}
        lede={t('organizations:invitation.lede', { address: invitation.address, roles })}
      />
      <div className="form">
        <FormErrors form={formState(actionData)} />
        {invitation.state !== 'open' ? (
          <Note tone="amber">{t(`organizations:invitation.${invitation.state}`)}</Note>
        ) : mine ? (
          <form method="post" className="stack">
            <p>{t('organizations:invitation.mine')}</p>
            <Button look="first" name="intent" value="accept">
              {t('organizations:invitation.accept')}
            </Button>
          </form>
        ) : (
          <Arriving {...loaderData} sent={actionData !== undefined && 'sent' in actionData} />
        )}
      </div>
    </Page>
  )
}

/** The ways to prove the invited address, signed in as somebody else or not at all. */
function Arriving({
  invitation,
  path,
  name,
  sent,
}: Route.ComponentProps['loaderData'] & { readonly sent: boolean }) {
  const { t } = useTranslation(['organizations', 'common'])
  const next = `?next=${encodeURIComponent(path)}`
  if (name !== undefined)
    return (
      <>
        <Note tone="amber" title={t('organizations:invitation.other', { name })}>
          {t('organizations:invitation.other_more', { address: invitation.address })}
        </Note>
        <div className="actions">
          <ButtonLink look="first" to="/settings/addresses">
            {t('organizations:invitation.add_address')}
          </ButtonLink>
          <form method="post" action="/sign-out">
            <Button>{t('common:sign_out')}</Button>
          </form>
        </div>
      </>
    )
  return (
    <>
      {sent && <Note tone="pass">{t('organizations:invitation.sent', { address: invitation.address })}</Note>}
      <form method="post" className="actions">
        <Button look="first" name="intent" value="link">
          {t('organizations:invitation.mail_link')}
        </Button>
        <ButtonLink to={`/sign-in${next}`}>{t('common:sign_in')}</ButtonLink>
        <ButtonLink to={`/sign-up${next}`}>{t('organizations:invitation.sign_up')}</ButtonLink>
      </form>
      <p className="hint">{t('organizations:invitation.how')}</p>
    </>
  )
}
