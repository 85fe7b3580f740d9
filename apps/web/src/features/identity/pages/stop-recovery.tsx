import { useTranslation } from 'react-i18next'
import { FormErrors, formState } from '../../../form-errors.tsx'
import { formAction } from '../../../http/form-action.ts'
import { parseInput } from '../../../http/input.ts'
import { visitorOf } from '../../../http/visitor.ts'
import { Button, Head, Note, Page } from '../../../ui/index.ts'
import { stopRecovery } from '../commands/recovery.ts'
import { linkTokenSchema } from '../schema.ts'
import type { Route } from './+types/stop-recovery'

export const handle = { plain: true }

/** A page with a button, because mail scanners open links. */
export function loader({ request }: Route.LoaderArgs) {
  return { token: new URL(request.url).searchParams.get('token') ?? '' }
}

export function action(args: Route.ActionArgs) {
  return formAction(args, async (fields) => {
    const visitor = visitorOf(args)
    const { token } = parseInput(linkTokenSchema, fields, visitor.language)
    await stopRecovery(visitor, token)
    return { done: true }
  })
}

export default function StopRecovery({ loaderData, actionData }: Route.ComponentProps) {
  const { t } = useTranslation(['identity', 'common'])
  const done = actionData !== undefined && 'done' in actionData
  return (
    <Page>
      <title>{t('common:page_title', { title: t('identity:stop.title') })}</title>
      <Head title={t('identity:stop.title')} lede={t('identity:stop.lede')} />
      {done ? (
        <Note tone="pass">{t('identity:stop.done')}</Note>
      ) : (
        <form method="post" className="form">
          <FormErrors form={formState(actionData)} />
          <input type="hidden" name="token" value={loaderData.token} />
          <div className="actions">
            <Button look="first">{t('identity:stop.action')}</Button>
          </div>
        </form>
      )}
    </Page>
  )
}
