import { authorize } from '../../../http/authenticate.ts'
import { parseInput } from '../../../http/input.ts'
import { contextOf, inOrganization } from '../../../http/request-context.ts'
import { mayManageDepartments, maySeeStructure } from '../policy.ts'
import { presentDepartment, presentMember } from '../present.ts'
import { membersOfDepartment } from '../queries/members.ts'
import { departmentChoices, getDepartment } from '../queries.ts'
import { departmentPageSchema } from '../schema.ts'
import type { Route } from './+types/department'
import { offerPeople } from './offer-people.ts'

/** Members on one page of a list. */
export const PAGE = 50

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
    const offered = await offerPeople(scope, mayManage, find)
    return {
      department,
      people: members.items.map(presentMember),
      total: members.total,
      mayManage,
      found: offered.filter(({ departmentId }) => departmentId !== id),
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
