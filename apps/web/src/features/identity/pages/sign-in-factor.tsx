import { useTranslation } from 'react-i18next'
import { redirect } from 'react-router'
import { FormErrors, type FormState, formState } from '../../../form-errors.tsx'
import { formAction } from '../../../http/form-action.ts'
import { parseInput } from '../../../http/input.ts'
import { contextOf, forPage } from '../../../http/request-context.ts'
import { visitorOf } from '../../../http/visitor.ts'
import { Button, Head, LedgerSection, Note, Page, TextField, Time } from '../../../ui/index.ts'
import { enterFactor, findPendingSignIn } from '../commands/enter-factor.ts'
import {
  askForRecovery,
  findPendingRecovery,
  finishRecovery,
  RECOVERY_WAIT_HOURS,
} from '../commands/recovery.ts'
import { addressOnlySchema, codeSchema, safeNext } from '../schema.ts'
import type { Route } from './+types/sign-in-factor'

export const handle = { plain: true }

export async function loader(args: Route.LoaderArgs) {
  const { deps, language } = contextOf(args)
  const next = safeNext(new URL(args.request.url).searchParams.get('next'))
  const pending = await findPendingSignIn(deps, args.request.headers)
  if (pending === undefined) throw redirect(`/sign-in?next=${encodeURIComponent(next)}`)
  const recovery = await findPendingRecovery(deps, pending.personId)
  return {
    next,
    language,
    ripe: recovery !== undefined && recovery.ripensAt <= deps.now(),
    ripensAt: recovery?.ripensAt.toISOString(),
  }
}

export function action(args: Route.ActionArgs) {
  return formAction(args, async ({ intent, next, ...fields }) => {
    const visitor = visitorOf(args)
    if (intent === 'recover') {
      const { email } = parseInput(addressOnlySchema, fields, visitor.language)
      await askForRecovery(visitor, email)
      return { sent: email }
    }
    if (intent === 'finish') {
      await forPage(args, () => finishRecovery(visitor))
      throw redirect(safeNext(next))
    }
    const { code } = parseInput(codeSchema, fields, visitor.language)
    throw redirect(safeNext(next), { headers: await enterFactor(visitor, code) })
  })
}

export default function SignInFactor({ loaderData, actionData }: Route.ComponentProps) {
  const { t } = useTranslation(['identity', 'common'])
  const form = formState(actionData)
  const sent = actionData !== undefined && 'sent' in actionData ? actionData.sent : undefined
  return (
    <Page>
      <title>{t('common:page_title', { title: t('identity:factor.title') })}</title>
      <Head title={t('identity:factor.title')} lede={t('identity:factor.lede')} />
      <LedgerSection title={t('identity:factor.code_title')} rule="main">
        <form method="post" className="form">
          <FormErrors form={form} names={['code', 'email']} />
          <input type="hidden" name="next" value={loaderData.next} />
          <TextField
            name="code"
            label={t('identity:factor.code')}
            hint={t('identity:factor.code_hint')}
            autoComplete="one-time-code"
            required
            maxLength={40}
            error={form.error('code')}
          />
          <div className="actions">
            <Button look="first" name="intent" value="code">
              {t('common:sign_in')}
            </Button>
          </div>
        </form>
      </LedgerSection>
      <Lost {...loaderData} form={form} sent={sent} />
    </Page>
  )
}

interface LostProps {
  readonly next: string
  readonly language: string
  readonly ripe: boolean
  readonly ripensAt: string | undefined
  readonly form: FormState
  readonly sent: string | undefined
}

/** For who has neither the device nor a recovery code. */
function Lost({ next, language, ripe, ripensAt, form, sent }: LostProps) {
  const { t } = useTranslation('identity')
  return (
    <LedgerSection title={t('factor.lost')} note={t('factor.lost_note', { hours: RECOVERY_WAIT_HOURS })}>
      <form method="post" className="form">
        <input type="hidden" name="next" value={next} />
        {sent !== undefined && <Note tone="pass">{t('factor.lost_sent', { address: sent })}</Note>}
        {ripensAt === undefined ? (
          <TextField
            name="email"
            label={t('factor.other_address')}
            hint={t('factor.other_address_hint')}
            type="email"
            autoComplete="off"
            required
            defaultValue={form.typed('email', sent)}
            error={form.error('email')}
          />
        ) : (
          <p>
            {t(ripe ? 'factor.ripe' : 'factor.waits')}{' '}
            <Time at={ripensAt} locale={language} timeZone="UTC" show="both" />
          </p>
        )}
        {(ripensAt === undefined || ripe) && (
          <div className="actions">
            <Button name="intent" value={ripe ? 'finish' : 'recover'}>
              {t(ripe ? 'factor.finish' : 'factor.ask')}
            </Button>
          </div>
        )}
      </form>
    </LedgerSection>
  )
}
