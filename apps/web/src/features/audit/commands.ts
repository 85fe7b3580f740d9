import { randomBytes, randomUUID } from 'node:crypto'
import { canonicalJson, formatDateTimeStamp, type JsonObject } from '@assay/core'
import type { AnyScope } from '../../db/scopes.ts'
import type { AuditEntry } from './schema.ts'

/** Writes one event in the transaction of the change. Its canonical form and salt are what a second log will commit to. */
export async function recordEvent(scope: AnyScope, entry: AuditEntry): Promise<void> {
  const { deps, actor } = scope
  const id = randomUUID()
  const at = deps.now()
  const orgId = entry.orgId ?? (scope.kind === 'org' ? scope.orgId : null)
  const event = {
    id,
    org: orgId,
    actor: actor.kind === 'system' ? 'system' : actor.personId,
    actorKind: actor.kind,
    action: entry.action,
    recordType: entry.recordType,
    recordId: entry.recordId,
    data: entry.data ?? {},
    at: formatDateTimeStamp(at.getTime()),
  }
  await scope.db
    .insertInto('auditEvent')
    .values({
      id,
      orgId,
      personId: entry.personId ?? (scope.kind === 'person' ? scope.personId : null),
      actorPersonId: actor.kind === 'system' ? null : actor.personId,
      actorKind: actor.kind,
      actorKeyId: actor.kind === 'api_key' ? actor.keyId : null,
      action: entry.action,
      recordType: entry.recordType,
      recordId: entry.recordId,
      data: JSON.stringify(event.data),
      at,
      simulated: deps.simulated,
      canonical: canonicalJson(event as JsonObject),
      salt: randomBytes(32),
    })
    .execute()
}
