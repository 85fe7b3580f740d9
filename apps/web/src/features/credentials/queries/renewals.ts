import { type RawBuilder, sql } from 'kysely'
import { arrayLiteral, idsLiteral } from '../../../db/array-literal.ts'
import type { AnyScope, OrgScope } from '../../../db/scopes.ts'
import { RENEWAL_DAYS } from '../schema/terms.ts'

/** The same as `renewableFrom` of a row `credential`, or of that alias: null where it has no end. */
export const renewableFromOf = (row: RawBuilder<unknown> = sql`credential`): RawBuilder<Date | null> =>
  sql<Date | null>`(${row}.valid_until - least(make_interval(days => ${RENEWAL_DAYS}), (${row}.valid_until - ${row}.valid_from) / 2))`

/** A credential that is about to be ordered. */
export interface Renewing {
  readonly personId: string
  readonly recipientId: string | null
  readonly achievementId: string
  /** Null: without end. */
  readonly validUntil: Date | null
}

/**
 * What each new credential renews, in the order of `renewing`: of the same micro-credential and holder the one that ends last of
 * those that nothing renews yet and that end before the new one; null where there is none. What was revoked or is suspended is not renewed. What went to an address is only
 * renewed by what goes to it again: the organization must not learn whose two addresses are.
 */
export async function findRenewed(
  { db, orgId }: OrgScope,
  renewing: readonly Renewing[],
): Promise<readonly (string | null)[]> {
  if (renewing.length === 0) return []
  const people = renewing.map(({ personId }) => personId)
  const recipients = renewing.map(({ recipientId }) => recipientId)
  const achievements = renewing.map(({ achievementId }) => achievementId)
  const ends = renewing.map(({ validUntil }) => validUntil)
  const { rows } = await sql<{ readonly renewsId: string | null }>`
    SELECT older.id AS "renewsId"
    FROM unnest(${idsLiteral(people)}::uuid[], ${idsLiteral(recipients)}::uuid[], ${idsLiteral(achievements)}::uuid[],
      ${arrayLiteral(ends)}::timestamptz[]) WITH ORDINALITY
      AS fresh (person_id, recipient_id, achievement_id, valid_until, place)
      LEFT JOIN LATERAL (SELECT c.id FROM credential c WHERE c.org_id = ${orgId} AND c.person_id = fresh.person_id
        AND c.achievement_id = fresh.achievement_id AND c.recipient_id IS NOT DISTINCT FROM fresh.recipient_id
        AND c.revoked_at IS NULL AND c.suspended_at IS NULL
        AND c.valid_until < coalesce(fresh.valid_until, 'infinity') AND NOT EXISTS (SELECT 1 FROM credential newer
          WHERE newer.org_id = c.org_id AND newer.renews_id = c.id AND newer.revoked_at IS NULL)
        ORDER BY c.valid_until DESC, c.ordered_at DESC, c.id LIMIT 1) older ON true
    ORDER BY fresh.place`.execute(db)
  return rows.map(({ renewsId }) => renewsId)
}

/** Another credential that one names, as far as whoever looks may see it. */
export interface LinkedCredential {
  readonly id: string
  readonly validFrom: Date
}

/**
 * What a credential renews, and what renews it: each only for whom that one is theirs to see. A stranger is told of what its holder made
 * public; a link alone opens nothing but what it leads to.
 */
export async function renewalOf(
  scope: AnyScope,
  credentialId: string,
): Promise<{
  readonly renews: LinkedCredential | undefined
  readonly renewedBy: LinkedCredential | undefined
}> {
  const seen =
    scope.kind === 'org'
      ? sql`other.org_id = ${scope.orgId}`
      : scope.kind === 'person'
        ? sql`other.person_id = ${scope.personId}`
        : sql`EXISTS (SELECT 1 FROM backpack_entry b WHERE b.credential_id = other.id AND b.visibility = 'public'
            AND b.removed_at IS NULL AND (b.share_ends_at IS NULL OR b.share_ends_at > ${scope.deps.now()}))`
  // Each by its own index: asked for together, every credential of the organization is looked at, and its policies with it.
  const { rows } = await sql<LinkedCredential & { readonly older: boolean }>`
    SELECT other.id, other.valid_from AS "validFrom", other.renews_id IS DISTINCT FROM c.id AS older
    FROM credential c JOIN LATERAL (
      SELECT * FROM credential WHERE org_id = c.org_id AND id = c.renews_id
      UNION ALL
      SELECT * FROM credential WHERE org_id = c.org_id AND renews_id = c.id AND revoked_at IS NULL
    ) other ON true
    WHERE c.id = ${credentialId} AND ${seen} ORDER BY other.ordered_at DESC, other.id`.execute(scope.db)
  const linked = (wanted: boolean) => {
    const row = rows.find(({ older }) => older === wanted)
    return row === undefined ? undefined : { id: row.id, validFrom: row.validFrom }
  }
  return { renews: linked(true), renewedBy: linked(false) }
}
