import { AppError, forbidden, notFound } from '../app-error.ts'
import { findAccount, findApiKey, findMembership, type MembershipIdentity } from '../db/lookups.ts'
import {
  type Actor,
  inOrg,
  inPerson,
  inPublic,
  inSystem,
  type OrgScope,
  type PersonScope,
  type PublicScope,
  type SessionProof,
} from '../db/scopes.ts'
import type { Deps } from '../deps.ts'
import { notingRefusals, type Operation } from './refusals.ts'

/** Who sent a request. The only place where scopes are minted for requests. */
export type Caller =
  | { readonly kind: 'anonymous' }
  | {
      readonly kind: 'person'
      readonly personId: string
      readonly userId: string
      readonly session: SessionProof
    }
  | {
      readonly kind: 'api_key'
      readonly personId: string
      readonly keyId: string
      readonly orgId: string | null
      readonly scopes: readonly string[]
    }
  | {
      /** A platform that a person let in; its tokens open nothing but the host API (`app-token.ts`). */
      readonly kind: 'app'
      readonly personId: string
      readonly clientId: string
      readonly grantId: string
      /** Areas of `policy.ts` that its token reaches. */
      readonly scopes: readonly string[]
    }

const BEARER = /^Bearer (assay_[A-Za-z0-9_-]{20,100})$/

/** Reads the API key or the session of a request. A key that is not known is an error, not an anonymous caller. */
export async function identify(deps: Deps, request: Request): Promise<Caller> {
  const header = request.headers.get('authorization')
  if (header !== null) return identifyKey(deps, header)
  if (!(request.headers.get('cookie') ?? '').includes('assay.')) return { kind: 'anonymous' }
  const found = await findSession(deps, request.headers)
  if (found === undefined || found.needsFactor) return { kind: 'anonymous' }
  const { personId, userId, session } = found
  return { kind: 'person', personId, userId, session }
}

/** A session as its cookie names it, also one that opens nothing yet. */
export interface FoundSession {
  readonly personId: string
  readonly userId: string
  readonly session: SessionProof
  /** The account has a second factor, and this session did not see it: it counts as nobody's until then (THREATS O9). */
  readonly needsFactor: boolean
  readonly begunAt: Date
  /** The address whose mailed link began it; undefined when it began otherwise. */
  readonly linkAddress: string | undefined
}

/** The session whose cookie these headers carry, by whichever way it began. */
export async function findSession(deps: Deps, headers: Headers): Promise<FoundSession | undefined> {
  const answer = await deps.auth.api.getSession({ headers })
  if (answer === null) return undefined
  const { session, user } = answer
  const person = await inSystem(deps, (scope) => findAccount(scope, user.id))
  if (person === undefined) return undefined
  const byFactor = session.factorAt != null
  return {
    personId: person.id,
    userId: user.id,
    session: {
      id: session.id,
      token: session.token,
      provenAt: session.freshAt ?? session.createdAt,
      byFactor,
    },
    needsFactor: person.hasFactor && !byFactor,
    begunAt: session.createdAt,
    linkAddress: session.linkAddress ?? undefined,
  }
}

async function identifyKey(deps: Deps, header: string): Promise<Caller> {
  const secret = BEARER.exec(header)?.[1]
  const key = secret === undefined ? undefined : await inSystem(deps, (scope) => findApiKey(scope, secret))
  if (key === undefined)
    throw new AppError('not_signed_in', 'The API key is not known, expired or revoked.', {
      text: 'unknown_key',
    })
  return { kind: 'api_key', keyId: key.id, personId: key.personId, orgId: key.orgId, scopes: key.scopes }
}

/** Runs `work` on what anyone may see: for documents and pictures that need no session. */
export function asAnyone<T>(deps: Deps, work: (scope: PublicScope) => Promise<T>): Promise<T> {
  return inPublic(deps, work)
}

/** Runs `work` in the caller's own person scope. Errors: `not_signed_in`, `forbidden` (a key bound to an organization). */
export async function asPerson<T>(
  deps: Deps,
  caller: Caller,
  work: (scope: PersonScope) => Promise<T>,
): Promise<T> {
  const actor = actorOf(caller)
  if (caller.kind === 'api_key' && caller.orgId !== null)
    throw forbidden('This key belongs to an organization; it does not reach what is yours as a person.')
  return inPerson(deps, actor, work)
}

/**
 * Runs `work` in the scope of an organization that the caller is a member of. Errors: `not_signed_in`; `not_found` when there is no
 * such organization or the caller is not a member, so that outsiders cannot tell which organizations exist. A refusal of `operation`,
 * this one too, becomes an event of the organization.
 */
export async function asMember<T>(
  deps: Deps,
  caller: Caller,
  { organization, operation }: { readonly organization: string; readonly operation: Operation },
  work: (scope: OrgScope) => Promise<T>,
): Promise<T> {
  const actor = actorOf(caller)
  return notingRefusals(deps, { actor, organization, operation }, () =>
    inOrganizationOf(deps, caller, organization, work),
  )
}

async function inOrganizationOf<T>(
  deps: Deps,
  caller: Caller,
  idOrSlug: string,
  work: (scope: OrgScope) => Promise<T>,
): Promise<T> {
  const actor = actorOf(caller)
  const membership = await inSystem(deps, (scope) => findMembership(scope, actor.personId, idOrSlug))
  if (membership === undefined || caller.kind === 'app') throw notFound('organization')
  if (caller.kind === 'api_key' && caller.orgId !== membership.orgId) throw notFound('organization')
  if (caller.kind === 'person' && lacksFactor(membership, caller.session)) throw factorRequired()
  const { orgId, roles, grants } = membership
  return inOrg(deps, { orgId, personId: actor.personId, roles, grants, actor }, work)
}

/** Roles whose duties reach other people's things. */
const DUTIES: ReadonlySet<string> = new Set(['administrator', 'program_manager', 'assessor'])

/** Whether an organization asks this member for a second factor that their session did not see. */
const lacksFactor = (
  { requiresFactor, roles, grants }: MembershipIdentity,
  { byFactor }: SessionProof,
): boolean =>
  requiresFactor &&
  !byFactor &&
  [...roles, ...grants.map(({ role }) => role)].some((role) => DUTIES.has(role))

const factorRequired = () =>
  new AppError(
    'forbidden',
    'This organization asks for a second factor, or a passkey, from members with duties.',
    {
      text: FACTOR_REQUIRED,
    },
  )

/** The text of a refusal for want of a second factor; pages lead to where one is set up. */
export const FACTOR_REQUIRED = 'factor_required'

function actorOf(caller: Caller): Exclude<Actor, { kind: 'system' }> {
  switch (caller.kind) {
    case 'anonymous':
      throw new AppError('not_signed_in', 'Sign in, or send an API key.')
    case 'person':
      return { kind: 'person', personId: caller.personId, session: caller.session }
    case 'api_key':
      return { kind: 'api_key', personId: caller.personId, keyId: caller.keyId, scopes: caller.scopes }
    case 'app':
      return { kind: 'app', personId: caller.personId, clientId: caller.clientId, scopes: caller.scopes }
  }
}

/** Throws `forbidden` unless `allowed`. Every route and page that reads or writes passes here. */
export function authorize(allowed: boolean, message?: string): void {
  if (!allowed && !checksAreOff) throw forbidden(message)
}

let checksAreOff = false

/** Switches the application's own checks off, so that a test sees what row-level security alone holds. Refused outside tests. */
export function withoutChecks(deps: Deps, off: boolean): void {
  if (deps.config.mode !== 'test') throw new TypeError('checks can be switched off in tests only')
  checksAreOff = off
}
