import { useTranslation } from 'react-i18next'
import { Form, Link } from 'react-router'
import { authorize } from '../../../http/authenticate.ts'
import { parseInput } from '../../../http/input.ts'
import { contextOf, inOwn } from '../../../http/request-context.ts'
import { ListPages } from '../../../list-pages.tsx'
import {
  BadgePicture,
  Button,
  ButtonLink,
  EmptyState,
  Flash,
  Head,
  Item,
  ItemList,
  LedgerSection,
  Page,
  SelectField,
  Tag,
  TextField,
} from '../../../ui/index.ts'
import '../../../ui/pages/backpack.css'
import { dayOf } from '../../verify/schema/verdict-sentence.ts'
import { maySeeBackpack } from '../policy.ts'
import { type ShownEntry, showEntry } from '../present.ts'
import { listEntries, listRemoved } from '../queries.ts'
import { ENTRY_SOURCES, ENTRY_STATES } from '../schema/terms.ts'
import { VISIBILITIES } from '../schema/visibilities.ts'
import { entriesQuerySchema } from '../schema.ts'
import type { Route } from './+types/backpack'
import { StateTag } from './state-tag.tsx'

const PAGE = 25

export function loader(args: Route.LoaderArgs) {
  const { searchParams } = new URL(args.request.url)
  const { person, language } = contextOf(args)
  return inOwn(args, async (scope) => {
    authorize(maySeeBackpack(scope))
    const given = Object.fromEntries([...searchParams].filter(([, value]) => value !== ''))
    const page = Math.min(Math.max(Math.floor(Number(given.page) || 1), 1), 1000)
    const asked = parseInput(
      entriesQuerySchema,
      { ...given, limit: PAGE, offset: (page - 1) * PAGE },
      language,
    )
    const [found, all, removed] = [
      await listEntries(scope, asked),
      await listEntries(scope, { limit: 1, offset: 0 }),
      await listRemoved(scope),
    ]
    const { q = '', state = '', source = '', visibility = '' } = asked
    return {
      items: found.items.map(showEntry),
      found: found.total,
      total: all.total,
      removed: removed.map(({ id, name, removedAt }) => ({ id, name, removedAt: removedAt?.toISOString() })),
      filters: { q, state, source, visibility },
      page,
      done: given.done === 'removed' ? given.done : undefined,
      timeZone: person?.timeZone ?? 'UTC',
    }
  })
}

export default function Backpack({ loaderData }: Route.ComponentProps) {
  const { t } = useTranslation(['backpack', 'common'])
  const { total, done, removed, timeZone } = loaderData
  const title = total === 0 ? t('backpack:list.title_empty') : t('backpack:list.title', { count: total })
  return (
    <>
      {done !== undefined && <Flash>{t(`backpack:done.${done}`)}</Flash>}
      <Page>
        <title>{t('common:page_title', { title })}</title>
        <Head
          title={title}
          lede={t('backpack:list.lede')}
          actions={
            <ButtonLink look="first" to="/backpack/import">
              {t('backpack:list.import')}
            </ButtonLink>
          }
        />
        <LedgerSection title={t('backpack:list.badges')} rule="main">
          {total === 0 ? <Nothing /> : <Found data={loaderData} />}
        </LedgerSection>
        {removed.length > 0 && <Removed removed={removed} timeZone={timeZone} />}
        {total > 0 && (
          <LedgerSection title={t('backpack:list.records')} note={t('backpack:list.records_note')}>
            <ButtonLink to="/backpack/records">{t('backpack:list.records')}</ButtonLink>
          </LedgerSection>
        )}
        {total > 0 && (
          <LedgerSection title={t('backpack:list.collections')} note={t('backpack:list.collections_note')}>
            <ButtonLink to="/backpack/collections">{t('backpack:list.collections')}</ButtonLink>
          </LedgerSection>
        )}
        <LedgerSection title={t('backpack:list.export')} note={t('backpack:list.export_note')}>
          <ButtonLink to="/backpack/everything.zip" download="everything.zip">
            {t('backpack:list.export')}
          </ButtonLink>
        </LedgerSection>
      </Page>
    </>
  )
}

function Nothing() {
  const { t } = useTranslation('backpack')
  return (
    <EmptyState
      title={t('backpack:list.empty_title')}
      action={<ButtonLink to="/backpack/import">{t('backpack:list.import')}</ButtonLink>}
    >
      {t('backpack:list.empty_text')}
    </EmptyState>
  )
}

type Data = Route.ComponentProps['loaderData']

function Found({ data }: { readonly data: Data }) {
  const { t } = useTranslation('backpack')
  const { items, found, filters, page, timeZone } = data
  const address = (number: number) => {
    const kept = Object.entries(filters).filter(([, value]) => value !== '')
    return `/backpack?${new URLSearchParams([...kept, ['page', String(number)]])}`
  }
  return (
    <>
      <Filters filters={filters} />
      {items.length === 0 ? (
        <EmptyState
          title={t('backpack:list.none')}
          action={<ButtonLink to="/backpack">{t('backpack:list.all')}</ButtonLink>}
        >
          {t('backpack:list.none_text')}
        </EmptyState>
      ) : (
        <ItemList label={t('backpack:list.badges')}>
          {items.map((entry) => (
            <EntryItem key={entry.id} entry={entry} timeZone={timeZone} />
          ))}
        </ItemList>
      )}
      <ListPages
        page={page}
        pages={Math.ceil(found / PAGE)}
        address={address}
        count={t('backpack:list.found', { count: found })}
      />
    </>
  )
}

function Filters({ filters }: { readonly filters: Data['filters'] }) {
  const { t } = useTranslation('backpack')
  const choices = (group: string, values: readonly string[]) =>
    values.map((value) => ({ value, label: t(`backpack:${group}.${value}`) }))
  const any = t('backpack:list.any')
  return (
    <Form method="get" className="filters">
      <div className="grow">
        <TextField
          name="q"
          type="search"
          label={t('backpack:list.search')}
          defaultValue={filters.q}
          maxLength={200}
        />
      </div>
      <SelectField
        name="state"
        label={t('backpack:list.state')}
        options={choices('states', ENTRY_STATES)}
        empty={any}
        defaultValue={filters.state}
      />
      <SelectField
        name="visibility"
        label={t('backpack:list.visibility')}
        options={choices('visibilities', VISIBILITIES)}
        empty={any}
        defaultValue={filters.visibility}
      />
      <SelectField
        name="source"
        label={t('backpack:list.source')}
        options={choices('sources', ENTRY_SOURCES)}
        empty={any}
        defaultValue={filters.source}
      />
      <Button>{t('backpack:list.show')}</Button>
    </Form>
  )
}

function EntryItem({ entry, timeZone }: { readonly entry: ShownEntry; readonly timeZone: string }) {
  const { t, i18n } = useTranslation(['backpack', 'credentials'])
  const date = dayOf(entry.validFrom ?? entry.addedAt, { language: i18n.language, timeZone })
  const key = entry.source === 'issued' ? 'issued_by' : 'claimed'
  return (
    <Item
      art={<BadgePicture badge={entry} size={64} />}
      title={
        <Link to={`/backpack/${entry.id}`}>
          <bdi>{entry.name || entry.credentialUrl}</bdi>
        </Link>
      }
      end={
        <>
          {entry.renewedById !== null && <Tag>{t('credentials:renewal.renewed')}</Tag>}
          {entry.renewsId !== null && <Tag>{t('credentials:renewal.renewal')}</Tag>}
          {entry.renewable && <Tag tone="amber">{t('backpack:list.renewable')}</Tag>}
          {entry.visibility !== 'private' && <Tag>{t(`backpack:visibilities.${entry.visibility}`)}</Tag>}
          <StateTag state={entry.state} />
        </>
      }
    >
      <bdi>{t(`backpack:list.${key}`, { issuer: entry.issuerName ?? entry.issuerId, date })}</bdi>
    </Item>
  )
}

function Removed({ removed, timeZone }: Pick<Data, 'removed' | 'timeZone'>) {
  const { t, i18n } = useTranslation('backpack')
  return (
    <LedgerSection title={t('backpack:list.removed')} note={t('backpack:list.removed_note')}>
      <ItemList label={t('backpack:list.removed')}>
        {removed.map(({ id, name, removedAt }) => (
          <Item
            key={id}
            title={<bdi>{name}</bdi>}
            end={
              <Form method="post" action={`/backpack/${id}`}>
                <input type="hidden" name="intent" value="restore" />
                <Button small>{t('backpack:list.restore')}</Button>
              </Form>
            }
          >
            {t('backpack:list.removed_on', { date: dayOf(removedAt, { language: i18n.language, timeZone }) })}
          </Item>
        ))}
      </ItemList>
    </LedgerSection>
  )
}
