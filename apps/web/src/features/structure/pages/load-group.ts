import { authorize } from '../../../http/authenticate.ts'
import { parseInput } from '../../../http/input.ts'
import { contextOf, inOrganization } from '../../../http/request-context.ts'
import { mayManageGroups, maySeeStructure } from '../policy.ts'
import { presentGroup, presentMember } from '../present.ts'
import { membersOfGroup } from '../queries/members.ts'
import { getGroup } from '../queries.ts'
import { departmentPageSchema } from '../schema.ts'
import type { Route } from './+types/group'
import { PAGE } from './load-department.ts'
import { offerPeople } from './offer-people.ts'

/** What the page of a group shows. */
export async function loadGroup(args: Route.LoaderArgs) {
  const params = Object.fromEntries(new URL(args.request.url).searchParams)
  const { q, find, page } = parseInput(departmentPageSchema, params, contextOf(args).language)
  const { group: id } = args.params
  const found = await inOrganization(args, async (scope) => {
    authorize(maySeeStructure(scope))
    const group = presentGroup(await getGroup(scope, id))
    const members = await membersOfGroup(scope, id, { q, limit: PAGE, offset: (page - 1) * PAGE })
    const mayManage = mayManageGroups(scope)
    return {
      group,
      people: members.items.map(presentMember),
      total: members.total,
      mayManage,
      found: await offerPeople(scope, mayManage, find),
    }
  })
  return {
    ...found,
    q: q ?? '',
    find: find ?? '',
    page,
    saved: params.saved !== undefined,
    base: `/o/${args.params.org}`,
  }
}
