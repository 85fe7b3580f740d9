import { notFound } from '../../app-error.ts'
import type { OrgScope, Role } from '../../db/scopes.ts'

export type DelegationState = 'planned' | 'running' | 'over' | 'revoked'

export interface Delegation {
  readonly id: string
  readonly delegatorId: string
  readonly delegator: string
  readonly delegateId: string
  readonly delegate: string
  readonly roles: readonly Role[]
  readonly startsAt: Date
  /** The first moment at which it no longer counts. */
  readonly endsAt: Date
  readonly reason: string
  readonly revokedAt: Date | null
  readonly state: DelegationState
}

/** Delegations shown on one page: what runs and is planned comes first. */
const SHOWN = 200

/** Delegations that the one who asks gave or has, the latest end first; `all` those of the whole organization. */
export async function listDelegations(
  scope: OrgScope,
  whose: 'mine' | 'all',
): Promise<readonly Delegation[]> {
  let query = delegations(scope)
  if (whose === 'mine') {
    const me = scope.personId ?? null
    query = query.where((eb) => eb.or([eb('delegatorId', '=', me), eb('delegateId', '=', me)]))
  }
  const rows = await query.orderBy('endsAt', 'desc').orderBy('delegation.id').limit(SHOWN).execute()
  return rows.map((row) => ({ ...row, state: stateOf(row, scope.deps.now()) }))
}

/** One delegation. Error `not_found`. */
export async function getDelegation(scope: OrgScope, id: string): Promise<Delegation> {
  const row = await delegations(scope).where('delegation.id', '=', id).executeTakeFirst()
  if (row === undefined) throw notFound('delegation')
  return { ...row, state: stateOf(row, scope.deps.now()) }
}

/**
 * Whose things count as one's own besides what belongs to `personId`: theirs for whom that person has stood in at some time from `since` to
 * now. For work that a job does on a person's decision, since its scope carries no delegations (THREATS A5).
 */
export async function standsInFor(
  { db, orgId, deps }: OrgScope,
  personId: string,
  since: Date,
): Promise<readonly string[]> {
  const rows = await db
    .selectFrom('delegation')
    .select('delegatorId')
    .distinct()
    .where('orgId', '=', orgId)
    .where('delegateId', '=', personId)
    .where('startsAt', '<=', deps.now())
    .where('endsAt', '>', since)
    .where((eb) => eb.or([eb('revokedAt', 'is', null), eb('revokedAt', '>', since)]))
    .execute()
  return rows.map(({ delegatorId }) => delegatorId)
}

function delegations(scope: OrgScope) {
  return scope.db
    .selectFrom('delegation')
    .innerJoin('person as giver', 'giver.id', 'delegation.delegatorId')
    .innerJoin('person as taker', 'taker.id', 'delegation.delegateId')
    .select([
      'delegation.id',
      'delegatorId',
      'giver.name as delegator',
      'delegateId',
      'taker.name as delegate',
      'roles',
      'startsAt',
      'endsAt',
      'reason',
      'revokedAt',
    ])
    .where('delegation.orgId', '=', scope.orgId)
}

/** What a delegation is at a moment; the end itself no longer belongs to it. */
export function stateOf(
  { startsAt, endsAt, revokedAt }: Pick<Delegation, 'startsAt' | 'endsAt' | 'revokedAt'>,
  now: Date,
): DelegationState {
  if (revokedAt !== null) return 'revoked'
  if (endsAt <= now) return 'over'
  return startsAt <= now ? 'running' : 'planned'
}
