import { useTranslation } from 'react-i18next'
import { FormErrors, formState } from '../../../form-errors.tsx'
import { formAction } from '../../../http/form-action.ts'
import { parseInput } from '../../../http/input.ts'
import { visitorOf } from '../../../http/visitor.ts'
import { Button, Head, Note, Page } from '../../../ui/index.ts'
import { beginRecovery } from '../commands/recovery.ts'
import { linkTokenSchema } from '../schema.ts'
import type { Route } from './+types/recover'

export const handle = { plain: true }

/** A page with a button, because mail scanners open links. */
export function loader({ request }: Route.LoaderArgs) {
  return { token: new URL(request.url).searchParams.get('token') ?? '' }
}

export function action(args: Route.ActionArgs) {
  return formAction(args, async (fields) => {
    const visitor = visitorOf(args)
    const { token } = parseInput(linkTokenSchema, fields, visitor.language)
    await beginRecovery(visitor, token)
    return { done: true }
  })
}

export default function Recover({ loaderData, actionData }: Route.ComponentProps) {
  const { t } = useTranslation(['identity', 'common'])
  const done = actionData !== undefined && 'done' in actionData
  return (
    <Page>
      <title>{t('common:page_title', { title: t('identity:recover_link.title') })}</title>
      <Head title={t('identity:recover_link.title')} lede={t('identity:recover_link.lede')} />
      {done ? (
        <Note tone="pass">{t('identity:recover_link.done')}</Note>
      ) : (
        <form method="post" className="form">
          <FormErrors form={formState(actionData)} />
          <input type="hidden" name="token" value={loaderData.token} />
          <div className="actions">
            <Button look="first">{t('identity:recover_link.action')}</Button>
          </div>
        </form>
      )}
    </Page>
  )
}
