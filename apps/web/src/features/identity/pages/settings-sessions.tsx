import { useTranslation } from 'react-i18next'
import { Form, redirect } from 'react-router'
import { authorize } from '../../../http/authenticate.ts'
import { formAction } from '../../../http/form-action.ts'
import { contextOf, inOwn } from '../../../http/request-context.ts'
import { Button, ItemList, LedgerSection, Tag, Time } from '../../../ui/index.ts'
import { endOtherSessions, endSession } from '../commands/sessions.ts'
import { maySecureOwn } from '../policy.ts'
import { presentSession } from '../present.ts'
import { listSessions } from '../queries.ts'
import type { Route } from './+types/settings-sessions'

export async function loader(args: Route.LoaderArgs) {
  const { caller, person, language } = contextOf(args)
  const own = caller.kind === 'person' ? caller.session.id : undefined
  const rows = await inOwn(args, (scope) => {
    authorize(maySecureOwn(scope))
    return listSessions(scope)
  })
  return {
    language,
    timeZone: person?.timeZone ?? 'UTC',
    sessions: rows.map((row) => presentSession(row, own)),
  }
}

export function action(args: Route.ActionArgs) {
  return formAction(args, async ({ intent, id }) => {
    const { caller } = contextOf(args)
    await inOwn(args, async (scope) => {
      authorize(maySecureOwn(scope))
      if (intent === 'others')
        await endOtherSessions(scope, caller.kind === 'person' ? caller.session.token : undefined)
      else await endSession(scope, String(id ?? ''))
    })
    throw redirect('/settings/sessions')
  })
}

export default function SettingsSessions({ loaderData }: Route.ComponentProps) {
  const { t } = useTranslation(['settings', 'common'])
  const { sessions, language, timeZone } = loaderData
  const device = ({ browser, system }: (typeof sessions)[number]) =>
    browser === null && system === null
      ? t('settings:sessions.unknown_device')
      : t('settings:sessions.device', {
          browser: browser ?? t('settings:sessions.unknown_browser'),
          system: system ?? t('settings:sessions.unknown_system'),
        })
  return (
    <LedgerSection title={t('settings:parts.sessions')} note={t('settings:sessions.note')} rule="none">
      <title>{t('common:page_title', { title: t('settings:parts.sessions') })}</title>
      <ItemList>
        {sessions.map((session) => (
          <li key={session.id} className="wraps">
            <div className="words">
              <h3>{device(session)}</h3>
              <p>
                {t('settings:sessions.since')}{' '}
                <Time at={session.createdAt} locale={language} timeZone={timeZone} show="both" />
                {', '}
                {t('settings:sessions.last_used')}{' '}
                <Time at={session.lastUsedAt} locale={language} timeZone={timeZone} show="both" />
                {session.address !== null && ` · ${session.address}`}
              </p>
            </div>
            <div className="end">
              {session.current ? (
                <Tag tone="pass">{t('settings:sessions.this_one')}</Tag>
              ) : (
                <Form method="post">
                  <input type="hidden" name="id" value={session.id} />
                  <Button small look="danger">
                    {t('settings:sessions.end')}
                    <span className="sr">: {device(session)}</span>
                  </Button>
                </Form>
              )}
            </div>
          </li>
        ))}
      </ItemList>
      {sessions.length > 1 && (
        <Form method="post" className="actions">
          <Button look="danger" name="intent" value="others">
            {t('settings:sessions.end_others')}
          </Button>
        </Form>
      )}
    </LedgerSection>
  )
}
