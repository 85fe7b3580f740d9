import { useTranslation } from 'react-i18next'
import { redirect } from 'react-router'
import { z } from 'zod'
import { FormErrors, type FormState, formState } from '../../../form-errors.tsx'
import { authorize } from '../../../http/authenticate.ts'
import { formAction } from '../../../http/form-action.ts'
import { parseInput } from '../../../http/input.ts'
import { contextOf, forPage, inOwn } from '../../../http/request-context.ts'
import { visitorOf } from '../../../http/visitor.ts'
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
import { askForLink } from '../../identity/commands/ways-in.ts'
import { addressOnlySchema } from '../../identity/schema.ts'
import { acceptClaim } from '../commands/accept-claim.ts'
import { renewByLink } from '../commands/letters.ts'
import { mayAccept } from '../policy.ts'
import { readClaim } from '../queries.ts'
import type { Route } from './+types/claim'
import { secretAddressHeaders } from './secret-address.ts'

export const handle = { plain: true }

export const headers = secretAddressHeaders

/** What the letter's link leads to, signed in or not. Only looks: a mail scanner that opens links takes nothing. */
export async function loader(args: Route.LoaderArgs) {
  const { deps, person } = contextOf(args)
  const { token } = args.params
  const claim = await forPage(args, () => readClaim(deps, token))
  return { claim, path: `/claim/${token}`, signedInAs: person?.name }
}

const intentSchema = z.enum(['accept', 'link', 'renew'])

export function action(args: Route.ActionArgs) {
  return formAction(args, async ({ intent, ...fields }) => {
    const { deps, language } = contextOf(args)
    const { token } = args.params
    const kind = parseInput(intentSchema, intent, language)
    if (kind === 'link') {
      await forPage(args, () => readClaim(deps, token))
      const { email } = parseInput(addressOnlySchema, fields, language)
      await askForLink(visitorOf(args), { email, next: `/claim/${token}` })
      return { sent: email }
    }
    if (kind === 'renew') {
      await renewByLink(deps, token)
      return { sent: undefined }
    }
    await inOwn(args, (scope) => {
      authorize(mayAccept(scope))
      return acceptClaim(scope, token)
    })
    throw redirect('/backpack?claimed=1')
  })
}

type Data = Route.ComponentProps['loaderData']

export default function Claim({ loaderData, actionData }: Route.ComponentProps) {
  const { t } = useTranslation(['claims', 'common'])
  const { claim } = loaderData
  const { badge, issuer } = claim
  const title =
    badge === undefined
      ? t(`claims:public.over_${claim.state === 'claimed' ? 'claimed' : 'ended'}`)
      : t('claims:public.title', { name: badge.name, issuer })
  const sent = actionData !== undefined && 'sent' in actionData ? { to: actionData.sent } : undefined
  return (
    <Page>
      <title>{t('common:page_title', { title })}</title>
      <Head
        over={<MarkPunch mark={claim.mark} />}
        title={title}
        lede={badge?.proves ?? t('claims:public.over_lede', { issuer })}
      />
      {badge === undefined ? (
        <p>
          <ButtonLink to="/backpack">{t('claims:public.backpack')}</ButtonLink>
        </p>
      ) : (
        <>
          <FormErrors form={formState(actionData)} names={['email']} />
          <Keeping {...loaderData} form={formState(actionData, 'link')} sent={sent} />
          <Looking {...loaderData} badge={badge} />
        </>
      )}
    </Page>
  )
}

interface KeepingProps extends Data {
  readonly form: FormState
  readonly sent: { readonly to: string | undefined } | undefined
}

function Keeping({ claim, path, signedInAs, form, sent }: KeepingProps) {
  const { t } = useTranslation('claims')
  if (claim.state === 'expired')
    return (
      <LedgerSection title={t('public.expired')} rule="main">
        {sent !== undefined && <Note tone="pass">{t('public.renewed')}</Note>}
        <form method="post" className="stack">
          <p>{t('public.expired_says')}</p>
          <p>
            <Button look="first" name="intent" value="renew">
              {t('public.renew')}
            </Button>
          </p>
        </form>
      </LedgerSection>
    )
  if (signedInAs !== undefined)
    return (
      <LedgerSection title={t('public.keep')} note={t('public.keep_private')} rule="main">
        <form method="post" className="stack">
          <p>{t('public.signed_in', { name: signedInAs })}</p>
          <p>
            <Button look="first" name="intent" value="accept">
              {t('public.accept')}
            </Button>
          </p>
        </form>
        <form method="post" action="/sign-out">
          <Button>{t('public.other_account')}</Button>
        </form>
      </LedgerSection>
    )
  return (
    <LedgerSection title={t('public.keep')} note={t('public.personal_note')} rule="main">
      {sent?.to !== undefined && <Note tone="pass">{t('public.sent', { address: sent.to })}</Note>}
      <form method="post" className="form">
        <TextField
          name="email"
          type="email"
          label={t('public.personal')}
          hint={
            claim.address === undefined
              ? t('public.personal_hint')
              : t('public.personal_hint_address', { address: claim.address })
          }
          required
          maxLength={254}
          autoComplete="email"
          defaultValue={form.typed('email')}
          error={form.error('email')}
        />
        <p className="actions">
          <Button look="first" name="intent" value="link">
            {t('public.mail_link')}
          </Button>
          <ButtonLink to={`/sign-in?next=${encodeURIComponent(path)}`}>{t('public.sign_in')}</ButtonLink>
        </p>
      </form>
    </LedgerSection>
  )
}

function Looking({ claim, badge }: Data & { readonly badge: NonNullable<Data['claim']['badge']> }) {
  const { t } = useTranslation('claims')
  const at = `/credentials/${claim.credentialId}`
  const key = `?key=${badge.key}`
  return (
    <LedgerSection title={t('public.look')} note={<Badge definition={badge.drawing} size={144} />} id="badge">
      <p>
        {badge.holder === undefined ? t('public.for_you') : t('public.for_name', { name: badge.holder })}{' '}
        {badge.reason}
      </p>
      <p>{t('public.look_says')}</p>
      <p className="actions">
        <ButtonLink to={`${at}${key}`} reloadDocument>
          {t('public.see')}
        </ButtonLink>
        <ButtonLink to={`/verify${at}${key}`} reloadDocument>
          {t('public.verify')}
        </ButtonLink>
        <ButtonLink to={`${at}/credential.json${key}`} reloadDocument>
          {t('public.json')}
        </ButtonLink>
        <ButtonLink to={`${at}/badge.png${key}`} reloadDocument>
          {t('public.png')}
        </ButtonLink>
      </p>
    </LedgerSection>
  )
}
