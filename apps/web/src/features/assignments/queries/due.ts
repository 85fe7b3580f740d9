import { type RawBuilder, sql } from 'kysely'
import type { Total } from '../../../db/count-up-to.ts'
import { inIndexOrder } from '../../../db/in-index-order.ts'
import type { OrgScope } from '../../../db/scopes.ts'
import { RENEWAL_DAYS } from '../../credentials/schema/terms.ts'
import { findInDirectory } from '../../organizations/queries.ts'
import { departmentsBelow, reportsBelow } from '../../structure/queries/members.ts'
import type { DueQuery } from '../schema.ts'
import { nameOf } from './assignments.ts'

/** Something that is due, or a credential that lapses. */
export interface DueRow {
  /** Of the duty, or of the credential that lapses. */
  readonly id: string
  readonly personId: string
  readonly name: string
  readonly department: string | null
  readonly manager: string | null
  readonly achievementId: string
  readonly achievement: string
  /** When it is due; of a credential: when it ends. */
  readonly dueAt: Date
  readonly overdue: boolean
  readonly reason: string | null
  readonly assignmentId: string | null
  readonly exemption: 'asked' | null
  /** Who asked for the exemption. */
  readonly askedById: string | null
  /** How the work stands, where there is any. */
  readonly work: 'active' | 'submitted' | null
}

/** Whose duties are asked for: those below these managers, or `all`. */
export type Whose = 'all' | readonly string[]

/**
 * Duties that are open or overdue or wait for an answer on an exemption, or credentials in force that lapse without a newer one; the nearest day first. The page is found among
 * duties or credentials alone, by the index of their days; names and departments are read for its rows.
 */
export async function listDue(
  scope: OrgScope,
  whose: Whose,
  query: DueQuery,
): Promise<Total & { readonly items: readonly DueRow[] }> {
  const { who, all } = await whoIsAsked(scope, whose, query)
  const found = query.view === 'lapsing' ? lapsing(scope, query, who) : openDuties(scope, query, who)
  const read = () =>
    sql<{ id: string }>`${found} ORDER BY due_at, id LIMIT ${query.limit} OFFSET ${query.offset}`.execute(
      scope.db,
    )
  const many = all && query.view !== 'asked'
  const { rows } = many ? await inIndexOrder(scope.db, read) : await read()
  const ids = rows.map(({ id }) => id)
  const total = wholeList(query, ids.length) ?? (await count(scope, query, found))
  return { ...total, items: await readRows(scope, query, ids) }
}

/** Up to how many are counted: of lapsing credentials each costs a look for a newer one, of a name each a look at the name. */
const COUNTED = { overdue: 10_000, open: 10_000, asked: 1_000, lapsing: 250 } as const
const COUNTED_OF_A_NAME = 1_000

/** So many who match a text are named one by one. An index that holds people compares them all within a few milliseconds. */
const FEW = 20_000

/** A page that is not full is the last one: how many there are follows from it, unless it is beyond the end. */
const wholeList = ({ offset, limit }: DueQuery, found: number): Total | undefined =>
  found < limit && (found > 0 || offset === 0) ? { total: offset + found, more: false } : undefined

async function count(scope: OrgScope, { view, q }: DueQuery, found: RawBuilder<unknown>): Promise<Total> {
  const most = q === undefined || q === '' ? COUNTED[view] : Math.min(COUNTED[view], COUNTED_OF_A_NAME)
  const { rows } = await sql<{ count: number }>`
    SELECT count(*)::int AS count FROM (${found} LIMIT ${most + 1}) AS found`.execute(scope.db)
  const counted = rows[0]?.count ?? 0
  return { total: Math.min(counted, most), more: counted > most }
}

/** A condition on `one.person_id`, and whether it leaves nobody out who is a member. */
async function whoIsAsked(scope: OrgScope, whose: Whose, query: DueQuery) {
  const conditions: RawBuilder<unknown>[] = []
  const { q, departmentId, managerId } = query
  if (whose !== 'all' || departmentId !== undefined || managerId !== undefined)
    conditions.push(sql`one.person_id = ANY(${await placed(scope, whose, query)}::uuid[])`)
  if (q !== undefined && q !== '') {
    const matches = await findInDirectory(scope, q, FEW)
    conditions.push(
      matches.kind === 'few'
        ? sql`one.person_id = ANY(${matches.personIds}::uuid[])`
        : sql`(SELECT named.search LIKE ${matches.pattern} FROM directory named WHERE named.org_id = ${scope.orgId}
            AND named.person_id = one.person_id)`,
    )
  }
  const member = sql`(SELECT known.member FROM directory known WHERE known.org_id = ${scope.orgId} AND known.person_id = one.person_id)`
  return { all: conditions.length === 0, who: sql.join([member, ...conditions], sql` AND `) }
}

/** Members by where they stand: named one by one, so that the planner knows how many they are. */
async function placed(
  scope: OrgScope,
  whose: Whose,
  { departmentId, managerId }: Pick<Partial<DueQuery>, 'departmentId' | 'managerId'>,
) {
  if (whose !== 'all' && whose.length === 0) return []
  const below = whose === 'all' ? [] : whose.map((lead) => sql`m.person_id IN (${reportsBelow(scope, lead)})`)
  const { rows } = await sql<{ personId: string }>`SELECT m.person_id AS "personId" FROM membership m
    WHERE m.org_id = ${scope.orgId} AND m.left_at IS NULL
      AND ${below.length === 0 ? sql`true` : sql`(${sql.join(below, sql` OR `)})`}
      AND ${departmentId === undefined ? sql`true` : sql`m.department_id IN (${departmentsBelow(scope, departmentId)})`}
      AND ${managerId === undefined ? sql`true` : sql`m.person_id IN (${reportsBelow(scope, managerId)})`}`.execute(
    scope.db,
  )
  return rows.map(({ personId }) => personId)
}

function openDuties(
  { orgId, deps }: OrgScope,
  { view, achievementId }: DueQuery,
  who: RawBuilder<unknown>,
): RawBuilder<unknown> {
  const ofOne =
    achievementId === undefined
      ? sql`true`
      : sql`one.assignment_id = ANY(ARRAY(SELECT a.id FROM assignment a WHERE a.org_id = ${orgId} AND a.achievement_id = ${achievementId}))`
  const shown = {
    open: sql`true`,
    overdue: sql`one.due_at < ${deps.now()}`,
    asked: sql`one.id = ANY(ARRAY(SELECT x.duty_id FROM exemption x WHERE x.org_id = ${orgId} AND x.state = 'asked'))`,
    // What lapses is no duty.
    lapsing: sql`false`,
  }[view]
  return sql`SELECT one.id, one.due_at FROM duty one WHERE one.org_id = ${orgId} AND one.state = 'open'
    AND ${shown} AND ${ofOne} AND ${who}`
}

function lapsing(
  { orgId, deps }: OrgScope,
  { achievementId }: DueQuery,
  who: RawBuilder<unknown>,
): RawBuilder<unknown> {
  const now = deps.now()
  const soon = new Date(now.getTime() + RENEWAL_DAYS * 86_400_000)
  return sql`SELECT one.id, one.valid_until AS due_at FROM credential one
    WHERE one.org_id = ${orgId} AND one.valid_until > ${now} AND one.valid_until <= ${soon}
      AND one.revoked_at IS NULL AND one.suspended_at IS NULL AND one.issued_at IS NOT NULL
      AND ${achievementId === undefined ? sql`true` : sql`one.achievement_id = ${achievementId}`} AND ${who}
      AND NOT coalesce((SELECT true FROM credential newer WHERE newer.org_id = one.org_id AND newer.person_id = one.person_id
        AND newer.achievement_id = one.achievement_id AND newer.revoked_at IS NULL AND newer.id <> one.id
        AND coalesce(newer.valid_until, 'infinity') > one.valid_until LIMIT 1), false)`
}

/** What is shown of the rows of a page, in its order. */
async function readRows(
  scope: OrgScope,
  { view }: DueQuery,
  ids: readonly string[],
): Promise<readonly DueRow[]> {
  if (ids.length === 0) return []
  const due = view === 'lapsing' ? lapsingWords(scope, ids) : dutyWords(scope, ids)
  const work = sql`(SELECT e.state FROM enrollment e WHERE e.org_id = ${scope.orgId} AND e.person_id = due."personId"
    AND e.achievement_id = due."achievementId" AND e.state IN ('active', 'submitted'))`
  const { rows } =
    await sql<DueRow>`SELECT due.*, ${work} AS work, p.name, dep.name AS department, boss.name AS manager
    FROM (${due}) due
      JOIN membership m ON m.org_id = ${scope.orgId} AND m.person_id = due."personId"
      JOIN person p ON p.id = m.person_id
      LEFT JOIN department dep ON dep.org_id = m.org_id AND dep.id = m.department_id
      LEFT JOIN person boss ON boss.id = m.manager_id`.execute(scope.db)
  const byId = new Map(rows.map((row) => [row.id, row]))
  return ids.flatMap((id) => byId.get(id) ?? [])
}

const dutyWords = ({ orgId, deps }: OrgScope, ids: readonly string[]) =>
  sql`SELECT d.id, d.person_id AS "personId", a.achievement_id AS "achievementId", v.name AS achievement, d.due_at AS "dueAt",
      d.due_at < ${deps.now()} AS overdue, a.reason, a.id AS "assignmentId", x.state AS exemption, x.asked_by AS "askedById"
    FROM duty d JOIN assignment a ON a.org_id = d.org_id AND a.id = d.assignment_id
      CROSS JOIN LATERAL (${nameOf(sql`a`)}) v
      LEFT JOIN exemption x ON x.org_id = d.org_id AND x.duty_id = d.id AND x.state = 'asked'
    WHERE d.org_id = ${orgId} AND d.id = ANY(${ids}::uuid[])`

const lapsingWords = ({ orgId }: OrgScope, ids: readonly string[]) =>
  sql`SELECT c.id, c.person_id AS "personId", c.achievement_id AS "achievementId", v.name AS achievement,
      c.valid_until AS "dueAt", false AS overdue, NULL::text AS reason, NULL::uuid AS "assignmentId", NULL::text AS exemption, NULL::uuid AS "askedById"
    FROM credential c JOIN achievement_version v ON v.org_id = c.org_id AND v.id = c.achievement_version_id
    WHERE c.org_id = ${orgId} AND c.id = ANY(${ids}::uuid[])`

/** How many of these duties are overdue, and of how many an exemption was asked. */
export async function countDue(
  scope: OrgScope,
  whose: Whose,
): Promise<{ readonly overdue: number; readonly asked: number }> {
  const whom = whose === 'all' ? sql`true` : sql`d.person_id = ANY(${await placed(scope, whose, {})}::uuid[])`
  const { rows } = await sql<{ readonly overdue: number; readonly asked: number }>`
    SELECT count(*) FILTER (WHERE d.due_at < ${scope.deps.now()}) AS overdue, count(x.id) AS asked
    FROM duty d JOIN membership m ON m.org_id = d.org_id AND m.person_id = d.person_id AND m.left_at IS NULL
      LEFT JOIN exemption x ON x.org_id = d.org_id AND x.duty_id = d.id AND x.state = 'asked'
    WHERE d.org_id = ${scope.orgId} AND d.state = 'open' AND ${whom}`.execute(scope.db)
  return rows[0] ?? { overdue: 0, asked: 0 }
}
