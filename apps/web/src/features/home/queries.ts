import { sql } from 'kysely'
import type { OrgScope, PublicScope } from '../../db/scopes.ts'

/** Whether anybody has set this instance up. */
export async function hasOrganization(scope: PublicScope): Promise<boolean> {
  const row = await scope.db.selectFrom('organization').select('id').limit(1).executeTakeFirst()
  return row !== undefined
}

/** How the program of an organization goes. */
export interface ProgramFigures {
  /** People who work on something, or whose work waits for a decision. */
  readonly working: number
  readonly waiting: number
  /** The oldest promise among what waits. */
  readonly oldest: Date | undefined
  /** Whether it has passed. */
  readonly late: boolean
  /** Credentials issued since the day that was asked for. */
  readonly awarded: number
  /** Credentials in force that end before the day that was asked for. */
  readonly ending: number
}

/** Counts for a program manager; `since` and `until` are the days that "new" and "soon" mean. */
export async function countProgram(scope: OrgScope, since: Date, until: Date): Promise<ProgramFigures> {
  const { db, orgId } = scope
  const now = scope.deps.now()
  const { working } = await db
    .selectFrom('enrollment')
    .select(sql<number>`count(DISTINCT person_id)`.as('working'))
    .where('orgId', '=', orgId)
    .where('state', 'in', ['active', 'submitted'])
    .executeTakeFirstOrThrow()
  const { waiting, oldest } = await db
    .selectFrom('submission')
    .select((eb) => [eb.fn.countAll<number>().as('waiting'), eb.fn.min('promisedAt').as('oldest')])
    .where('orgId', '=', orgId)
    .where('state', '=', 'submitted')
    .executeTakeFirstOrThrow()
  const issued = db
    .selectFrom('credential')
    .select((eb) => eb.fn.countAll<number>().as('count'))
    .where('orgId', '=', orgId)
  const awarded = await issued.where('issuedAt', '>=', since).executeTakeFirstOrThrow()
  const ending = await issued
    .where('revokedAt', 'is', null)
    .where('suspendedAt', 'is', null)
    .where('validUntil', '>', now)
    .where('validUntil', '<=', until)
    .executeTakeFirstOrThrow()
  return {
    working,
    waiting,
    oldest: oldest ?? undefined,
    late: oldest !== null && oldest < now,
    awarded: awarded.count,
    ending: ending.count,
  }
}

/** Who belongs to an organization. */
export interface PeopleFigures {
  readonly members: number
  /** Members who can sign in. */
  readonly accounts: number
  /** Invitations that can still be accepted. */
  readonly invitations: number
}

/** Counts for an administrator. */
export async function countPeople({ db, orgId, deps }: OrgScope): Promise<PeopleFigures> {
  const people = await db
    .selectFrom('membership')
    .innerJoin('person', 'person.id', 'membership.personId')
    .select((eb) => [
      eb.fn.countAll<number>().as('members'),
      eb.fn.count<number>('person.userId').as('accounts'),
    ])
    .where('orgId', '=', orgId)
    .where('leftAt', 'is', null)
    .executeTakeFirstOrThrow()
  const { invitations } = await db
    .selectFrom('invitation')
    .select((eb) => eb.fn.countAll<number>().as('invitations'))
    .where('orgId', '=', orgId)
    .where('acceptedAt', 'is', null)
    .where('revokedAt', 'is', null)
    .where('expiresAt', '>', deps.now())
    .executeTakeFirstOrThrow()
  return { ...people, invitations }
}
