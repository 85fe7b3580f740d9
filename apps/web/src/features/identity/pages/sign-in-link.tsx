import { useTranslation } from 'react-i18next'
import { redirect } from 'react-router'
import { FormErrors, formState } from '../../../form-errors.tsx'
import { formAction } from '../../../http/form-action.ts'
import { visitorOf } from '../../../http/visitor.ts'
import { Button, Head, Page } from '../../../ui/index.ts'
import { enterByLink } from '../commands/ways-in.ts'
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
    const { headers, isNew } = await enterByLink(visitorOf(args), String(token ?? ''))
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
