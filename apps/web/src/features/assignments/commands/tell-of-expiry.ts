import { sql } from 'kysely'
import { inOrg, type OrgIdentity, type OrgScope } from '../../../db/scopes.ts'
import type { Deps } from '../../../deps.ts'
import { queueLetters } from '../../mail/commands.ts'
import { EXPIRY_DAYS } from '../schema.ts'
import { inWords } from './in-words.ts'

const AT_ONCE = 200
const DAY = 86_400_000

interface Ending {
  readonly id: string
  readonly personId: string
  readonly validUntil: Date
  readonly name: string
  readonly issuer: string
  readonly address: string
  readonly locale: string
  readonly timeZone: string
  readonly days: number
}

/** Writes to holders whose credentials end soon: once for each of {@link EXPIRY_DAYS}, and only the nearest where several passed. */
export async function tellOfExpiry(deps: Deps, identity: OrgIdentity): Promise<void> {
  let told = AT_ONCE
  while (told === AT_ONCE) told = await inOrg(deps, identity, tellSome)
}

async function tellSome(scope: OrgScope): Promise<number> {
  const ending = await findEnding(scope)
  if (ending.length === 0) return 0
  const noted = await scope.db
    .insertInto('expiryNotice')
    .values(
      ending.map(({ id, days }) => ({
        orgId: scope.orgId,
        credentialId: id,
        days,
        sentAt: scope.deps.now(),
      })),
    )
    .onConflict((oc) => oc.doNothing())
    .returning('credentialId')
    .execute()
  const first = new Set(noted.map(({ credentialId }) => credentialId))
  await queueLetters(
    scope,
    ending
      .filter(({ id }) => first.has(id))
      .map((one) => ({
        template: 'credential_ends' as const,
        to: one.address,
        language: one.locale,
        values: {
          name: one.name,
          issuer: one.issuer,
          date: inWords(one.validUntil, one.locale, one.timeZone),
        },
        link: `${scope.deps.config.publicUrl}/credentials/${one.id}`,
        personId: one.personId,
      })),
  )
  return ending.length
}

/** Members whose credential comes to its next rung, and has no newer one that lasts longer. Who is to renew it hears of that duty instead. */
async function findEnding({ db, orgId, deps }: OrgScope): Promise<readonly Ending[]> {
  const now = deps.now()
  const soon = new Date(now.getTime() + Math.max(...EXPIRY_DAYS) * DAY)
  const { rows } = await sql<Ending>`
    SELECT c.id, c.person_id AS "personId", c.valid_until AS "validUntil", v.name, o.name AS issuer, e.address, p.locale, p.time_zone AS "timeZone", rung.days
    FROM credential c
      JOIN achievement_version v ON v.org_id = c.org_id AND v.id = c.achievement_version_id
      JOIN organization o ON o.id = c.org_id
      JOIN person p ON p.id = c.person_id JOIN person_email e ON e.person_id = p.id AND e.is_primary
      CROSS JOIN LATERAL (SELECT min(days) AS days FROM unnest(${[...EXPIRY_DAYS]}::integer[]) AS r (days)
        WHERE c.valid_until <= ${now}::timestamptz + make_interval(days => r.days)) rung
    WHERE c.org_id = ${orgId} AND c.valid_until > ${now} AND c.valid_until <= ${soon} AND c.issued_at IS NOT NULL
      AND c.revoked_at IS NULL AND c.suspended_at IS NULL AND rung.days IS NOT NULL
      AND NOT EXISTS (SELECT 1 FROM expiry_notice n WHERE n.org_id = c.org_id AND n.credential_id = c.id AND n.days <= rung.days)
      AND NOT EXISTS (SELECT 1 FROM credential newer WHERE newer.org_id = c.org_id AND newer.person_id = c.person_id
        AND newer.achievement_id = c.achievement_id AND newer.revoked_at IS NULL
        AND coalesce(newer.valid_until, 'infinity') > c.valid_until)
      AND NOT EXISTS (SELECT 1 FROM duty d JOIN assignment a ON a.org_id = d.org_id AND a.id = d.assignment_id
        WHERE d.org_id = c.org_id AND d.person_id = c.person_id AND d.state = 'open' AND a.achievement_id = c.achievement_id)
    ORDER BY c.valid_until, c.id LIMIT ${AT_ONCE}`.execute(db)
  return rows
}
