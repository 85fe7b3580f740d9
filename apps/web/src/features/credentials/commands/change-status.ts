import { randomUUID } from 'node:crypto'
import { AppError, forbidden, notFound } from '../../../app-error.ts'
import type { OrgScope } from '../../../db/scopes.ts'
import type { Row } from '../../../db/tables.ts'
import { isLanguage } from '../../../i18n/languages.ts'
import { translateIn } from '../../../i18n/server.ts'
import { enqueue } from '../../../jobs/enqueue.ts'
import { recordEvent } from '../../audit/commands.ts'
import { queueLetter } from '../../mail/commands.ts'
import { isId, type StatusChangeKind } from '../schema.ts'
import { storeLogRows } from './store-log-rows.ts'

/** What each change needs, does and tells the log; the one table of the order of states. Revocation is final. */
const CHANGES = {
  revoke: {
    allowed: (row) => row.revokedAt === null,
    set: (now) => ({ revokedAt: now }),
    list: 'revocation',
    logged: 'revoked',
  },
  suspend: {
    allowed: (row) => row.revokedAt === null && row.suspendedAt === null,
    set: (now) => ({ suspendedAt: now }),
    list: 'suspension',
    logged: 'suspended',
  },
  reinstate: {
    allowed: (row) => row.revokedAt === null && row.suspendedAt !== null,
    set: () => ({ suspendedAt: null }),
    list: 'suspension',
    logged: 'reinstated',
  },
} as const satisfies Record<StatusChangeKind, StatusChange>

interface StatusChange {
  readonly allowed: (row: Pick<Row<'credential'>, 'revokedAt' | 'suspendedAt'>) => boolean
  readonly set: (now: Date) => { revokedAt?: Date | null; suspendedAt?: Date | null }
  readonly list: 'revocation' | 'suspension'
  readonly logged: 'revoked' | 'suspended' | 'reinstated'
}

/**
 * Revokes, suspends or reinstates a credential, with a reason that verifiers read. The row is locked, so two at once have one effect.
 * Our own pages show it at once; the signed list follows within seconds, and the log's next rhythm takes the row that is left for it.
 * Errors: `not_found`; `wrong_state` when the present state does not allow it; `forbidden` for one's own credential; `not_available`
 * while it is being signed; `gone` after erasure.
 */
export async function changeStatus(
  scope: OrgScope,
  credentialId: string,
  kind: StatusChangeKind,
  reason: string,
): Promise<void> {
  const { actor } = scope
  if (actor.kind === 'system') throw forbidden('The state of a credential is changed by a person.')
  const row = await lockCredential(scope, credentialId)
  if (row.personId === actor.personId) throw forbidden('Nobody changes the state of their own credential.')
  const change = CHANGES[kind]
  if (!change.allowed(row))
    throw new AppError('wrong_state', 'The present state of the credential does not allow this.')
  const changeId = await storeChange(scope, { credentialId, kind, reason, changedBy: actor.personId })
  await scope.db
    .updateTable('credential')
    .set(change.set(scope.deps.now()))
    .where('orgId', '=', scope.orgId)
    .where('id', '=', credentialId)
    .execute()
  const digest = await digestOf(scope, credentialId)
  await storeLogRows(scope, [{ credential: row, digest, event: { kind: change.logged, changeId } }])
  await markListChanged(scope, row.statusGroupId, change.list)
  await tellHolder(scope, row, kind, reason)
  await recordEvent(scope, {
    action: `credential.${kind}`,
    recordType: 'credential',
    recordId: credentialId,
    personId: row.personId,
    data: { reason },
  })
}

async function lockCredential({ db, orgId }: OrgScope, credentialId: string) {
  if (!isId(credentialId)) throw notFound('credential')
  const row = await db
    .selectFrom('credential')
    .selectAll()
    .where('orgId', '=', orgId)
    .where('id', '=', credentialId)
    .forUpdate()
    .executeTakeFirst()
  if (row === undefined) throw notFound('credential')
  return row
}

async function storeChange(
  { db, orgId, deps }: OrgScope,
  change: Pick<Row<'statusChange'>, 'credentialId' | 'kind' | 'reason' | 'changedBy'>,
): Promise<string> {
  const id = randomUUID()
  await db
    .insertInto('statusChange')
    .values({ orgId, id, ...change, changedAt: deps.now() })
    .execute()
  return id
}

/** The digest of what was signed. A credential that is still being signed has none, and nothing that could be revoked. */
async function digestOf({ db, orgId }: OrgScope, credentialId: string): Promise<Uint8Array> {
  const form = await db
    .selectFrom('credentialForm')
    .select('digest')
    .where('orgId', '=', orgId)
    .where('credentialId', '=', credentialId)
    .where('form', '=', 'data_integrity')
    .executeTakeFirst()
  if (form === undefined)
    throw new AppError('not_available', 'The credential is being signed; try again in a few seconds.', {
      retryAfter: 5,
    })
  return form.digest
}

/** The list counts as out of date from the commit on; changes that come together are signed together. */
async function markListChanged(
  scope: OrgScope,
  groupId: string,
  purpose: 'revocation' | 'suspension',
): Promise<void> {
  await scope.db
    .updateTable('statusList')
    .set((eb) => ({ version: eb('version', '+', 1) }))
    .where('orgId', '=', scope.orgId)
    .where('groupId', '=', groupId)
    .where('purpose', '=', purpose)
    .execute()
  await enqueue(scope, 'sign_status_lists', { orgId: scope.orgId }, { key: `status:${scope.orgId}` })
}

async function tellHolder(
  scope: OrgScope,
  row: Pick<Row<'credential'>, 'personId' | 'achievementVersionId'>,
  kind: StatusChangeKind,
  reason: string,
): Promise<void> {
  const holder = await scope.db
    .selectFrom('person')
    .innerJoin('personEmail', 'personEmail.personId', 'person.id')
    .select(['address', 'locale'])
    .where('person.id', '=', row.personId)
    .where('isPrimary', '=', true)
    .executeTakeFirst()
  if (holder === undefined) return
  const { name, issuer } = await scope.db
    .selectFrom('achievementVersion')
    .innerJoin('organization', 'organization.id', 'achievementVersion.orgId')
    .select(['achievementVersion.name', 'organization.name as issuer'])
    .where('achievementVersion.orgId', '=', scope.orgId)
    .where('achievementVersion.id', '=', row.achievementVersionId)
    .executeTakeFirstOrThrow()
  const t = translateIn(isLanguage(holder.locale) ? holder.locale : 'en')
  await queueLetter(scope, {
    template: 'credential_status_changed',
    to: holder.address,
    language: holder.locale,
    values: { name, issuer, reason, change: String(t(`credentials:changed.${kind}`)) },
    link: `${scope.deps.config.publicUrl}/backpack`,
    personId: row.personId,
  })
}
