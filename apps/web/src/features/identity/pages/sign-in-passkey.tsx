import { useTranslation } from 'react-i18next'
import { redirect } from 'react-router'
import { FormErrors, formState } from '../../../form-errors.tsx'
import { formAction } from '../../../http/form-action.ts'
import { parseInput } from '../../../http/input.ts'
import { contextOf } from '../../../http/request-context.ts'
import { visitorOf } from '../../../http/visitor.ts'
import { Head, Note, Page } from '../../../ui/index.ts'
import { askForPasskey, enterByPasskey, passkeysWork } from '../commands/passkeys.ts'
import { passkeyAnswerSchema, safeNext } from '../schema.ts'
import type { Route } from './+types/sign-in-passkey'
import { parseAnswer } from './parse-answer.server.ts'
import { PasskeyButton } from './passkey-button.tsx'
import { showPasskey } from './passkey-ceremony.ts'

export async function loader(args: Route.LoaderArgs) {
  const { person, deps } = contextOf(args)
  const next = safeNext(new URL(args.request.url).searchParams.get('next'))
  if (person !== undefined) throw redirect(next)
  return { next, options: passkeysWork(deps) ? await askForPasskey(deps) : undefined }
}

export function action(args: Route.ActionArgs) {
  return formAction(args, async ({ passkey, next }) => {
    const visitor = visitorOf(args)
    const answer = parseInput(passkeyAnswerSchema, parseAnswer(passkey), visitor.language)
    const { headers, recovering } = await enterByPasskey(visitor, answer)
    throw redirect(recovering ? '/settings/second-factor' : safeNext(next), { headers })
  })
}

export default function SignInPasskey({ loaderData: { next, options }, actionData }: Route.ComponentProps) {
  const { t } = useTranslation(['identity', 'common'])
  return (
    <Page>
      <title>{t('common:page_title', { title: t('identity:passkey.title') })}</title>
      <Head title={t('identity:passkey.title')} lede={t('identity:passkey.lede')} />
      <form method="post" className="form">
        <FormErrors form={formState(actionData)} />
        <input type="hidden" name="next" value={next} />
        {options === undefined ? (
          <Note tone="amber">{t('identity:passkey.needs_domain')}</Note>
        ) : (
          <PasskeyButton ask={() => showPasskey(options)}>{t('identity:passkey.use')}</PasskeyButton>
        )}
        <p className="row small">
          <a href="/sign-in">{t('identity:passkey.other')}</a>
        </p>
      </form>
    </Page>
  )
}
