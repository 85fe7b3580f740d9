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

/** What each change needs and does; the one table of the order of states. Revocation is final. */
const CHANGES = {
  revoke: {
    allowed: (row) => row.revokedAt === null,
    set: (now) => ({ revokedAt: now }),
    list: 'revocation',
  },
  suspend: {
    allowed: (row) => row.revokedAt === null && row.suspendedAt === null,
    set: (now) => ({ suspendedAt: now }),
    list: 'suspension',
  },
  reinstate: {
    allowed: (row) => row.revokedAt === null && row.suspendedAt !== null,
    set: () => ({ suspendedAt: null }),
    list: 'suspension',
  },
} as const satisfies Record<StatusChangeKind, StatusChange>

interface StatusChange {
  readonly allowed: (row: Pick<Row<'credential'>, 'revokedAt' | 'suspendedAt'>) => boolean
  readonly set: (now: Date) => { revokedAt?: Date | null; suspendedAt?: Date | null }
  readonly list: 'revocation' | 'suspension'
}

/**
 * Revokes, suspends or reinstates a credential, with a reason that verifiers read. The row is locked, so two at once have one effect.
 * Our own pages show it at once; the signed list follows within seconds. Errors: `not_found`; `wrong_state` when the present state does
 * not allow it; `forbidden` for one's own credential.
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
  const { db, orgId, deps } = scope
  const now = deps.now()
  await db
    .insertInto('statusChange')
    .values({
      orgId,
      id: randomUUID(),
      credentialId,
      kind,
      reason,
      changedBy: actor.personId,
      changedAt: now,
    })
    .execute()
  await db
    .updateTable('credential')
    .set(change.set(now))
    .where('orgId', '=', orgId)
    .where('id', '=', credentialId)
    .execute()
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
    .select(['id', 'personId', 'revokedAt', 'suspendedAt', 'statusGroupId', 'achievementVersionId'])
    .where('orgId', '=', orgId)
    .where('id', '=', credentialId)
    .forUpdate()
    .executeTakeFirst()
  if (row === undefined) throw notFound('credential')
  return row
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
