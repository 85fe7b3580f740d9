import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { Time } from '../../../ui/index.ts'
import { actorOf, factsOf, sentenceOf } from '../present/words.ts'
import type { AuditEventView } from '../present.ts'

interface EventTableProps {
  readonly events: readonly AuditEventView[]
  readonly language: string
  readonly timeZone: string
  /** Address of the trail, where a record leads to its own events; absent: records are not links. */
  readonly recordBase?: string
}

/** The beginning of a long random id tells it apart; what people can read is told whole. */
const shortId = (id: string): string => (/^[\da-f]{8}-/.test(id) ? id.slice(0, 8) : id)

/** When, who, what. */
export function EventTable({ events, language, timeZone, recordBase }: EventTableProps) {
  const { t } = useTranslation('audit')
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a table wider than a phone is scrolled by keyboard too
    <section className="scrollx" tabIndex={0} aria-label={t('table')}>
      <table>
        <thead>
          <tr>
            <th scope="col">{t('when')}</th>
            <th scope="col">{t('what')}</th>
            <th scope="col">{t('record')}</th>
          </tr>
        </thead>
        <tbody>
          {events.map((event) => (
            <tr key={event.id}>
              <td className="small dim">
                <Time at={event.at} locale={language} timeZone={timeZone} show="both" />
              </td>
              <td>
                <span className="strong">{actorOf(t, event)}</span> {sentenceOf(t, event)}
                <span className="tiny dim audit-facts">{factsOf(event)}</span>
              </td>
              <td className="small">
                {recordBase === undefined ? (
                  event.record.type
                ) : (
                  <Link
                    to={`${recordBase}?${new URLSearchParams({ recordType: event.record.type, recordId: event.record.id })}`}
                  >
                    {event.record.type} {shortId(event.record.id)}
                  </Link>
                )}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  )
}
