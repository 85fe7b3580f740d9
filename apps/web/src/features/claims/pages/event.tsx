import { useTranslation } from 'react-i18next'
import { redirect } from 'react-router'
import { z } from 'zod'
import { FormErrors, formState } from '../../../form-errors.tsx'
import { authorize } from '../../../http/authenticate.ts'
import { formAction } from '../../../http/form-action.ts'
import { parseInput } from '../../../http/input.ts'
import { contextOf, inOrganization } from '../../../http/request-context.ts'
import {
  ButtonLink,
  ConfirmForm,
  Facts,
  Head,
  LedgerSection,
  Note,
  Page,
  QrCode,
  Tag,
  Time,
} from '../../../ui/index.ts'
import { drawCode } from '../../../ui/qr-code.server.ts'
import { closeEvent, decideEntries } from '../commands/events.ts'
import { mayHoldEvents, maySeeEvents } from '../policy.ts'
import { presentEntry, presentEvent } from '../present/event-view.ts'
import { getEvent, listEntries } from '../queries/events.ts'
import { decideSchema } from '../schema/events.ts'
import type { Route } from './+types/event'
import { EventEntries, WaitingEntries } from './event-entries.tsx'
import { EVENT_LOOKS } from './event-looks.ts'

const PER_PAGE = 50

export function loader(args: Route.LoaderArgs) {
  return inOrganization(args, async (scope) => {
    authorize(maySeeEvents(scope))
    const { searchParams } = new URL(args.request.url)
    const page = Math.max(1, Math.min(1000, Math.trunc(Number(searchParams.get('page'))) || 1))
    const event = await getEvent(scope, args.params.event)
    const waiting = await listEntries(scope, event.id, { state: 'waiting', limit: 200, offset: 0 })
    const entries = await listEntries(scope, event.id, { limit: PER_PAGE, offset: (page - 1) * PER_PAGE })
    return {
      event: presentEvent(event, scope.deps.now()),
      url: event.url,
      code: drawCode(event.url),
      waiting: waiting.items.map(presentEntry),
      entries: entries.items.map(presentEntry),
      page,
      pages: Math.ceil(entries.total / PER_PAGE),
      mayHold: mayHoldEvents(scope),
      done: searchParams.get('done'),
      timeZone: contextOf(args).person?.timeZone ?? 'UTC',
    }
  })
}

const intentSchema = z.enum(['close', 'approve', 'refuse'])

export function action(args: Route.ActionArgs) {
  return formAction(args, async ({ intent, ...fields }) => {
    const { language } = contextOf(args)
    const { org, event } = args.params
    const kind = parseInput(intentSchema, intent, language)
    await inOrganization(args, async (scope) => {
      authorize(mayHoldEvents(scope))
      if (kind === 'close') await closeEvent(scope, event)
      else await decideEntries(scope, event, parseInput(decideSchema, { ...fields, outcome: kind }, language))
    })
    throw redirect(`/o/${org}/events/${event}?done=${kind}`)
  })
}

export default function Event({ loaderData, actionData, params }: Route.ComponentProps) {
  const { t } = useTranslation(['claims', 'common'])
  const { event, done, mayHold, waiting } = loaderData
  const base = `/o/${params.org}/events`
  const form = formState(actionData)
  return (
    <Page>
      <title>{t('common:page_title', { title: event.title })}</title>
      <Head
        title={event.title}
        lede={<Tag {...EVENT_LOOKS[event.state]}>{t(`claims:event_states.${event.state}`)}</Tag>}
        crumbs={{ label: t('claims:crumbs'), items: [{ to: base, label: t('claims:events.title') }] }}
        actions={
          <ButtonLink to={`${base}/${event.id}/print`} reloadDocument>
            {t('claims:event.print')}
          </ButtonLink>
        }
      />
      {(done === 'close' || done === 'approve' || done === 'refuse') && (
        <Note tone="pass">{t(`claims:event.done_${done}`)}</Note>
      )}
      <FormErrors form={form} names={['entries']} />
      <EventFacts {...loaderData} />
      {event.needsApproval && <WaitingEntries waiting={waiting} mayHold={mayHold} />}
      <EventEntries {...loaderData} org={params.org} base={`${base}/${event.id}`} />
      {mayHold && (event.state === 'open' || event.state === 'early' || event.state === 'full') && (
        <LedgerSection title={t('claims:event.close')} note={t('claims:event.close_note')}>
          <ConfirmForm
            ask={t('claims:event.close')}
            confirm={t('claims:event.close_confirm')}
            values={{ intent: 'close' }}
          >
            <p>{t('claims:event.close_says')}</p>
          </ConfirmForm>
        </LedgerSection>
      )}
    </Page>
  )
}

function EventFacts({ event, url, code, timeZone }: Route.ComponentProps['loaderData']) {
  const { t, i18n } = useTranslation('claims')
  const day = (at: string) => <Time at={at} locale={i18n.language} timeZone={timeZone} show="both" />
  return (
    <LedgerSection
      title={t('event.code')}
      note={<QrCode code={code} label={t('event.code_of', { title: event.title })} />}
      rule="main"
    >
      <p>{t('event.code_says')}</p>
      <Facts
        items={[
          { term: t('achievement'), value: event.achievementName },
          { term: t('event.reason'), value: event.reason },
          {
            term: t('event.taken'),
            value: t('event.taken_of', { taken: event.taken, places: event.places }),
          },
          { term: t('event.opens'), value: day(event.opensAt) },
          { term: t('event.closes'), value: day(event.closesAt) },
          { term: t('event.closed'), value: event.closedAt === null ? undefined : day(event.closedAt) },
          {
            term: t('event.approval'),
            value: t(event.needsApproval ? 'event.approval_yes' : 'event.approval_no'),
          },
          { term: t('event.address'), value: <span className="address">{url}</span> },
        ]}
      />
    </LedgerSection>
  )
}
