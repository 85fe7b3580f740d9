import type { OrgScope } from '../../../db/scopes.ts'
import { parseInput } from '../../../http/input.ts'
import { contextOf } from '../../../http/request-context.ts'
import { setManager } from '../commands/managers.ts'
import { changeDepartment, moveIntoDepartment, removeDepartment, takeOutOfDepartment } from '../commands.ts'
import { departmentSchema, managerSchema } from '../schema.ts'
import type { Route } from './+types/department'
import { postThing } from './post-thing.ts'

/** Does what one of the forms on a department's page asks for. */
export async function postDepartment(
  scope: OrgScope,
  args: Route.ActionArgs,
  form: Record<string, unknown>,
): Promise<void> {
  const { language } = contextOf(args)
  const id = args.params.department
  const { intent, ...fields } = form
  if (intent === 'manager') {
    const { personIds, managerId } = parseInput(managerSchema, fields, language)
    return setManager(scope, personIds, managerId)
  }
  await postThing(form, language, {
    change: () => changeDepartment(scope, id, parseInput(departmentSchema, fields, language)),
    add: (people) => moveIntoDepartment(scope, id, people),
    takeOut: (people) => takeOutOfDepartment(scope, id, people),
    remove: () => removeDepartment(scope, id),
  })
}
