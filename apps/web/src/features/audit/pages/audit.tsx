import { useTranslation } from 'react-i18next'
import { Form } from 'react-router'
import { authorize } from '../../../http/authenticate.ts'
import { contextOf, inOrganization } from '../../../http/request-context.ts'
import { ListPages } from '../../../list-pages.tsx'
import {
  Button,
  ButtonLink,
  EmptyState,
  Head,
  LedgerSection,
  Page,
  SelectField,
  TextField,
} from '../../../ui/index.ts'
import { mayReadAudit } from '../policy.ts'
import { sentenceName } from '../present/words.ts'
import { presentEvent } from '../present.ts'
import { listAuditChoices, searchEvents } from '../queries.ts'
import { auditPageSchema } from '../schema.ts'
import type { Route } from './+types/audit'
import { EventTable } from './event-table.tsx'

const PAGE = 50

export async function loader(args: Route.LoaderArgs) {
  const { language, person } = contextOf(args)
  const timeZone = person?.timeZone ?? 'UTC'
  const { page, ...filter } = auditPageSchema.parse(
    Object.fromEntries([...new URL(args.request.url).searchParams].filter(([, value]) => value !== '')),
  )
  const found = await inOrganization(args, async (scope) => {
    authorize(mayReadAudit(scope))
    const range = { limit: PAGE, offset: (page - 1) * PAGE }
    const { items, total } = await searchEvents(scope, { ...filter, timeZone }, range)
    return { events: items.map(presentEvent), total, ...(await listAuditChoices(scope)) }
  })
  return { ...found, filter, page, language, timeZone, base: `/o/${args.params.org}/audit` }
}

export default function Audit({ loaderData }: Route.ComponentProps) {
  const { t } = useTranslation(['audit', 'common'])
  const { events, total, filter, page, language, timeZone, base } = loaderData
  const query = new URLSearchParams(
    Object.entries(filter).filter((entry): entry is [string, string] => entry[1] !== undefined),
  )
  return (
    <Page>
      <title>{t('common:page_title', { title: t('common:nav.audit') })}</title>
      <Head
        title={t('audit:title', { count: total })}
        lede={t('audit:lede')}
        actions={
          <ButtonLink to={`${base}/export.csv?${query}`} download>
            {t('audit:export')}
          </ButtonLink>
        }
      />
      <LedgerSection title={t('audit:find')} rule="main">
        <Filters {...loaderData} />
      </LedgerSection>
      <LedgerSection title={t('audit:events')} note={t('audit:events_note', { zone: timeZone })}>
        {events.length === 0 ? (
          <EmptyState title={t('audit:none')}>{t('audit:none_more')}</EmptyState>
        ) : (
          <EventTable events={events} language={language} timeZone={timeZone} recordBase={base} />
        )}
        <ListPages
          page={page}
          pages={Math.ceil(total / PAGE)}
          address={(n) => `${base}?${new URLSearchParams([...query, ['page', String(n)]])}`}
        />
      </LedgerSection>
    </Page>
  )
}

function Filters({ filter, actions, actors, base }: Route.ComponentProps['loaderData']) {
  const { t } = useTranslation(['audit', 'common'])
  return (
    <Form className="filters" role="search" action={base}>
      <TextField name="q" type="search" label={t('audit:words')} defaultValue={filter.q} />
      <SelectField
        name="action"
        label={t('audit:action')}
        empty={t('audit:any')}
        options={actions.map((value) => ({ value, label: sentenceName(t, value) }))}
        defaultValue={filter.action}
      />
      <SelectField
        name="actor"
        label={t('audit:actor')}
        empty={t('audit:anybody')}
        options={actors.map(({ id, name }) => ({ value: id, label: name }))}
        defaultValue={filter.actor}
      />
      <TextField name="from" type="date" label={t('audit:from')} defaultValue={filter.from} />
      <TextField name="to" type="date" label={t('audit:to')} defaultValue={filter.to} />
      {filter.recordType !== undefined && <input type="hidden" name="recordType" value={filter.recordType} />}
      {filter.recordId !== undefined && <input type="hidden" name="recordId" value={filter.recordId} />}
      <Button>{t('common:search')}</Button>
      <ButtonLink look="quiet" to={base}>
        {t('audit:all')}
      </ButtonLink>
    </Form>
  )
}
