import { sql } from 'kysely'
import { inOrg, type OrgIdentity, type OrgScope } from '../../../db/scopes.ts'
import type { Deps } from '../../../deps.ts'
import { queueLetters } from '../../mail/commands.ts'
import { REMIND_AGAIN, REMINDER_DAYS } from '../schema.ts'
import { inWords } from './in-words.ts'
import { sendDigests } from './send-digests.ts'

const MOST_AT_A_TIME = 200

/** Reminds of what is due, each rung once; then tells managers and assigners of what is long overdue. */
export async function tellOfDuties(deps: Deps, identity: OrgIdentity): Promise<void> {
  let told = MOST_AT_A_TIME
  while (told === MOST_AT_A_TIME) told = await inOrg(deps, identity, remindSome)
  await inOrg(deps, identity, (scope) => sendDigests(scope, 'manager'))
  await inOrg(deps, identity, (scope) => sendDigests(scope, 'assigner'))
}

interface Due {
  readonly dutyId: string
  readonly round: number
  /** The last of the days on which there is a letter that has come, relative to the due day. */
  readonly reached: number
  readonly personId: string
  readonly address: string
  readonly locale: string
  readonly timeZone: string
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
  if (due.length === 0) return 0
  const noted = await scope.db
    .insertInto('dutyNotice')
    .values(
      due.map(({ dutyId, round, reached }) => ({
        orgId: scope.orgId,
        dutyId,
        round,
        day: reached,
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
  const { name, reason, assigner, organization, locale, timeZone, slug, enrollmentId, dutyId } = one
  return {
    template: one.reached > 0 ? ('duty_overdue' as const) : ('duty_reminder' as const),
    to: one.address,
    language: locale,
    values: { name, reason, assigner, organization, date: inWords(one.dueAt, locale, timeZone) },
    link: `${deps.config.publicUrl}/o/${slug}/${enrollmentId === null ? `duties/${dutyId}` : `enrollments/${enrollmentId}`}`,
    personId: one.personId,
  }
}

/** Open duties of which there is a letter to send. What was handed in waits for others, so its person is not reminded. */
async function findDue({ db, orgId, deps }: OrgScope): Promise<readonly Due[]> {
  const now = deps.now()
  const { rows } = await sql<Due>`
    SELECT * FROM (
      SELECT d.id AS "dutyId", d.round, d.person_id AS "personId", e.address, p.locale, p.time_zone AS "timeZone", d.due_at AS "dueAt",
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
      WHERE d.org_id = ${orgId} AND d.state = 'open' AND n.state IS DISTINCT FROM 'submitted'
    ) due WHERE told IS NULL OR told < reached
    ORDER BY "dueAt", "dutyId" LIMIT ${MOST_AT_A_TIME}`.execute(db)
  return rows
}
