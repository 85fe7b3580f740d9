import { useTranslation } from 'react-i18next'
import type { z } from 'zod'
import { ListPages } from '../../../list-pages.tsx'
import { Button, ChoiceGroup, EmptyState, LedgerSection, Tag, Time } from '../../../ui/index.ts'
import type { entryView } from '../present/event-view.ts'
import { ENTRY_LOOKS } from './event-looks.ts'

type Entry = z.input<typeof entryView>

/** Who waits for approval, to be decided on together. */
export function WaitingEntries({
  waiting,
  mayHold,
}: {
  readonly waiting: readonly Entry[]
  readonly mayHold: boolean
}) {
  const { t } = useTranslation('claims')
  return (
    <LedgerSection
      title={t('event.waiting', { count: waiting.length })}
      note={t('event.waiting_note')}
      id="waiting"
    >
      {waiting.length === 0 && <p className="dim">{t('event.nobody_waits')}</p>}
      {waiting.length > 0 && mayHold && (
        <form method="post" className="stack">
          <ChoiceGroup
            name="entries[]"
            label={t('event.who')}
            pick="some"
            chosen={waiting.map(({ id }) => id)}
            options={waiting.map(({ id, name, address }) => ({
              value: id,
              label: name ?? address,
              hint: address,
            }))}
          />
          <div className="actions">
            <Button look="first" name="intent" value="approve">
              {t('event.approve')}
            </Button>
            <Button look="danger" name="intent" value="refuse">
              {t('event.refuse')}
            </Button>
          </div>
        </form>
      )}
    </LedgerSection>
  )
}

interface EntriesProps {
  readonly entries: readonly Entry[]
  readonly page: number
  readonly pages: number
  readonly org: string
  readonly base: string
  readonly timeZone: string
}

/** Everybody who came. */
export function EventEntries({ entries, page, pages, org, base, timeZone }: EntriesProps) {
  const { t, i18n } = useTranslation(['claims', 'common'])
  if (entries.length === 0) return <EmptyState title={t('claims:event.nobody_came')} />
  return (
    <LedgerSection title={t('claims:event.came')}>
      <table className="stacks">
        <caption className="sr">{t('claims:event.came')}</caption>
        <thead>
          <tr>
            <th scope="col">{t('claims:recipient')}</th>
            <th scope="col">{t('claims:event.at')}</th>
            <th scope="col">{t('claims:event.state')}</th>
          </tr>
        </thead>
        <tbody>
          {entries.map((entry) => (
            <tr key={entry.id}>
              <th scope="row">
                {entry.credentialId === null ? (
                  (entry.name ?? entry.address)
                ) : (
                  <a href={`/o/${org}/credentials/${entry.credentialId}`}>{entry.name ?? entry.address}</a>
                )}
                <span className="small dim">{entry.address}</span>
              </th>
              <td data-label={t('claims:event.at')}>
                <Time at={entry.createdAt} locale={i18n.language} timeZone={timeZone} show="both" />
              </td>
              <td data-label={t('claims:event.state')}>
                <Tag {...ENTRY_LOOKS[entry.state]}>{t(`claims:entry_states.${entry.state}`)}</Tag>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      <ListPages page={page} pages={pages} address={(to) => `${base}?page=${to}`} />
    </LedgerSection>
  )
}
