import { createHash, timingSafeEqual } from 'node:crypto'
import { sql } from 'kysely'
import { asSystem, type Grant, type PersonScope, type Role, type SystemScope } from './scopes.ts'

/** The look-ups that decide which scope a request gets; they come before any organization or person is known. */

export interface PersonIdentity {
  readonly id: string
  readonly name: string
  readonly locale: string
  readonly timeZone: string
}

export async function findPersonOfUser(
  scope: SystemScope,
  userId: string,
): Promise<PersonIdentity | undefined> {
  return scope.db
    .selectFrom('person')
    .select(['id', 'name', 'locale', 'timeZone'])
    .where('userId', '=', userId)
    .executeTakeFirst()
}

export interface AccountIdentity extends PersonIdentity {
  /** Whether signing in takes more than a password or a mailed link. */
  readonly hasFactor: boolean
}

/** The person of an account, and whether sessions of it need a second factor. */
export async function findAccount(scope: SystemScope, userId: string): Promise<AccountIdentity | undefined> {
  return scope.db
    .selectFrom('person')
    .select(['id', 'name', 'locale', 'timeZone'])
    .select((eb) =>
      eb
        .exists(
          eb
            .selectFrom('secondFactor')
            .select('secondFactor.id')
            .whereRef('secondFactor.personId', '=', 'person.id')
            .where('confirmedAt', 'is not', null),
        )
        .$castTo<boolean>()
        .as('hasFactor'),
    )
    .where('userId', '=', userId)
    .executeTakeFirst()
}

export async function findPerson(scope: SystemScope, personId: string): Promise<PersonIdentity | undefined> {
  return scope.db
    .selectFrom('person')
    .select(['id', 'name', 'locale', 'timeZone'])
    .where('id', '=', personId)
    .executeTakeFirst()
}

export interface OrganizationOfPerson {
  readonly id: string
  readonly slug: string
  readonly name: string
  readonly mark: string
  readonly accent: string | null
  readonly roles: readonly Role[]
  /** From role sets and delegations, besides `roles`. */
  readonly grants: readonly Grant[]
}

/** The organizations that a person is a member of now, by name. */
export async function listOrganizationsOfPerson(
  scope: PersonScope,
): Promise<readonly OrganizationOfPerson[]> {
  const now = scope.deps.now()
  // What a delegator has at this moment is not the delegate's to read.
  const rows = await asSystem(scope, ({ db }) =>
    db
      .selectFrom('membership')
      .innerJoin('organization', 'organization.id', 'membership.orgId')
      .select(['organization.id', 'slug', 'organization.name', 'mark', 'accent', 'roles'])
      .select([roleSetsOfMember.as('roleSets'), delegationsTo(now).as('delegations')])
      .where('membership.personId', '=', scope.personId)
      .where('leftAt', 'is', null)
      .orderBy('organization.name')
      .execute(),
  )
  return rows.map(({ roleSets, delegations, ...row }) => ({
    ...row,
    grants: grantsOf(roleSets, delegations),
  }))
}

/** Long work of a person that is going on: how far it is, and where it is shown. */
export interface RunningWork {
  readonly id: string
  /** Where it is shown. */
  readonly address: string
  readonly state: 'running' | 'revoking' | 'archive'
  readonly name: string
  readonly done: number
  readonly of: number
}

/** What a person started and what is at work now: batches, and archives of organizations. */
export async function listRunningWork(scope: PersonScope): Promise<readonly RunningWork[]> {
  return [...(await listRunningBatches(scope)), ...(await listRunningArchives(scope))]
}

async function listRunningArchives({ db, personId }: PersonScope): Promise<readonly RunningWork[]> {
  const rows = await db
    .selectFrom('organizationArchive')
    .innerJoin('organization', 'organization.id', 'orgId')
    .select(['organizationArchive.id', 'slug', 'name', 'done', 'total'])
    .where('orderedBy', '=', personId)
    .where('state', '=', 'running')
    .limit(3)
    .execute()
  return rows.map(({ id, slug, name, done, total }) => ({
    id,
    address: `/o/${slug}/way-out`,
    state: 'archive',
    name,
    done: Number(done),
    of: Number(total),
  }))
}

async function listRunningBatches(scope: PersonScope): Promise<readonly RunningWork[]> {
  const rows = await scope.db
    .selectFrom('bulkBatch')
    .innerJoin('organization', 'organization.id', 'bulkBatch.orgId')
    .innerJoin('achievementVersion', 'achievementVersion.id', 'achievementVersionId')
    .select([
      'bulkBatch.id',
      'slug',
      'bulkBatch.state',
      'achievementVersion.name',
      'handledCount',
      'readyCount',
      'revokeCount',
    ])
    .where('startedBy', '=', scope.personId)
    .where('bulkBatch.state', 'in', ['running', 'revoking'])
    .orderBy('bulkBatch.createdAt')
    .limit(3)
    .execute()
  return rows.map(({ id, slug, name, state, handledCount, readyCount, revokeCount }) => ({
    id,
    address: `/o/${slug}/bulk/${id}`,
    name,
    state: state === 'revoking' ? state : 'running',
    done: handledCount,
    of: revokeCount ?? readyCount,
  }))
}

interface RoleSetOfMember {
  readonly id: string
  readonly roles: readonly Role[]
  readonly areas: readonly string[]
}

interface DelegationToMember {
  readonly id: string
  readonly delegatorId: string
  /** Those that the delegator has at this moment. */
  readonly roles: readonly Role[]
}

/** The role sets of the row of `membership` that a query is at. */
const roleSetsOfMember = sql<readonly RoleSetOfMember[]>`(
  SELECT coalesce(json_agg(json_build_object('id', s.id, 'roles', s.roles, 'areas', s.areas) ORDER BY s.id), '[]')
  FROM role_set_member g JOIN role_set s ON s.org_id = g.org_id AND s.id = g.role_set_id
  WHERE g.org_id = membership.org_id AND g.person_id = membership.person_id)`

/** The delegations to it that run at `now`, with the roles that the delegators still have; nobody passes on what is delegated to them. */
const delegationsTo = (now: Date) => sql<readonly DelegationToMember[]>`(
  SELECT coalesce(json_agg(json_build_object('id', d.id, 'delegatorId', d.delegator_id, 'roles',
    ARRAY(SELECT unnest(d.roles) INTERSECT SELECT unnest(f.roles) ORDER BY 1)) ORDER BY d.id), '[]')
  FROM delegation d
  JOIN membership f ON f.org_id = d.org_id AND f.person_id = d.delegator_id AND f.left_at IS NULL
  WHERE d.org_id = membership.org_id AND d.delegate_id = membership.person_id
    AND d.revoked_at IS NULL AND d.starts_at <= ${now} AND d.ends_at > ${now})`

const grantsOf = (
  roleSets: readonly RoleSetOfMember[],
  delegations: readonly DelegationToMember[],
): readonly Grant[] => [
  ...roleSets.flatMap(({ id, roles, areas }) =>
    roles.map((role): Grant => ({ role, areas, from: { kind: 'role_set', id } })),
  ),
  ...delegations.flatMap(({ id, delegatorId, roles }) =>
    roles.map((role): Grant => ({ role, from: { kind: 'delegation', id, delegatorId } })),
  ),
]

export interface MembershipIdentity {
  readonly orgId: string
  readonly roles: readonly Role[]
  /** From role sets and delegations, besides `roles`. */
  readonly grants: readonly Grant[]
  /** Whether the organization asks members with duties for a second factor. */
  readonly requiresFactor: boolean
}

/** The membership of a person in the organization with this id or slug, unless they left. */
export async function findMembership(
  scope: SystemScope,
  personId: string,
  idOrSlug: string,
): Promise<MembershipIdentity | undefined> {
  const row = await scope.db
    .selectFrom('membership')
    .innerJoin('organization', 'organization.id', 'membership.orgId')
    .select(['orgId', 'roles', 'requiresFactor'])
    .select([roleSetsOfMember.as('roleSets'), delegationsTo(scope.deps.now()).as('delegations')])
    .where('personId', '=', personId)
    .where('leftAt', 'is', null)
    .where((eb) =>
      eb.or([eb(sql`organization.id::text`, '=', idOrSlug), eb('organization.slug', '=', idOrSlug)]),
    )
    .executeTakeFirst()
  if (row === undefined) return undefined
  const { roleSets, delegations, ...membership } = row
  return { ...membership, grants: grantsOf(roleSets, delegations) }
}

export interface ApiKeyIdentity {
  readonly id: string
  readonly personId: string
  readonly orgId: string | null
  readonly scopes: readonly string[]
}

/** The hash under which a bearer secret is stored: 256 random bits need no salt and no slow hash. */
export const hashSecret = (secret: string): Buffer => createHash('sha256').update(secret).digest()

/** Whether a secret is the one whose hash is stored, in a time that tells nothing of it (THREATS K7). No secret and no hash are never one. */
export function isSecretOf(secret: string | undefined, hash: Uint8Array | null | undefined): boolean {
  if (secret === undefined || hash == null) return false
  const given = hashSecret(secret)
  return hash.length === given.length && timingSafeEqual(given, hash)
}

/** A key that is neither revoked nor expired; its last use is noted to the minute. */
export async function findApiKey(scope: SystemScope, secret: string): Promise<ApiKeyIdentity | undefined> {
  const now = scope.deps.now()
  const key = await scope.db
    .selectFrom('apiKey')
    .select(['id', 'personId', 'orgId', 'scopes', 'lastUsedAt'])
    .where('hash', '=', hashSecret(secret))
    .where('revokedAt', 'is', null)
    .where((eb) => eb.or([eb('expiresAt', 'is', null), eb('expiresAt', '>', now)]))
    .executeTakeFirst()
  if (key === undefined) return undefined
  if (key.lastUsedAt === null || now.getTime() - key.lastUsedAt.getTime() > 60_000)
    await scope.db.updateTable('apiKey').set({ lastUsedAt: now }).where('id', '=', key.id).execute()
  return key
}

/** Counts one use of `bucket` in the window that `now` falls into; returns the count so far. */
export async function countUse(scope: SystemScope, bucket: string, windowSeconds: number): Promise<number> {
  const now = scope.deps.now().getTime()
  const windowStart = new Date(Math.floor(now / (windowSeconds * 1000)) * windowSeconds * 1000)
  const row = await scope.db
    .insertInto('rateWindow')
    .values({ bucket, windowStart, count: 1 })
    .onConflict((oc) =>
      oc.columns(['bucket', 'windowStart']).doUpdateSet({ count: sql<number>`rate_window.count + 1` }),
    )
    .returning('count')
    .executeTakeFirstOrThrow()
  return row.count
}
