import { sql } from 'kysely'
import { inOrg, type OrgIdentity, type OrgScope } from '../../../db/scopes.ts'
import type { Deps } from '../../../deps.ts'
import { queueLetters } from '../../mail/commands.ts'
import { REMIND_AGAIN, REMINDER_DAYS } from '../schema.ts'
import { inWords } from './in-words.ts'
import { sendDigests } from './send-digests.ts'

const AT_ONCE = 200

/** Reminds of what is due, each rung once; then tells managers and assigners of what is long overdue. */
export async function tellOfDuties(deps: Deps, identity: OrgIdentity): Promise<void> {
  let told = AT_ONCE
  while (told === AT_ONCE) told = await inOrg(deps, identity, remindSome)
  await inOrg(deps, identity, (scope) => sendDigests(scope, 'manager'))
  await inOrg(deps, identity, (scope) => sendDigests(scope, 'assigner'))
}

/** The last rung that is reached `days` after the due day (before it negative); undefined before the first. */
export function rungOf(days: number): number | undefined {
  if (days >= REMIND_AGAIN) return Math.floor(days / REMIND_AGAIN) * REMIND_AGAIN
  return REMINDER_DAYS.findLast((rung) => rung <= days)
}

interface Due {
  readonly dutyId: string
  readonly round: number
  /** Whole days since the due day; before it negative. */
  readonly days: number
  readonly told: number | null
  readonly personId: string
  readonly address: string
  readonly locale: string
  readonly dueAt: Date
  readonly name: string
  readonly reason: string
  readonly assigner: string
  readonly organization: string
  readonly slug: string
  readonly enrollmentId: string | null
}

async function remindSome(scope: OrgScope): Promise<number> {
  const due = await findDue(scope)
  const rungs = due.flatMap((one) => {
    const day = rungOf(one.days)
    return day === undefined ? [] : [{ one, day }]
  })
  if (rungs.length === 0) return 0
  const noted = await scope.db
    .insertInto('dutyNotice')
    .values(
      rungs.map(({ one, day }) => ({
        orgId: scope.orgId,
        dutyId: one.dutyId,
        round: one.round,
        day,
        sentAt: scope.deps.now(),
      })),
    )
    .onConflict((oc) => oc.doNothing())
    .returning('dutyId')
    .execute()
  const first = new Set(noted.map(({ dutyId }) => dutyId))
  await queueLetters(
    scope,
    due.filter(({ dutyId }) => first.has(dutyId)).map((one) => reminder(scope, one)),
  )
  return due.length
}

function reminder({ deps }: OrgScope, one: Due) {
  const { name, reason, assigner, organization, locale, slug, enrollmentId } = one
  return {
    template: one.days > 0 ? ('duty_overdue' as const) : ('duty_reminder' as const),
    to: one.address,
    language: locale,
    values: { name, reason, assigner, organization, date: inWords(one.dueAt, locale) },
    link: `${deps.config.publicUrl}${enrollmentId === null ? '/home' : `/o/${slug}/enrollments/${enrollmentId}`}`,
    personId: one.personId,
  }
}

/** Open duties whose next rung has come and was not told. */
async function findDue({ db, orgId, deps }: OrgScope): Promise<readonly Due[]> {
  const now = deps.now()
  const { rows } = await sql<Due>`
    SELECT * FROM (
      SELECT d.id AS "dutyId", d.round, rung.days, d.person_id AS "personId", e.address, p.locale, d.due_at AS "dueAt",
        v.name, a.reason, coalesce(who.name, o.name) AS assigner, o.name AS organization, o.slug, n.id AS "enrollmentId",
        (SELECT max(t.day) FROM duty_notice t WHERE t.org_id = d.org_id AND t.duty_id = d.id AND t.round = d.round) AS told,
        CASE WHEN rung.days >= ${REMIND_AGAIN} THEN rung.days / ${REMIND_AGAIN} * ${REMIND_AGAIN}
          ELSE (SELECT max(r) FROM unnest(${[...REMINDER_DAYS]}::integer[]) r WHERE r <= rung.days) END AS reached
      FROM duty d
        JOIN assignment a ON a.org_id = d.org_id AND a.id = d.assignment_id
        JOIN organization o ON o.id = d.org_id
        JOIN person p ON p.id = d.person_id JOIN person_email e ON e.person_id = p.id AND e.is_primary
        LEFT JOIN person who ON who.id = a.assigned_by
        LEFT JOIN enrollment n ON n.org_id = d.org_id AND n.person_id = d.person_id AND n.achievement_id = a.achievement_id
          AND n.state IN ('active', 'submitted')
        CROSS JOIN LATERAL (SELECT av.name FROM achievement_version av WHERE av.org_id = a.org_id
          AND av.achievement_id = a.achievement_id ORDER BY av.state = 'published' DESC, av.number DESC LIMIT 1) v
        CROSS JOIN LATERAL (SELECT floor(extract(epoch FROM ${now}::timestamptz - d.due_at) / 86400)::integer AS days) rung
      WHERE d.org_id = ${orgId} AND d.state = 'open'
    ) due WHERE reached IS NOT NULL AND (told IS NULL OR told < reached)
    ORDER BY "dueAt", "dutyId" LIMIT ${AT_ONCE}`.execute(db)
  return rows
}
