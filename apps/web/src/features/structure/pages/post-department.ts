import { AppError } from '../../../app-error.ts'
import type { OrgScope } from '../../../db/scopes.ts'
import { parseInput } from '../../../http/input.ts'
import { contextOf } from '../../../http/request-context.ts'
import { setManager } from '../commands/managers.ts'
import { changeDepartment, moveIntoDepartment, removeDepartment, takeOutOfDepartment } from '../commands.ts'
import { departmentSchema, managerSchema, peopleSchema } from '../schema.ts'
import type { Route } from './+types/department'

/** Does what one of the forms on a department's page asks for, told by its `intent`. */
export async function postDepartment(
  scope: OrgScope,
  args: Route.ActionArgs,
  { intent, ...fields }: Record<string, unknown>,
): Promise<void> {
  const { language } = contextOf(args)
  const id = args.params.department
  const chosen = () => parseInput(peopleSchema, { personIds: fields.personIds }, language).personIds
  switch (intent) {
    case 'change':
      return changeDepartment(scope, id, parseInput(departmentSchema, fields, language))
    case 'add':
      return moveIntoDepartment(scope, id, chosen())
    case 'take-out':
      return takeOutOfDepartment(scope, id, chosen())
    case 'manager': {
      const { personIds, managerId } = parseInput(managerSchema, fields, language)
      return setManager(scope, personIds, managerId)
    }
    case 'remove':
      return removeDepartment(scope, id)
    default:
      throw new AppError('malformed', 'The form asks for nothing that is known.')
  }
}
