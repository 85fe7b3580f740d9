import type { OrgScope } from '../../../db/scopes.ts'
import { presentMember } from '../present.ts'
import { allMembers } from '../queries/members.ts'

/** People whom a search offers: who looks for a name finds it among these, or writes more of it. */
const OFFERED = 20

/** Members whose name or address holds what was looked for; nobody where nothing was, or who looks may add nobody. */
export async function offerPeople(scope: OrgScope, mayAdd: boolean, find: string | undefined) {
  if (!mayAdd || find === undefined || find === '') return []
  return (await allMembers(scope, { q: find, limit: OFFERED })).items.map(presentMember)
}
