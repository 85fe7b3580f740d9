import { randomBytes, randomUUID } from 'node:crypto'
import { canonicalJson, formatDateTimeStamp, type JsonObject } from '@assay/core'
import { type Insertable, sql } from 'kysely'
import { type ColumnTypes, insertMany } from './insert-many.ts'
import { countUse, findMembership } from './lookups.ts'
import { type Actor, type AnyScope, enterOrg, type SystemScope } from './scopes.ts'
import type { Database } from './tables.ts'
import { publishEvents } from './webhook-outbox.ts'

/** One thing that was done: the action as `record.verb`, on which record, with facts that hold no evidence and no secrets. */
export interface AuditEntry {
  readonly action: string
  readonly recordType: string
  readonly recordId: string
  /** The person whose own trail shows this too. */
  readonly personId?: string
  /** The organization whose trail it belongs to; default: that of an organization's scope. */
  readonly orgId?: string
  readonly data?: Readonly<Record<string, unknown>>
}

/** Writes one event in the transaction of the change. Its canonical form and salt are what a second log will commit to. */
export function recordEvent(scope: AnyScope, entry: AuditEntry): Promise<void> {
  return recordEvents(scope, [entry])
}

/** As {@link recordEvent}, for a change of many records: one statement. */
export async function recordEvents(scope: AnyScope, entries: readonly AuditEntry[]): Promise<void> {
  if (entries.length === 0) return
  const salts = randomBytes(entries.length * SALT_BYTES)
  const rows = entries.map((entry, at) =>
    eventRow(scope, entry, salts.subarray(at * SALT_BYTES, (at + 1) * SALT_BYTES)),
  )
  await insertMany(scope.db, 'auditEvent', COLUMNS, rows)
  await publishEvents(
    scope,
    entries.flatMap(({ action: type, recordType, recordId, orgId, data = {} }, at) => {
      const org = orgId ?? rows[at]?.orgId
      return org == null ? [] : [{ orgId: org, type, recordType, recordId, data, at: scope.deps.now() }]
    }),
  )
}

const COLUMNS: ColumnTypes<'auditEvent'> = {
  id: 'uuid',
  orgId: 'uuid',
  personId: 'uuid',
  actorPersonId: 'uuid',
  actorKind: 'text',
  actorKeyId: 'uuid',
  action: 'text',
  recordType: 'text',
  recordId: 'text',
  data: 'jsonb',
  at: 'timestamptz',
  simulated: 'boolean',
  canonical: 'text',
  salt: 'bytea',
}

const SALT_BYTES = 32

function eventRow(scope: AnyScope, entry: AuditEntry, salt: Buffer): Insertable<Database['auditEvent']> {
  const { deps, actor } = scope
  const id = randomUUID()
  const at = deps.now()
  const orgId = entry.orgId ?? (scope.kind === 'org' ? scope.orgId : null)
  const data = canonicalJson({ ...entry.data, ...behalfOf(scope) } as JsonObject)
  return {
    id,
    orgId,
    personId: entry.personId ?? (scope.kind === 'person' ? scope.personId : null),
    actorPersonId: actor.kind === 'system' ? null : actor.personId,
    actorKind: actor.kind,
    actorKeyId: keyOf(actor),
    action: entry.action,
    recordType: entry.recordType,
    recordId: entry.recordId,
    data,
    at,
    simulated: deps.simulated,
    canonical: canonicalEvent(entry, actor, { id, org: orgId, at, data }),
    salt,
  }
}

/** The canonical JSON of an event (RFC 8785), whose members are always the same; `data` is canonical already. */
function canonicalEvent(
  { action, recordType, recordId }: AuditEntry,
  actor: Actor,
  {
    id,
    org,
    at,
    data,
  }: { readonly id: string; readonly org: string | null; readonly at: Date; readonly data: string },
): string {
  const who = actor.kind === 'system' ? 'system' : actor.personId
  return (
    `{"action":${canonicalJson(action)},"actor":${canonicalJson(who)},"actorKind":"${actor.kind}",` +
    `"at":"${formatDateTimeStamp(at.getTime())}","data":${data},"id":"${id}","org":${canonicalJson(org)},` +
    `"recordId":${canonicalJson(recordId)},"recordType":${canonicalJson(recordType)}}`
  )
}

/** By what somebody acts who is not there themselves: a key, or a platform. */
const keyOf = (actor: Actor): string | null => {
  if (actor.kind === 'api_key') return actor.keyId
  return actor.kind === 'app' ? actor.clientId : null
}

/** For whom a delegate acts, where their own roles would not have allowed it. */
function behalfOf(scope: AnyScope): { readonly onBehalfOf?: readonly string[] } {
  return scope.kind === 'org' && scope.onBehalfOf.size > 0 ? { onBehalfOf: [...scope.onBehalfOf].sort() } : {}
}

/** A request that somebody known was not allowed in an organization. */
export interface Refusal {
  readonly actor: Exclude<Actor, { kind: 'system' }>
  /** Id or short name, as the request had it. */
  readonly organization: string
  /** Method and pattern of the route, such as `GET /o/{org}/people`: nothing that the caller wrote. */
  readonly operation: string
  /** Stable code of the reason. */
  readonly code: string
}

/** The same refusal is told once in this time, in seconds: enough to see it, too little to flood the trail. */
const REFUSAL_WINDOW = 3600

/** Refusals of people who do not belong to an organization that its trail tells in an hour: anybody can make accounts, and try. */
const STRANGERS_REFUSALS = 200

/** Writes a refusal into the trail of the organization that it was about, if there is such an organization. */
export async function recordRefusal(system: SystemScope, refusal: Refusal): Promise<void> {
  const { actor, organization, operation, code } = refusal
  const orgId = await findOrganizationId(system, organization)
  if (orgId === undefined) return
  const who = actor.kind === 'api_key' ? actor.keyId : actor.personId
  const times = await countUse(system, `refused:${orgId}:${who}:${operation}:${code}`, REFUSAL_WINDOW)
  if (times > 1 || (await isFloodOfStrangers(system, orgId, actor.personId))) return
  const scope = await enterOrg(system, { orgId, personId: actor.personId, roles: [], actor })
  await recordEvent(scope, {
    action: REFUSED,
    recordType: 'operation',
    recordId: operation,
    data: { code },
  })
}

/** The action of an event that tells of a refusal. */
export const REFUSED = 'request.refused'

async function isFloodOfStrangers(system: SystemScope, orgId: string, personId: string): Promise<boolean> {
  if ((await findMembership(system, personId, orgId)) !== undefined) return false
  return (await countUse(system, `refused-strangers:${orgId}`, REFUSAL_WINDOW)) > STRANGERS_REFUSALS
}

async function findOrganizationId(system: SystemScope, idOrSlug: string): Promise<string | undefined> {
  const row = await system.db
    .selectFrom('organization')
    .select('id')
    .where((eb) => eb.or([eb(sql`id::text`, '=', idOrSlug), eb('slug', '=', idOrSlug)]))
    .executeTakeFirst()
  return row?.id
}
