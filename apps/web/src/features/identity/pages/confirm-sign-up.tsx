import { useTranslation } from 'react-i18next'
import { redirect } from 'react-router'
import { FormErrors, type FormState, formState } from '../../../form-errors.tsx'
import { formAction } from '../../../http/form-action.ts'
import { parseInput } from '../../../http/input.ts'
import { contextOf } from '../../../http/request-context.ts'
import { visitorOf } from '../../../http/visitor.ts'
import { Button, Head, LedgerSection, Note, Page, TextField } from '../../../ui/index.ts'
import { findWaitingSignUp } from '../commands/confirm-sign-up.ts'
import { enterConfirmed, enterTaken } from '../commands/ways-in.ts'
import { confirmSignUpSchema, safeNext, takeSignUpSchema } from '../schema.ts'
import type { Route } from './+types/confirm-sign-up'
import { PasswordField } from './password-field.tsx'

export const handle = { plain: true }

export async function loader(args: Route.LoaderArgs) {
  const { searchParams } = new URL(args.request.url)
  const token = searchParams.get('token') ?? ''
  const waiting = await findWaitingSignUp(contextOf(args).deps, token)
  return { token, next: safeNext(searchParams.get('next')), address: waiting?.address }
}

export function action(args: Route.ActionArgs) {
  return formAction(args, async ({ intent, next, ...fields }) => {
    const visitor = visitorOf(args)
    const headers =
      intent === 'new'
        ? await enterTaken(visitor, parseInput(takeSignUpSchema, fields, visitor.language))
        : await enterConfirmed(visitor, parseInput(confirmSignUpSchema, fields, visitor.language))
    throw redirect(safeNext(next), { headers })
  })
}

export default function ConfirmSignUp({ loaderData, actionData }: Route.ComponentProps) {
  const { t } = useTranslation(['identity', 'common'])
  const { address } = loaderData
  const form = formState(actionData)
  return (
    <Page>
      <title>{t('common:page_title', { title: t('identity:confirm.title') })}</title>
      <Head
        title={t('identity:confirm.title')}
        {...(address === undefined ? {} : { lede: t('identity:confirm.lede', { address }) })}
      />
      <div className="stack">
        <FormErrors form={form} names={['password', 'name', 'newPassword']} />
      </div>
      {address === undefined ? (
        <SpentLink told={form.problem !== undefined} />
      ) : (
        <>
          <KnownPassword {...loaderData} address={address} form={form} />
          <NewPassword {...loaderData} address={address} form={form} />
        </>
      )}
    </Page>
  )
}

function SpentLink({ told }: { readonly told: boolean }) {
  const { t } = useTranslation(['identity', 'common'])
  return (
    <>
      {!told && <Note tone="amber">{t('identity:confirm.spent')}</Note>}
      <p>
        <a className="btn" href="/sign-in">
          {t('common:sign_in')}
        </a>
      </p>
    </>
  )
}

interface PartProps {
  readonly token: string
  readonly next: string
  readonly address: string
  readonly form: FormState
}

function KnownPassword({ form, ...link }: PartProps) {
  const { t } = useTranslation('identity')
  return (
    <LedgerSection title={t('confirm.known_title')} note={t('confirm.known_note')} rule="main">
      <form method="post" className="form">
        <LinkFields {...link} />
        <PasswordField kind="present" name="password" form={form} label={t('confirm.password')} />
        <div className="actions">
          <Button look="first" name="intent" value="known">
            {t('confirm.action')}
          </Button>
        </div>
      </form>
    </LedgerSection>
  )
}

function NewPassword({ form, ...link }: PartProps) {
  const { t } = useTranslation('identity')
  return (
    <LedgerSection title={t('confirm.new_title')} note={t('confirm.new_note')}>
      <form method="post" className="form">
        <LinkFields {...link} />
        <TextField
          name="name"
          label={t('name')}
          autoComplete="name"
          required
          maxLength={200}
          defaultValue={form.typed('name')}
          error={form.error('name')}
        />
        <PasswordField kind="new" name="newPassword" form={form} />
        <div className="actions">
          <Button name="intent" value="new">
            {t('confirm.new_action')}
          </Button>
        </div>
      </form>
    </LedgerSection>
  )
}

/** The address tells a password keeper which account the password is of; it is not sent. */
function LinkFields({ token, next, address }: Omit<PartProps, 'form'>) {
  return (
    <>
      <input type="hidden" name="token" value={token} />
      <input type="hidden" name="next" value={next} />
      <input type="email" autoComplete="username" defaultValue={address} readOnly hidden />
    </>
  )
}
