import { useTranslation } from 'react-i18next'
import { redirect } from 'react-router'
import { FormErrors, formState } from '../../../form-errors.tsx'
import { clientHeaders } from '../../../http/client-headers.ts'
import { formAction } from '../../../http/form-action.ts'
import { contextOf } from '../../../http/request-context.ts'
import { Button, Head, Page } from '../../../ui/index.ts'
import { signInByLink } from '../commands/sign-in.ts'
import { countSignInTry } from '../commands/tries.ts'
import { safeNext } from '../schema.ts'
import type { Route } from './+types/sign-in-link'

export const handle = { plain: true }

/** A page with a button, because mail scanners open links. */
export function loader({ request }: Route.LoaderArgs) {
  const { searchParams } = new URL(request.url)
  return { token: searchParams.get('token') ?? '', next: safeNext(searchParams.get('next')) }
}

export function action(args: Route.ActionArgs) {
  return formAction(args, async ({ token, next }) => {
    const { deps, language, clientAddress } = contextOf(args)
    await countSignInTry(deps, String(token ?? ''), clientAddress)
    const { headers, isNew } = await signInByLink(
      deps,
      clientHeaders(args.request, clientAddress),
      String(token ?? ''),
      language,
    )
    const onward = safeNext(next)
    throw redirect(isNew ? `/settings?welcome=1&next=${encodeURIComponent(onward)}` : onward, { headers })
  })
}

export default function SignInLink({ loaderData, actionData }: Route.ComponentProps) {
  const { t } = useTranslation(['identity', 'common'])
  const form = formState(actionData)
  return (
    <Page>
      <title>{t('common:page_title', { title: t('identity:link.title') })}</title>
      <Head title={t('identity:link.title')} lede={t('identity:link.lede')} />
      <form method="post" className="form">
        <FormErrors form={form} />
        <input type="hidden" name="token" value={loaderData.token} />
        <input type="hidden" name="next" value={loaderData.next} />
        <div className="actions">
          <Button look="first">{t('common:sign_in')}</Button>
          {form.problem !== undefined && <a href="/sign-in">{t('identity:link.again')}</a>}
        </div>
      </form>
    </Page>
  )
}
