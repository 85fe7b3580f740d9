import type { OrgScope } from '../../../db/scopes.ts'
import { offeredMembers } from '../../structure/queries/members.ts'
import { listDepartments, listGroups } from '../../structure/queries.ts'
import { teamLeads } from '../../team/queries.ts'

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
