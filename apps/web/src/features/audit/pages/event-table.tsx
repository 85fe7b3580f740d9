import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { Time } from '../../../ui/index.ts'
import { actorOf, factsOf, recordName, sentenceOf } from '../present/words.ts'
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
    <table className="stacks events">
      <caption className="sr">{t('table')}</caption>
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
              <Time at={event.at} locale={language} timeZone={timeZone} show="stamp" />
            </td>
            <td>
              <span className="strong">{actorOf(t, event)}</span> {sentenceOf(t, event)}
              <span className="tiny dim audit-facts">{factsOf(t, event)}</span>
            </td>
            <td className="small">
              {recordBase === undefined ? (
                recordName(t, event)
              ) : (
                <Link
                  to={`${recordBase}?${new URLSearchParams({ recordType: event.record.type, recordId: event.record.id })}`}
                >
                  {recordName(t, event)} {shortId(event.record.id)}
                </Link>
              )}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}
