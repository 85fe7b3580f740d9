import { sql } from 'kysely'
import type { OrgScope } from '../../../db/scopes.ts'
import { queueLetters } from '../../mail/commands.ts'
import { TELL_ASSIGNER, TELL_MANAGER } from '../schema.ts'

/** Names that one letter says; the others are on the page. */
const NAMED = 10

interface Digest {
  readonly readerId: string
  readonly address: string
  readonly locale: string
  readonly organization: string
  readonly slug: string
  readonly count: number
  readonly people: readonly string[]
}

/** One letter a week to each manager of whose people something is a week overdue, or to each assigner of what is a month. What was handed in counts for neither. */
export async function sendDigests(scope: OrgScope, kind: 'manager' | 'assigner'): Promise<void> {
  const digests = await findDigests(scope, kind)
  if (digests.length === 0) return
  const now = scope.deps.now()
  const noted = await scope.db
    .insertInto('dutyDigest')
    .values(
      digests.map(({ readerId }) => ({
        orgId: scope.orgId,
        readerId,
        kind,
        week: mondayOf(now),
        sentAt: now,
      })),
    )
    .onConflict((oc) => oc.doNothing())
    .returning('readerId')
    .execute()
  const first = new Set(noted.map(({ readerId }) => readerId))
  await queueLetters(
    scope,
    digests
      .filter(({ readerId }) => first.has(readerId))
      .map((digest) => ({
        template: `duty_digest_${kind}` as const,
        to: digest.address,
        language: digest.locale,
        values: {
          organization: digest.organization,
          count: String(digest.count),
          list: `${digest.people.slice(0, NAMED).join('; ')}${digest.people.length > NAMED ? '; …' : ''}`,
        },
        link: `${scope.deps.config.publicUrl}/o/${digest.slug}/due?view=overdue`,
        personId: digest.readerId,
      })),
  )
}

/** The Monday of the week of a moment, as a date (UTC). */
export function mondayOf(now: Date): string {
  const sinceMonday = (now.getUTCDay() + 6) % 7
  return new Date(now.getTime() - sinceMonday * 86_400_000).toISOString().slice(0, 10)
}

async function findDigests(
  { db, orgId, deps }: OrgScope,
  kind: 'manager' | 'assigner',
): Promise<readonly Digest[]> {
  const days = kind === 'manager' ? TELL_MANAGER : TELL_ASSIGNER
  const before = new Date(deps.now().getTime() - days * 86_400_000)
  // What somebody assigned who has left since is for the program managers.
  const reads =
    kind === 'manager'
      ? sql`here.person_id = m.manager_id`
      : sql`(here.person_id = a.assigned_by OR ('program_manager' = ANY(here.roles) AND NOT EXISTS (SELECT 1 FROM membership gone
          WHERE gone.org_id = d.org_id AND gone.person_id = a.assigned_by AND gone.left_at IS NULL)))`
  const { rows } = await sql<Digest>`
    SELECT r.id AS "readerId", e.address, r.locale, o.name AS organization, o.slug, count(*) AS count,
      array_agg(p.name || ': ' || v.name ORDER BY d.due_at, p.name) AS people
    FROM duty d
      JOIN assignment a ON a.org_id = d.org_id AND a.id = d.assignment_id
      JOIN membership m ON m.org_id = d.org_id AND m.person_id = d.person_id AND m.left_at IS NULL
      JOIN person p ON p.id = d.person_id
      JOIN organization o ON o.id = d.org_id
      JOIN membership here ON here.org_id = d.org_id AND ${reads} AND here.left_at IS NULL
        AND (here.roles && ARRAY['people_manager', 'program_manager', 'administrator']
          OR EXISTS (SELECT 1 FROM role_set_member g WHERE g.org_id = here.org_id AND g.person_id = here.person_id))
      JOIN person r ON r.id = here.person_id JOIN person_email e ON e.person_id = r.id AND e.is_primary
      CROSS JOIN LATERAL (SELECT av.name FROM achievement_version av WHERE av.org_id = a.org_id
        AND av.achievement_id = a.achievement_id ORDER BY av.state = 'published' DESC, av.number DESC LIMIT 1) v
    WHERE d.org_id = ${orgId} AND d.state = 'open' AND d.due_at <= ${before}
      AND NOT EXISTS (SELECT 1 FROM enrollment n WHERE n.org_id = d.org_id AND n.person_id = d.person_id
        AND n.achievement_id = a.achievement_id AND n.state = 'submitted')
    GROUP BY r.id, e.address, r.locale, o.name, o.slug ORDER BY r.id`.execute(db)
  return rows
}
