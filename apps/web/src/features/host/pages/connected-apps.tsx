import { useTranslation } from 'react-i18next'
import { authorize } from '../../../http/authenticate.ts'
import { formAction } from '../../../http/form-action.ts'
import { problemOf } from '../../../http/form-problem.ts'
import { contextOf, inOwn } from '../../../http/request-context.ts'
import { ConfirmForm, EmptyState, Flash, ItemList, LedgerSection, Time } from '../../../ui/index.ts'
import { disconnectApp } from '../commands/end-grant.ts'
import { mayManageApps } from '../policy.ts'
import { type ConnectedAppView, presentApp } from '../present.ts'
import { listConnectedApps } from '../queries.ts'
import type { Route } from './+types/connected-apps'

export async function loader(args: Route.LoaderArgs) {
  const { person, language } = contextOf(args)
  const apps = await inOwn(args, (scope) => {
    authorize(mayManageApps(scope))
    return listConnectedApps(scope)
  })
  return { apps: apps.map(presentApp), language, timeZone: person?.timeZone ?? 'UTC' }
}

export function action(args: Route.ActionArgs) {
  return formAction(args, async ({ app, name }) => {
    await inOwn(args, (scope) => {
      authorize(mayManageApps(scope))
      return disconnectApp(scope, String(app ?? ''))
    })
    return { ended: String(name ?? '') }
  })
}

export default function ConnectedApps({ loaderData, actionData }: Route.ComponentProps) {
  const { t } = useTranslation(['host', 'settings', 'common'])
  const { apps, ...reader } = loaderData
  const problem = problemOf(actionData)
  const ended = actionData !== undefined && 'ended' in actionData ? actionData.ended : undefined
  return (
    <LedgerSection title={t('settings:parts.apps')} note={t('host:apps.note')} rule="none">
      <title>{t('common:page_title', { title: t('settings:parts.apps') })}</title>
      {ended !== undefined && <Flash>{t('host:apps.done', { app: ended })}</Flash>}
      {problem !== undefined && <Flash tone="fail">{problem.message}</Flash>}
      {apps.length === 0 ? (
        <EmptyState title={t('host:apps.none')}>{t('host:apps.none_more')}</EmptyState>
      ) : (
        <ItemList label={t('settings:parts.apps')}>
          {apps.map((app) => (
            <App key={app.id} app={app} {...reader} />
          ))}
        </ItemList>
      )}
      <p>
        <a href="/connect">{t('host:apps.about')}</a>
      </p>
    </LedgerSection>
  )
}

interface AppProps {
  readonly app: ConnectedAppView
  readonly language: string
  readonly timeZone: string
}

function App({ app, language, timeZone }: AppProps) {
  const { t } = useTranslation('host')
  const time = (at: string) => <Time at={at} locale={language} timeZone={timeZone} show="both" />
  return (
    <li className="wraps">
      <div className="words">
        <h3>
          <bdi>{app.name}</bdi> <span className="dim">{app.host}</span>
        </h3>
        <p>{app.may.map((permission) => t(`may.${permission}`)).join(' · ')}</p>
        <p>
          {t('apps.since')} {time(app.since)}
          {', '}
          {app.lastUsedAt === null ? (
            t('apps.never')
          ) : (
            <>
              {t('apps.used')} {time(app.lastUsedAt)}
            </>
          )}
          {', '}
          {t('apps.ends')} {time(app.endsAt)}
          {app.broughtBadges > 0 && ` · ${t('apps.brought', { count: app.broughtBadges })}`}
        </p>
      </div>
      <div className="end">
        <ConfirmForm
          ask={
            <>
              {t('apps.disconnect')}
              <span className="sr">: {app.name}</span>
            </>
          }
          confirm={t('apps.disconnect_sure')}
          values={{ app: app.id, name: app.name }}
        >
          {t('apps.disconnect_text', { app: app.name })}
        </ConfirmForm>
      </div>
    </li>
  )
}
