import { sql } from 'kysely'
import { AppError, notFound } from '../../../app-error.ts'
import type { SystemScope } from '../../../db/scopes.ts'

/**
 * Tables whose `person_id` says whose a thing is: all of it goes to the other person. Whatever adds such a column adds it here or to
 * {@link STAYING}; a test holds both lists against the database.
 */
export const MOVING = [
  'enrollment',
  'evidence',
  'enrollment_draft',
  'submission',
  'decision',
  'credential',
  'backpack_entry',
  'collection',
  'recipient',
  'bulk_row',
  'clr',
  'mail',
  'passkey',
  'exemption',
  'observation',
  'observation_remark',
] as const

/** Tables whose `person_id` is dealt with by itself below, or records what was and stays, with the reason. */
export const STAYING = {
  person_email: 'moved below, since one person has an address once and one main address',
  membership: 'joined below, since one person is a member once',
  data_key: 'moved below, since one of them is current',
  api_key: 'revoked below: a key acts as the person who made it',
  host_visit: 'half an hour at another platform, of the account that ends',
  host_grant: 'revoked below: a platform acts for the person who let it in',
  audit_event: 'the trail is never written anew; its canonical form names the person of that time',
  duty: 'joined below: one person has a duty of an assignment once',
  group_member: 'joined below, with the memberships',
  role_set_member: 'joined below, with the memberships',
  directory: 'follows memberships, recipients, names and addresses by triggers',
  second_factor: 'an account has one: the one of the account that goes on counts (merge-accounts)',
  recovery_code: 'codes of that second factor',
  factor_recovery: 'of that second factor',
  identity_token: 'short-lived secrets of the account that ends',
  event_entry: 'who came to the event, as it was known then',
} as const

/**
 * Gives everything that one person has to another, in every organization, in the caller's transaction: for two persons who are one. What
 * was sealed stays sealed as it is: the data keys go along, and the one that `intoPersonId` had stays the current one. What both have
 * open on the same micro-credential goes on once. What a person did (decided, assessed, invited) stays as it was done.
 *
 * The account of `fromPersonId`, its sessions and ways to sign in are the caller's to end. Errors: `not_found`; `conflict`
 * (`awarded_oneself`) when one of the two decided an award of the other: nobody's own judgement is to become their own badge.
 */
export async function movePersonalThings(
  system: SystemScope,
  fromPersonId: string,
  intoPersonId: string,
): Promise<void> {
  if (fromPersonId === intoPersonId) return
  const pair: Pair = { from: fromPersonId, into: intoPersonId }
  await lockBoth(system, pair)
  await refuseOwnAwards(system, pair)
  await joinMemberships(system, pair)
  await endDoubleEnrollments(system, pair)
  await endDoubleBadges(system, pair)
  await joinDuties(system, pair)
  await moveDataKeys(system, pair)
  await moveAddresses(system, pair)
  for (const table of MOVING)
    await sql`UPDATE ${sql.table(table)} SET person_id = ${pair.into} WHERE person_id = ${pair.from}`.execute(
      system.db,
    )
  // What waits for an answer is still theirs: who asked does not decide, by whichever of the two accounts.
  await sql`UPDATE exemption SET asked_by = ${pair.into} WHERE asked_by = ${pair.from} AND state = 'asked'`.execute(
    system.db,
  )
  await system.db
    .updateTable('apiKey')
    .set({ revokedAt: system.deps.now() })
    .where('personId', '=', pair.from)
    .where('revokedAt', 'is', null)
    .execute()
  await system.db
    .updateTable('hostGrant')
    .set({ revokedAt: system.deps.now() })
    .where('personId', '=', pair.from)
    .where('revokedAt', 'is', null)
    .execute()
  await system.db.updateTable('person').set({ mergedInto: pair.into }).where('id', '=', pair.from).execute()
}

interface Pair {
  readonly from: string
  readonly into: string
}

/** Always in the same order, so that two merges of the same persons do not wait for each other for ever. */
async function lockBoth({ db }: SystemScope, { from, into }: Pair): Promise<void> {
  const rows = await db
    .selectFrom('person')
    .select('id')
    .where('id', 'in', [from, into])
    .where('mergedInto', 'is', null)
    .orderBy('id')
    .forUpdate()
    .execute()
  if (rows.length !== 2) throw notFound('person')
}

async function refuseOwnAwards({ db }: SystemScope, { from, into }: Pair): Promise<void> {
  const own = await db
    .selectFrom('decision')
    .select('id')
    .where((eb) =>
      eb.or([
        eb.and([eb('personId', '=', from), eb('decidedBy', '=', into)]),
        eb.and([eb('personId', '=', into), eb('decidedBy', '=', from)]),
      ]),
    )
    .executeTakeFirst()
  if (own !== undefined)
    throw new AppError('conflict', 'One of the two decided on an award of the other.', {
      text: 'awarded_oneself',
    })
  const seen = await db
    .selectFrom('observation')
    .select('id')
    .where((eb) =>
      eb.or([
        eb.and([eb('personId', '=', from), eb('observerId', '=', into)]),
        eb.and([eb('personId', '=', into), eb('observerId', '=', from)]),
      ]),
    )
    .executeTakeFirst()
  if (seen !== undefined)
    throw new AppError('conflict', 'One of the two observed the other at work.', {
      text: 'observed_oneself',
    })
}

/** Where both are members now, the roles of both; where one is, theirs. Enrollments hang on a membership, so it is there before them. */
async function joinMemberships({ db, deps }: SystemScope, { from, into }: Pair): Promise<void> {
  await sql`
    INSERT INTO membership AS own (org_id, person_id, roles, department_id, job_title, manager_id, joined_at, left_at)
      SELECT org_id, ${into}, roles, department_id, job_title, manager_id, joined_at, left_at
        FROM membership WHERE person_id = ${from}
    ON CONFLICT (org_id, person_id) DO UPDATE SET
      roles = CASE WHEN own.left_at IS NOT NULL THEN excluded.roles
        ELSE ARRAY(SELECT DISTINCT unnest(own.roles || excluded.roles)) END,
      department_id = coalesce(own.department_id, excluded.department_id),
      job_title = coalesce(own.job_title, excluded.job_title),
      manager_id = coalesce(own.manager_id, excluded.manager_id),
      joined_at = least(own.joined_at, excluded.joined_at),
      left_at = NULL
    WHERE excluded.left_at IS NULL`.execute(db)
  await sql`UPDATE membership SET left_at = ${deps.now()} WHERE person_id = ${from} AND left_at IS NULL`.execute(
    db,
  )
  await sql`UPDATE membership SET manager_id = ${into} WHERE manager_id = ${from}`.execute(db)
  await breakCircles(db, into)
  await joinStructure(db, { from, into })
}

/** Groups, role sets and delegations of both, and the departments that one headed; what one delegated to the other has no sense any more. */
async function joinStructure(db: SystemScope['db'], { from, into }: Pair): Promise<void> {
  await sql`INSERT INTO group_member (org_id, group_id, person_id, added_at)
    SELECT org_id, group_id, ${into}, added_at FROM group_member WHERE person_id = ${from} ON CONFLICT DO NOTHING`.execute(
    db,
  )
  await sql`INSERT INTO role_set_member (org_id, role_set_id, person_id, given_by, given_at)
    SELECT org_id, role_set_id, ${into}, given_by, given_at FROM role_set_member WHERE person_id = ${from} ON CONFLICT DO NOTHING`.execute(
    db,
  )
  await sql`DELETE FROM group_member WHERE person_id = ${from}`.execute(db)
  await sql`DELETE FROM role_set_member WHERE person_id = ${from}`.execute(db)
  await sql`UPDATE department SET head_id = ${into} WHERE head_id = ${from}`.execute(db)
  await sql`DELETE FROM delegation WHERE delegator_id IN (${from}, ${into}) AND delegate_id IN (${from}, ${into})`.execute(
    db,
  )
  await sql`UPDATE delegation SET delegator_id = ${into} WHERE delegator_id = ${from}`.execute(db)
  await sql`UPDATE delegation SET delegate_id = ${into} WHERE delegate_id = ${from}`.execute(db)
}

/** Nobody ends up above themselves: who managed each other has no manager now. */
async function breakCircles(db: SystemScope['db'], into: string): Promise<void> {
  await sql`
    WITH RECURSIVE line AS (
      SELECT org_id, manager_id AS above, 1 AS depth FROM membership WHERE person_id = ${into} AND manager_id IS NOT NULL
      UNION ALL
      SELECT m.org_id, m.manager_id, line.depth + 1 FROM line
        JOIN membership m ON m.org_id = line.org_id AND m.person_id = line.above
        WHERE line.above <> ${into} AND m.manager_id IS NOT NULL AND line.depth < 50
    )
    UPDATE membership SET manager_id = NULL WHERE person_id = ${into}
      AND org_id IN (SELECT org_id FROM line WHERE above = ${into})`.execute(db)
}

/** Of two open enrollments on one micro-credential the one that is handed in goes on, else the one of `into`. */
async function endDoubleEnrollments({ db, deps }: SystemScope, { from, into }: Pair): Promise<void> {
  const now = deps.now()
  await sql`
    WITH double AS (
      SELECT CASE WHEN theirs.state = 'submitted' AND own.state = 'active' THEN own.id ELSE theirs.id END AS id
        FROM enrollment theirs JOIN enrollment own ON own.org_id = theirs.org_id
          AND own.achievement_id = theirs.achievement_id AND own.state IN ('active', 'submitted')
        WHERE theirs.person_id = ${from} AND own.person_id = ${into} AND theirs.state IN ('active', 'submitted')
    ), taken_back AS (
      UPDATE submission SET state = 'withdrawn', ended_at = ${now}, claimed_by = NULL, claim_expires_at = NULL
        WHERE state = 'submitted' AND enrollment_id IN (SELECT id FROM double)
    )
    UPDATE enrollment SET state = 'withdrawn', ended_at = ${now} WHERE id IN (SELECT id FROM double)`.execute(
    db,
  )
}

/** A badge that both keep is kept once: what was issued here stays, else what `into` imported; collections show the one that stays. */
async function endDoubleBadges({ db, deps }: SystemScope, { from, into }: Pair): Promise<void> {
  await sql`
    UPDATE collection_entry ce SET entry_id = double.kept FROM (
        SELECT CASE WHEN theirs.source = 'issued' THEN theirs.id ELSE own.id END AS kept,
            CASE WHEN theirs.source = 'issued' THEN own.id ELSE theirs.id END AS ended
          FROM backpack_entry theirs JOIN backpack_entry own
            ON own.issuer_id = theirs.issuer_id AND own.credential_url = theirs.credential_url
          WHERE theirs.person_id = ${from} AND own.person_id = ${into}
            AND theirs.removed_at IS NULL AND own.removed_at IS NULL) double
      WHERE ce.entry_id = double.ended`.execute(db)
  await sql`
    UPDATE backpack_entry SET removed_at = ${deps.now()}, visibility = 'private', share_token_hash = NULL,
        share_token_sealed = NULL, shared_at = NULL
      WHERE id IN (
        SELECT CASE WHEN theirs.source = 'issued' THEN own.id ELSE theirs.id END
          FROM backpack_entry theirs JOIN backpack_entry own
            ON own.issuer_id = theirs.issuer_id AND own.credential_url = theirs.credential_url
          WHERE theirs.person_id = ${from} AND own.person_id = ${into}
            AND theirs.removed_at IS NULL AND own.removed_at IS NULL)`.execute(db)
}

/** Duties of both: the one of `into` stays, and what was asked of the other is asked of it; the next keeping sets their states right. */
async function joinDuties({ db }: SystemScope, { from, into }: Pair): Promise<void> {
  // Nobody has exempted themselves: what one of the two approved for the other does not count.
  await sql`DELETE FROM exemption WHERE person_id IN (${from}, ${into}) AND decided_by IN (${from}, ${into})`.execute(
    db,
  )
  await sql`UPDATE exemption x SET duty_id = own.id, round = own.round FROM duty theirs JOIN duty own
      ON own.org_id = theirs.org_id AND own.assignment_id = theirs.assignment_id AND own.person_id = ${into}
    WHERE theirs.person_id = ${from} AND x.org_id = theirs.org_id AND x.duty_id = theirs.id AND x.state <> 'asked'`.execute(
    db,
  )
  const double = sql`SELECT theirs.id FROM duty theirs JOIN duty own ON own.org_id = theirs.org_id
    AND own.assignment_id = theirs.assignment_id AND own.person_id = ${into} WHERE theirs.person_id = ${from}`
  await sql`DELETE FROM exemption WHERE duty_id IN (${double})`.execute(db)
  await sql`DELETE FROM duty_notice WHERE duty_id IN (${double})`.execute(db)
  await sql`DELETE FROM duty WHERE id IN (${double})`.execute(db)
  await sql`UPDATE duty SET person_id = ${into} WHERE person_id = ${from}`.execute(db)
  await sql`UPDATE assignment SET target_id = ${into} WHERE target_kind = 'person' AND target_id = ${from}`.execute(
    db,
  )
}

async function moveDataKeys({ db }: SystemScope, { from, into }: Pair): Promise<void> {
  await sql`
    UPDATE data_key SET person_id = ${into}, is_current = is_current AND NOT EXISTS (
        SELECT 1 FROM data_key WHERE person_id = ${into} AND is_current AND destroyed_at IS NULL)
      WHERE person_id = ${from}`.execute(db)
}

/** An address that both named stays with `into`, proven if either proved it. The main address of `into` stays the main one. */
async function moveAddresses({ db }: SystemScope, { from, into }: Pair): Promise<void> {
  const { rows: proven } = await sql<{ address: string; at: Date }>`
    DELETE FROM person_email theirs USING person_email own
      WHERE theirs.person_id = ${from} AND own.person_id = ${into} AND lower(own.address) = lower(theirs.address)
      RETURNING theirs.address, theirs.verified_at AS at`.execute(db)
  for (const { address, at } of proven)
    await sql`UPDATE person_email SET verified_at = coalesce(verified_at, ${at})
      WHERE person_id = ${into} AND lower(address) = lower(${address})`.execute(db)
  await sql`
    UPDATE person_email SET person_id = ${into}, is_primary = is_primary AND NOT EXISTS (
        SELECT 1 FROM person_email WHERE person_id = ${into} AND is_primary)
      WHERE person_id = ${from}`.execute(db)
}
