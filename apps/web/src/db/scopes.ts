import { type Kysely, sql, type Transaction } from 'kysely'
import type { Deps } from '../deps.ts'
import type { Role } from '../roles.ts'
import type { Database } from './tables.ts'

export type { Role } from '../roles.ts'

declare const brand: unique symbol

/** Who acts: a person in a browser, a person's API key, or Assay itself (a job). */
export type Actor =
  | { readonly kind: 'person'; readonly personId: string; readonly session?: SessionProof }
  | {
      readonly kind: 'api_key'
      readonly personId: string
      readonly keyId: string
      readonly scopes: readonly string[]
    }
  | {
      /** A platform that the person let in. */
      readonly kind: 'app'
      readonly personId: string
      readonly clientId: string
      readonly scopes: readonly string[]
    }
  | { readonly kind: 'system' }

/** What a person's session says of how they proved who they are. */
export interface SessionProof {
  readonly id: string
  readonly token: string
  /** When the person last proved that it is them: at sign-in, or again since. */
  readonly provenAt: Date
  /** Whether a second factor or a passkey was part of it. */
  readonly byFactor: boolean
}

interface Scope<Kind extends string> {
  readonly kind: Kind
  /** The transaction whose settings row-level security reads. */
  readonly db: Transaction<Database>
  readonly deps: Deps
  readonly actor: Actor
  readonly [brand]: Kind
}

/** A role that somebody has, where it counts, and whence it comes. */
export interface Grant {
  readonly role: Role
  /** Areas of `policy.ts` (API_SCOPES) in which it counts; absent: in all. */
  readonly areas?: readonly string[]
  readonly from:
    | { readonly kind: 'membership' }
    | { readonly kind: 'role_set'; readonly id: string }
    | { readonly kind: 'delegation'; readonly id: string; readonly delegatorId: string }
}

/** One organization's data, as seen by a member with these grants, or by a job of that organization. */
export interface OrgScope extends Scope<'org'> {
  readonly orgId: string
  /** Absent for a job. */
  readonly personId: string | undefined
  readonly grants: readonly Grant[]
  /** Members who delegated something to this one, and whose delegation runs now. */
  readonly delegators: readonly string[]
  /** Those of them whose authority this transaction has needed so far (`may` adds them): its audit events are on their behalf. */
  readonly onBehalfOf: Set<string>
}

/** What one person owns, in all organizations. */
export interface PersonScope extends Scope<'person'> {
  readonly personId: string
}

/** What anyone may see. */
export type PublicScope = Scope<'public'>

/** The few look-ups that come before a scope is known (session, key, invitation), set-up, and mail. */
export type SystemScope = Scope<'system'>

export type AnyScope = OrgScope | PersonScope | PublicScope | SystemScope

export interface OrgIdentity {
  readonly orgId: string
  readonly personId: string | undefined
  /** Roles that the member was given themselves; they count in every area. */
  readonly roles: readonly Role[]
  /** Roles from elsewhere: role sets and delegations. Default: none. */
  readonly grants?: readonly Grant[]
  readonly actor: Actor
}

function orgScope(db: Transaction<Database>, deps: Deps, identity: OrgIdentity): OrgScope {
  const { roles, grants = [], ...who } = identity
  const own = roles.map((role): Grant => ({ role, from: { kind: 'membership' } }))
  const delegators = grants.flatMap(({ from }) => (from.kind === 'delegation' ? [from.delegatorId] : []))
  const given = { grants: [...own, ...grants], delegators: [...new Set(delegators)], onBehalfOf: new Set() }
  return { kind: 'org', db, deps, ...who, ...given } as unknown as OrgScope
}

/** Runs `work` in one transaction confined to an organization. Only `http/authenticate.ts` and jobs call this. */
export function inOrg<T>(
  deps: Deps,
  identity: OrgIdentity,
  work: (scope: OrgScope) => Promise<T>,
): Promise<T> {
  return inTransaction(
    deps.db,
    { scope: 'org', org: identity.orgId, person: identity.personId ?? '' },
    (db) => work(orgScope(db, deps, identity)),
  )
}

/** The same on one snapshot: whatever commits meanwhile, all that is read is of one moment. It writes nothing. */
export function inOrgSnapshot<T>(
  deps: Deps,
  identity: OrgIdentity,
  work: (scope: OrgScope) => Promise<T>,
): Promise<T> {
  const settings = { scope: 'org', org: identity.orgId, person: identity.personId ?? '' }
  return deps.db
    .transaction()
    .setIsolationLevel('repeatable read')
    .setAccessMode('read only')
    .execute(async (db) => {
      await applySettings(db, settings)
      return work(orgScope(db, deps, identity))
    })
}

/** Runs `work` in one transaction confined to what a person owns. */
export function inPerson<T>(
  deps: Deps,
  actor: Exclude<Actor, { kind: 'system' }>,
  work: (scope: PersonScope) => Promise<T>,
): Promise<T> {
  return inTransaction(deps.db, { scope: 'person', org: '', person: actor.personId }, (db) =>
    work({ kind: 'person', db, deps, actor, personId: actor.personId } as PersonScope),
  )
}

/** Runs `work` in one transaction that sees only what is public. */
export function inPublic<T>(deps: Deps, work: (scope: PublicScope) => Promise<T>): Promise<T> {
  return inTransaction(deps.db, { scope: 'public', org: '', person: '' }, async (db) => {
    // What is shared until a day is seen at this moment or not at all.
    await sql`SELECT set_config('app.at', ${deps.now().toISOString()}, true)`.execute(db)
    return work({ kind: 'public', db, deps, actor: { kind: 'system' } } as PublicScope)
  })
}

/**
 * Lets the rest of this transaction see what lies in one shared collection, unless that is private or has ended by now; only after its key
 * was compared.
 */
export async function seeCollection({ db, deps }: PublicScope, collectionId: string): Promise<void> {
  await sql`SELECT set_config('app.collection', ${collectionId}, true),
    set_config('app.collection_at', ${deps.now().toISOString()}, true)`.execute(db)
}

/** Runs `work` in one transaction for what comes before any other scope is known. */
export function inSystem<T>(deps: Deps, work: (scope: SystemScope) => Promise<T>): Promise<T> {
  return inTransaction(deps.db, { scope: 'system', org: '', person: '' }, (db) =>
    work({ kind: 'system', db, deps, actor: { kind: 'system' } } as SystemScope),
  )
}

/** Goes on in the same transaction as a member of an organization; for set-up, which makes the organization first. */
export async function enterOrg(scope: SystemScope, identity: OrgIdentity): Promise<OrgScope> {
  const { db, deps } = scope
  await applySettings(db, { scope: 'org', org: identity.orgId, person: identity.personId ?? '' })
  return orgScope(db, deps, identity)
}

/** Ends what {@link enterOrg} began: the transaction is the system's again. */
export async function leaveOrg({ db }: OrgScope): Promise<void> {
  await applySettings(db, { scope: 'system', org: '', person: '' })
}

/**
 * One step of an organization's or a person's command that row-level security keeps from both (making a person, looking at who else
 * is an administrator), in the same transaction. When `work` throws, the transaction is to be given up: its settings stay the system's.
 */
export async function asSystem<T>(
  scope: OrgScope | PersonScope,
  work: (system: SystemScope) => Promise<T>,
): Promise<T> {
  const { db, deps } = scope
  await applySettings(db, { scope: 'system', org: '', person: '' })
  const result = await work({ kind: 'system', db, deps, actor: { kind: 'system' } } as SystemScope)
  await applySettings(db, {
    scope: scope.kind,
    org: scope.kind === 'org' ? scope.orgId : '',
    person: scope.personId ?? '',
  })
  return result
}

interface Settings {
  readonly scope: string
  readonly org: string
  readonly person: string
}

function inTransaction<T>(
  db: Kysely<Database>,
  settings: Settings,
  work: (trx: Transaction<Database>) => Promise<T>,
): Promise<T> {
  return db.transaction().execute(async (trx) => {
    await applySettings(trx, settings)
    return work(trx)
  })
}

async function applySettings(trx: Transaction<Database>, { scope, org, person }: Settings): Promise<void> {
  await sql`SELECT set_config('app.scope', ${scope}, true), set_config('app.org', ${org}, true),
    set_config('app.person', ${person}, true)`.execute(trx)
}
