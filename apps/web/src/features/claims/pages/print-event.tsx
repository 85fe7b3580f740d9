import { useTranslation } from 'react-i18next'
import { authorize } from '../../../http/authenticate.ts'
import { contextOf, inOrganization } from '../../../http/request-context.ts'
import { Head, Page, QrCode, Time } from '../../../ui/index.ts'
import { drawCode } from '../../../ui/qr-code.server.ts'
import { maySeeEvents } from '../policy.ts'
import { presentEvent } from '../present/event-view.ts'
import { getEvent } from '../queries/events.ts'
import type { Route } from './+types/print-event'

export const handle = { plain: true }

/** One sheet for the wall of the hall. */
export function loader(args: Route.LoaderArgs) {
  return inOrganization(args, async (scope) => {
    authorize(maySeeEvents(scope))
    const event = await getEvent(scope, args.params.event)
    return {
      event: presentEvent(event, scope.deps.now()),
      url: event.url,
      code: drawCode(event.url),
      timeZone: contextOf(args).person?.timeZone ?? 'UTC',
    }
  })
}

export default function PrintEvent({ loaderData: { event, url, code, timeZone } }: Route.ComponentProps) {
  const { t, i18n } = useTranslation(['claims', 'common'])
  return (
    <Page>
      <title>{t('common:page_title', { title: event.title })}</title>
      <Head title={event.title} lede={t('claims:event.scan', { name: event.achievementName })} />
      <QrCode code={code} label={t('claims:event.code_of', { title: event.title })} />
      <p>
        <span className="address">{url}</span>
      </p>
      <p>
        {t('claims:event.until')}{' '}
        <Time at={event.closesAt} locale={i18n.language} timeZone={timeZone} show="both" />
      </p>
    </Page>
  )
}
