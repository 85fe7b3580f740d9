import { sql } from 'kysely'
import type { OrgScope, PersonScope } from '../../db/scopes.ts'
import type { AuditFilter } from './schema.ts'

export interface AuditPage {
  readonly limit: number
  readonly offset: number
}

/** One event with the names that it needs to be read; a name is null for who was erased or never belonged here. */
export interface AuditRow {
  readonly id: string
  readonly at: Date
  readonly action: string
  readonly actorKind: 'person' | 'api_key' | 'app' | 'system'
  readonly actorPersonId: string | null
  readonly actorName: string | null
  readonly keyName: string | null
  readonly appName: string | null
  readonly personName: string | null
  /** Of those for whom the actor stood in. */
  readonly onBehalfOf: readonly string[]
  readonly recordType: string
  readonly recordId: string
  readonly data: unknown
}

const BEHALF = sql<readonly string[]>`ARRAY(SELECT p.name FROM person p
  WHERE p.id::text IN (SELECT jsonb_array_elements_text(data->'onBehalfOf')) ORDER BY p.name)`.as(
  'onBehalfOf',
)

const COLUMNS = [
  'auditEvent.id',
  'at',
  'action',
  'actorKind',
  'actorPersonId',
  'actorPerson.name as actorName',
  'apiKey.name as keyName',
  'hostClient.name as appName',
  'person.name as personName',
  'recordType',
  'recordId',
  'data',
] as const

/** An organization's events, the newest first; days are those of `timeZone`. */
export async function searchEvents(
  scope: OrgScope,
  filter: AuditFilter & { readonly timeZone?: string | undefined },
  { limit, offset }: AuditPage,
): Promise<{ readonly items: readonly AuditRow[]; readonly total: number }> {
  const query = filtered(joined(scope).where('auditEvent.orgId', '=', scope.orgId), filter)
  const { total } = await query.select((eb) => eb.fn.countAll<number>().as('total')).executeTakeFirstOrThrow()
  const items = await query
    .select(COLUMNS)
    .select(BEHALF)
    .orderBy('at', 'desc')
    .orderBy('auditEvent.id')
    .limit(limit)
    .offset(offset)
    .execute()
  return { items, total }
}

/** What was done by a person or to them, in every organization: their own trail. */
export async function listOwnEvents(
  scope: PersonScope,
  { limit, offset }: AuditPage,
): Promise<{ readonly items: readonly AuditRow[]; readonly total: number }> {
  const query = joined(scope).where('auditEvent.personId', '=', scope.personId)
  const { total } = await query.select((eb) => eb.fn.countAll<number>().as('total')).executeTakeFirstOrThrow()
  const items = await query
    .select(COLUMNS)
    .select(BEHALF)
    .orderBy('at', 'desc')
    .orderBy('auditEvent.id')
    .limit(limit)
    .offset(offset)
    .execute()
  return { items, total }
}

/** Which actions and actors the organization's trail holds, for choosing a filter. */
export async function listAuditChoices(scope: OrgScope) {
  const [actions, actors] = [
    await scope.db
      .selectFrom('auditEvent')
      .select('action')
      .distinct()
      .where('orgId', '=', scope.orgId)
      .orderBy('action')
      .limit(200)
      .execute(),
    await scope.db
      .selectFrom('auditEvent')
      .innerJoin('person', 'person.id', 'auditEvent.actorPersonId')
      .select(['person.id', 'person.name'])
      .distinct()
      .where('auditEvent.orgId', '=', scope.orgId)
      .orderBy('person.name')
      .limit(500)
      .execute(),
  ]
  return { actions: actions.map(({ action }) => action), actors }
}

function joined(scope: OrgScope | PersonScope) {
  return scope.db
    .selectFrom('auditEvent')
    .leftJoin('person as actorPerson', 'actorPerson.id', 'auditEvent.actorPersonId')
    .leftJoin('person', 'person.id', 'auditEvent.personId')
    .leftJoin('apiKey', 'apiKey.id', 'auditEvent.actorKeyId')
    .leftJoin('hostClient', 'hostClient.id', 'auditEvent.actorKeyId')
}

type Joined = ReturnType<typeof joined>

function filtered(
  query: Joined,
  { q, action, actor, recordType, recordId, from, to, timeZone = 'UTC' }: Parameters<typeof searchEvents>[1],
): Joined {
  let result = query
  if (action !== undefined) result = result.where('action', '=', action)
  if (actor !== undefined) result = result.where('actorPersonId', '=', actor)
  if (recordType !== undefined) result = result.where('recordType', '=', recordType)
  if (recordId !== undefined) result = result.where('recordId', '=', recordId)
  if (from !== undefined)
    result = result.where('at', '>=', sql<Date>`${from}::date::timestamp AT TIME ZONE ${timeZone}`)
  if (to !== undefined)
    result = result.where('at', '<', sql<Date>`(${to}::date + 1)::timestamp AT TIME ZONE ${timeZone}`)
  return q === undefined || q === '' ? result : withWords(result, q)
}

/** Every word must occur somewhere in the event. */
function withWords(query: Joined, q: string): Joined {
  return q
    .split(/\s+/)
    .slice(0, 10)
    .reduce<Joined>((result, word) => {
      const pattern = `%${word.replace(/[\\%_]/g, (sign) => `\\${sign}`)}%`
      return result.where(
        sql<boolean>`concat_ws(' ', action, record_type, record_id, data::text, actor_person.name, person.name, api_key.name) ILIKE ${pattern}`,
      )
    }, query)
}
