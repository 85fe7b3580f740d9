import { AppError } from '../../../app-error.ts'
import type { OrgScope } from '../../../db/scopes.ts'
import { parseInput } from '../../../http/input.ts'
import { contextOf } from '../../../http/request-context.ts'
import { changeRoleSet, giveRoleSet, removeRoleSet, takeRoleSet } from '../commands/role-sets.ts'
import { roleSetChangeSchema } from '../schema/role-set.ts'
import { peopleSchema } from '../schema.ts'
import type { Route } from './+types/role-set'

/** Does what one of the forms on a role set's page asks for, told by its `intent`. */
export async function postRoleSet(
  scope: OrgScope,
  args: Route.ActionArgs,
  { intent, ...fields }: Record<string, unknown>,
): Promise<void> {
  const { language } = contextOf(args)
  const id = args.params.set
  const chosen = () => parseInput(peopleSchema, fields, language).personIds
  switch (intent) {
    case 'change':
      return changeRoleSet(scope, id, parseInput(roleSetChangeSchema, fields, language))
    case 'add':
      return giveRoleSet(scope, id, chosen())
    case 'take-out':
      return takeRoleSet(scope, id, chosen())
    case 'remove':
      return removeRoleSet(scope, id)
    default:
      throw new AppError('malformed', 'The form asks for nothing that is known.')
  }
}
