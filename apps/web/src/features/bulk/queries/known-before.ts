import { sql } from 'kysely'
import { arrayLiteral, idsLiteral } from '../../../db/array-literal.ts'
import type { OrgScope } from '../../../db/scopes.ts'
import { renewableFromOf } from '../../credentials/queries/renewals.ts'
import type { ReadRow } from '../schema/read-row.ts'
import type { KnownBefore } from '../schema/sort-rows.ts'

/** What is known of the people and keys of a file, before anything of it is issued. */
export async function knownBefore(
  scope: OrgScope,
  achievementVersionId: string,
  /** Who awards, and whoever they stand in for. */
  awarders: readonly string[],
  rows: readonly ReadRow[],
): Promise<KnownBefore> {
  const addresses = rows.map(({ content }) => content.address).filter((address) => address !== '')
  const keys = rows.flatMap(({ key }) => (key === undefined ? [] : [key]))
  return {
    holders: await addressesOfHolders(scope, achievementVersionId, addresses),
    keys: new Set((await issuedKeys(scope, keys)).keys()),
    own: await ownAddresses(scope, awarders),
  }
}

/** Which of the addresses belong to people who hold the version in force, and for so long that it is too early to renew it. */
async function addressesOfHolders(
  { db, orgId, deps }: OrgScope,
  achievementVersionId: string,
  addresses: readonly string[],
): Promise<ReadonlySet<string>> {
  if (addresses.length === 0) return new Set()
  const { rows } = await sql<{ address: string }>`
    SELECT DISTINCT lower(coalesce(r.address, e.address)) AS address
    FROM credential c
    LEFT JOIN recipient r ON r.org_id = c.org_id AND r.id = c.recipient_id
    LEFT JOIN person_email e ON c.recipient_id IS NULL AND e.person_id = c.person_id
    WHERE c.org_id = ${orgId} AND c.achievement_version_id = ${achievementVersionId} AND c.revoked_at IS NULL
      AND (c.valid_until IS NULL OR ${renewableFromOf(sql`c`)} > ${deps.now()})
      AND lower(coalesce(r.address, e.address)) = ANY(${addresses}::text[])`.execute(db)
  return new Set(rows.map(({ address }) => address))
}

/** As {@link addressesOfHolders}, where the recipients of the addresses are known: those among them are looked at, not all holders. */
export async function addressesOfRecipientsWhoHold(
  { db, orgId, deps }: OrgScope,
  achievementVersionId: string,
  recipientIds: readonly string[],
  addresses: readonly string[],
): Promise<ReadonlySet<string>> {
  const held = sql`c.achievement_version_id = ${achievementVersionId} AND c.revoked_at IS NULL
    AND (c.valid_until IS NULL OR ${renewableFromOf(sql`c`)} > ${deps.now()})`
  // One recipient at a time, by their key: else the planner may walk all who hold the version, once for each of them.
  const { rows } = await sql<{ address: string }>`
    SELECT lower(r.address) AS address FROM unnest(${idsLiteral(recipientIds)}::uuid[]) AS asked (id)
      CROSS JOIN LATERAL (SELECT * FROM credential WHERE org_id = ${orgId} AND recipient_id = asked.id OFFSET 0) c
      CROSS JOIN LATERAL (SELECT * FROM recipient WHERE recipient.id = asked.id LIMIT 1) r WHERE ${held}
    UNION
    SELECT lower(e.address) FROM credential c JOIN person_email e ON e.person_id = c.person_id
    WHERE c.org_id = ${orgId} AND c.recipient_id IS NULL AND ${held} AND lower(e.address) = ANY(${arrayLiteral(addresses)}::text[])`.execute(
    db,
  )
  return new Set(rows.map(({ address }) => address))
}

/** Rows that were issued with these keys, by key. */
export async function issuedKeys({ db, orgId }: OrgScope, keys: readonly string[]) {
  if (keys.length === 0) return new Map<string, IssuedKey>()
  const { rows } = await sql<IssuedKey & { readonly key: string }>`
    SELECT asked.key, r.person_id AS "personId", r.credential_id AS "credentialId", b.achievement_version_id AS "achievementVersionId"
    FROM unnest(${arrayLiteral(keys)}::text[]) AS asked (key)
      CROSS JOIN LATERAL (SELECT * FROM bulk_row
        WHERE org_id = ${orgId} AND key = asked.key AND state IN ('issued', 'revoked', 'kept') LIMIT 1) r
      JOIN bulk_batch b ON b.org_id = r.org_id AND b.id = r.batch_id`.execute(db)
  return new Map(rows.map((row) => [row.key, row]))
}

export interface IssuedKey {
  readonly personId: string | null
  readonly credentialId: string | null
  readonly achievementVersionId: string
}

async function ownAddresses({ db }: OrgScope, personIds: readonly string[]): Promise<ReadonlySet<string>> {
  const rows = await db
    .selectFrom('personEmail')
    .select('address')
    .where('personId', 'in', personIds)
    .where('verifiedAt', 'is not', null)
    .execute()
  return new Set(rows.map(({ address }) => address.toLowerCase()))
}
