import { z } from 'zod'
import { csvFile } from '../../http/csv.ts'
import type { Translate } from '../../i18n/translate.ts'
import { actorOf, sentenceOf } from './present/words.ts'
import type { AuditRow } from './queries.ts'

export const auditEventView = z
  .object({
    id: z.uuid(),
    at: z.iso.datetime(),
    /** `record.verb`, stable. */
    action: z.string(),
    actor: z.object({
      kind: z.enum(['person', 'api_key', 'app', 'system']),
      personId: z.uuid().nullable(),
      name: z.string().nullable(),
      key: z.string().nullable(),
      /** The platform that acted for the person. */
      app: z.string().nullable(),
      /** Names of those for whom the actor stood in, by delegation. */
      onBehalfOf: z.array(z.string()),
    }),
    /** The person whom it is about. */
    person: z.string().nullable(),
    record: z.object({ type: z.string(), id: z.string() }),
    data: z.record(z.string(), z.unknown()),
  })
  .meta({ id: 'AuditEvent' })

export type AuditEventView = z.input<typeof auditEventView>

export function presentEvent(row: AuditRow): AuditEventView {
  return {
    id: row.id,
    at: row.at.toISOString(),
    action: row.action,
    actor: {
      kind: row.actorKind,
      personId: row.actorPersonId,
      name: row.actorName,
      key: row.keyName,
      app: row.appName,
      onBehalfOf: [...row.onBehalfOf],
    },
    person: row.personName,
    record: { type: row.recordType, id: row.recordId },
    data: row.data as Record<string, unknown>,
  }
}

/** The events as a CSV file that no spreadsheet runs (THREATS F5). */
export function eventsAsCsv(t: Translate, events: readonly AuditEventView[]): string {
  return csvFile([
    ['at', 'actor', 'actor_id', 'action', 'sentence', 'person', 'record_type', 'record_id', 'data'],
    ...events.map((event) => [
      event.at,
      actorOf(t, event),
      event.actor.personId ?? '',
      event.action,
      sentenceOf(t, event),
      event.person ?? '',
      event.record.type,
      event.record.id,
      JSON.stringify(event.data),
    ]),
  ])
}
