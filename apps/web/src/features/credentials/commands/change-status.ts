import { sql } from 'kysely'
import { AppError, forbidden, notFound } from '../../../app-error.ts'
import type { OrgScope } from '../../../db/scopes.ts'
import type { Row } from '../../../db/tables.ts'
import { dutiesChanged } from '../../../jobs/duties-changed.ts'
import { enqueue } from '../../../jobs/enqueue.ts'
import { isOwnWork } from '../../../policy.ts'
import { recordEvents } from '../../audit/commands.ts'
import { type ChangeTold, isId, type StatusChangeKind } from '../schema.ts'
import { noteChanges } from './note-changes.ts'
import { type LockedOrder, lockOrders } from './open-orders.ts'
import { tellOfChange } from './tell-of-change.ts'

/** What each change needs, does and tells the log; the one table of the order of states. Revocation is final, and so is being superseded. */
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
  supersede: {
    allowed: (row) => row.revokedAt === null,
    set: (now) => ({ revokedAt: now, supersededAt: now }),
    list: 'revocation',
    logged: 'superseded',
  },
} as const satisfies Record<ChangeTold, StatusChange>

interface StatusChange {
  readonly allowed: (row: Pick<Row<'credential'>, 'revokedAt' | 'suspendedAt'>) => boolean
  readonly set: (now: Date) => {
    revokedAt?: Date | null
    suspendedAt?: Date | null
    supersededAt?: Date
  }
  readonly list: 'revocation' | 'suspension'
  readonly logged: 'revoked' | 'suspended' | 'reinstated' | 'superseded'
}

/**
 * Revokes, suspends or reinstates a credential, with a reason that verifiers read. Our own pages show it at once; the signed list follows
 * within seconds. Errors: as {@link changeStatuses}.
 */
export async function changeStatus(
  scope: OrgScope,
  credentialId: string,
  kind: StatusChangeKind,
  reason: string,
): Promise<void> {
  const row = await applyChange(scope, credentialId, kind, reason)
  await tellOfChange(scope, [row], kind, reason)
}

/**
 * The change without a letter to the holder: what {@link changeStatus} does, and how a credential is superseded by another of the same
 * award. Answers the row as it was. Errors: as {@link changeStatuses}.
 */
export async function applyChange(
  scope: OrgScope,
  credentialId: string,
  kind: ChangeTold,
  reason: string,
): Promise<LockedOrder> {
  const [row] = await changeStatuses(scope, [credentialId], kind, reason)
  if (row === undefined) throw notFound('credential')
  await signChangedLists(scope)
  await dutiesChanged(scope)
  return row
}

/**
 * Changes the state of many credentials alike. The rows are locked, so two at once have one effect; the log's next rhythm takes the rows
 * that are left for it. The caller has the lists signed ({@link signChangedLists}) and the holders told (`tellOfChange`); answers the rows
 * as they were. All of it or nothing; errors: `not_found`; `wrong_state` when the present state of one does not allow it; `forbidden` for
 * one's own credential; `not_available` while one is being signed; `gone` after erasure.
 */
export async function changeStatuses(
  scope: OrgScope,
  credentialIds: readonly string[],
  kind: ChangeTold,
  reason: string,
): Promise<readonly LockedOrder[]> {
  if (credentialIds.length === 0) return []
  if (scope.actor.kind === 'system') throw forbidden('The state of a credential is changed by a person.')
  const rows = await lockCredentials(scope, credentialIds)
  if (rows.some(({ personId }) => isOwnWork(scope, personId)))
    throw forbidden('Nobody changes the state of their own credential.')
  const change = CHANGES[kind]
  if (!rows.every(change.allowed))
    throw new AppError('wrong_state', 'The present state of the credential does not allow this.')
  await setStates(scope, credentialIds, change.set(scope.deps.now()))
  const digests = await digestsOf(scope, credentialIds)
  const changed = rows.map((credential) => {
    const digest = digests.get(credential.id)
    if (digest === undefined) throw beingSigned()
    return { credential, digest }
  })
  await noteChanges(scope, changed, { kind, reason, logged: change.logged })
  await markListsChanged(scope, rows, change.list)
  await recordEvents(
    scope,
    rows.map(({ id, personId }) => ({
      action: `credential.${kind}`,
      recordType: 'credential',
      recordId: id,
      personId,
      data: { reason },
    })),
  )
  return rows
}

async function lockCredentials(scope: OrgScope, credentialIds: readonly string[]) {
  if (!credentialIds.every(isId)) throw notFound('credential')
  const rows = await lockOrders(scope, credentialIds)
  if (rows.length < credentialIds.length) throw notFound('credential')
  return rows
}

async function setStates(
  { db, orgId }: OrgScope,
  credentialIds: readonly string[],
  columns: ReturnType<StatusChange['set']>,
): Promise<void> {
  await db
    .updateTable('credential')
    .set(columns)
    .where('orgId', '=', orgId)
    .where('id', 'in', [...credentialIds])
    .execute()
}

/** The digests of what was signed. A credential that is still being signed has none, and nothing that could be revoked. */
async function digestsOf({ db, orgId }: OrgScope, credentialIds: readonly string[]) {
  const forms = await db
    .selectFrom('credentialForm')
    .select(['credentialId', 'digest'])
    .where('orgId', '=', orgId)
    .where('credentialId', 'in', [...credentialIds])
    .where('form', '=', 'data_integrity')
    .execute()
  return new Map(forms.map(({ credentialId, digest }) => [credentialId, digest]))
}

const beingSigned = () =>
  new AppError('not_available', 'The credential is being signed; try again in a few seconds.', {
    retryAfter: 5,
  })

/** The lists count as out of date from the commit on; changes that come together are signed together. */
export async function markListsChanged(
  { db, orgId }: OrgScope,
  rows: readonly Pick<Row<'credential'>, 'statusGroupId'>[],
  purpose: 'revocation' | 'suspension',
): Promise<void> {
  const groups = [...new Set(rows.map(({ statusGroupId }) => statusGroupId))].sort()
  for (const groupId of groups)
    await db
      .updateTable('statusList')
      .set({ version: sql`version + 1` })
      .where('orgId', '=', orgId)
      .where('groupId', '=', groupId)
      .where('purpose', '=', purpose)
      .execute()
}

/** Has the organization's lists signed that are out of date. */
export const signChangedLists = (scope: OrgScope): Promise<void> =>
  enqueue(scope, 'sign_status_lists', { orgId: scope.orgId }, { key: `status:${scope.orgId}` })
