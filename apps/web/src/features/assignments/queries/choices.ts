import { sql } from 'kysely'
import type { OrgScope } from '../../../db/scopes.ts'
import { isId } from '../../credentials/schema.ts'
import { getMemberName, offeredMembers, reportsBelow } from '../../structure/queries/members.ts'
import { listDepartments, listGroups } from '../../structure/queries.ts'
import { teamLeads } from '../../team/queries.ts'
import { isReportHere } from './whose.ts'

interface Named {
  readonly id: string
  readonly name: string
}

/** What the form to assign offers. */
export interface Choices {
  readonly achievements: readonly Named[]
  readonly groups: readonly Named[]
  readonly departments: readonly Named[]
}

/** All members, groups and departments for who may assign to anybody; else those who report to the one who asks. */
export async function loadChoices(scope: OrgScope, anybody: boolean): Promise<Choices> {
  const achievements = await scope.db
    .selectFrom('achievementVersion')
    .select(['achievementId as id', 'name'])
    .where('orgId', '=', scope.orgId)
    .where('state', '=', 'published')
    .orderBy('name')
    .execute()
  if (!anybody) return { achievements, groups: [], departments: [] }
  const named = ({ id, name }: Named): Named => ({ id, name })
  return {
    achievements,
    groups: (await listGroups(scope)).map(named),
    departments: (await listDepartments(scope)).map(named),
  }
}

/** People to assign to, by a part of their name or address: all members, or those who report to the one who asks. */
export const findAssignable = (scope: OrgScope, anybody: boolean, words: string) =>
  anybody ? offeredMembers(scope, words) : offeredMembers(scope, words, teamLeads(scope))

/** What a link to the form fills in; what makes no sense is left out. */
export interface Given {
  readonly achievementId: string | undefined
  /** A member whom the one who asks may assign to. */
  readonly person: Named | undefined
  readonly dueDays: string | undefined
  readonly renewDays: string | undefined
}

/** Reads what an address says of the form; `anybody` as in {@link loadChoices}. Error `not_found` for who is no member. */
export async function loadGiven(scope: OrgScope, params: URLSearchParams, anybody: boolean): Promise<Given> {
  const personId = params.get('personId') ?? ''
  const mayHave = isId(personId) && (anybody || (await isReportHere(scope, personId)))
  const number = (name: string) => /^\d{1,4}$/.exec(params.get(name) ?? '')?.[0]
  return {
    achievementId: params.get('achievementId') ?? undefined,
    person: mayHave ? { id: personId, name: await getMemberName(scope, personId) } : undefined,
    dueDays: number('dueDays'),
    renewDays: number('renewDays'),
  }
}

/** Members who manage somebody, by name, for a filter: all, or those who report to the one who asks, with themselves. */
export async function listManagers(scope: OrgScope, anybody: boolean): Promise<readonly Named[]> {
  const leads = anybody ? [] : teamLeads(scope)
  const below = leads.map((lead) => sql`m.manager_id IN (${reportsBelow(scope, lead)})`)
  const own = sql.join([sql`m.manager_id = ANY (${[...leads]}::uuid[])`, ...below], sql` OR `)
  const { rows } = await sql<Named>`
    SELECT DISTINCT p.id, p.name FROM membership m JOIN person p ON p.id = m.manager_id
    WHERE m.org_id = ${scope.orgId} AND m.left_at IS NULL AND (${anybody ? sql`true` : own})
    ORDER BY p.name, p.id LIMIT 2000`.execute(scope.db)
  return rows
}
