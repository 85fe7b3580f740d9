import { authorize } from '../../../http/authenticate.ts'
import { parseInput } from '../../../http/input.ts'
import { contextOf, inOrganization } from '../../../http/request-context.ts'
import { mayDefineRoleSets, mayGiveRoleSets, maySeeRoleSets } from '../policy.ts'
import { presentRoleSet } from '../present/role-set.ts'
import { presentMember } from '../present.ts'
import { getRoleSet, membersWithRoleSet } from '../queries/role-sets.ts'
import { ROLE_SET_AREAS } from '../schema/role-set.ts'
import { departmentPageSchema } from '../schema.ts'
import type { Route } from './+types/role-set'
import { offerPeople } from './offer-people.ts'

/** What the page of a role set shows: who has it, at most 200. */
export async function loadRoleSet(args: Route.LoaderArgs) {
  const params = Object.fromEntries(new URL(args.request.url).searchParams)
  const { find } = parseInput(departmentPageSchema, params, contextOf(args).language)
  const found = await inOrganization(args, async (scope) => {
    authorize(maySeeRoleSets(scope))
    const set = presentRoleSet(await getRoleSet(scope, args.params.set))
    const mayGive = mayGiveRoleSets(scope)
    return {
      set,
      people: (await membersWithRoleSet(scope, set.id)).items.map(presentMember),
      mayGive,
      mayDefine: mayDefineRoleSets(scope),
      found: await offerPeople(scope, mayGive, find),
    }
  })
  return {
    ...found,
    areas: ROLE_SET_AREAS,
    find: find ?? '',
    saved: params.saved !== undefined,
    base: `/o/${args.params.org}`,
  }
}
