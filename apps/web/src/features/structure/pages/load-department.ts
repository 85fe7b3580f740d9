import { authorize } from '../../../http/authenticate.ts'
import { parseInput } from '../../../http/input.ts'
import { contextOf, inOrganization } from '../../../http/request-context.ts'
import { mayManageDepartments, maySeeStructure } from '../policy.ts'
import { presentDepartment, presentMember } from '../present.ts'
import { allMembers, membersOfDepartment } from '../queries/members.ts'
import { departmentChoices, getDepartment } from '../queries.ts'
import { departmentPageSchema } from '../schema.ts'
import type { Route } from './+types/department'

/** Members on one page of a list. */
export const PAGE = 50

/** People whom a search offers: who looks for a name finds it among these, or writes more of it. */
export const OFFERED = 20

/** What the page of a department shows. */
export async function loadDepartment(args: Route.LoaderArgs) {
  const params = Object.fromEntries(new URL(args.request.url).searchParams)
  const { q, find, deep, page } = parseInput(departmentPageSchema, params, contextOf(args).language)
  const { department: id } = args.params
  const found = await inOrganization(args, async (scope) => {
    authorize(maySeeStructure(scope))
    const department = presentDepartment(await getDepartment(scope, id))
    const members = await membersOfDepartment(scope, id, {
      q,
      deep: deep === 'yes',
      limit: PAGE,
      offset: (page - 1) * PAGE,
    })
    const mayManage = mayManageDepartments(scope)
    const looking = mayManage && find !== undefined && find !== ''
    const offered = looking ? (await allMembers(scope, { q: find, limit: OFFERED })).items : []
    return {
      department,
      people: members.items.map(presentMember),
      total: members.total,
      mayManage,
      found: offered.filter(({ departmentId }) => departmentId !== id).map(presentMember),
      choices: mayManage ? await departmentChoices(scope) : [],
    }
  })
  return {
    ...found,
    q: q ?? '',
    find: find ?? '',
    deep: deep === 'yes',
    page,
    saved: params.saved !== undefined,
    base: `/o/${args.params.org}`,
  }
}
