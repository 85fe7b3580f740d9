import { AppError } from '../../../app-error.ts'
import type { OrgScope } from '../../../db/scopes.ts'
import { parseInput } from '../../../http/input.ts'
import { contextOf } from '../../../http/request-context.ts'
import { addToGroup, changeGroup, removeGroup, takeOutOfGroup } from '../commands/groups.ts'
import { groupSchema, peopleSchema } from '../schema.ts'
import type { Route } from './+types/group'

/** Does what one of the forms on a group's page asks for, told by its `intent`. */
export async function postGroup(
  scope: OrgScope,
  args: Route.ActionArgs,
  { intent, ...fields }: Record<string, unknown>,
): Promise<void> {
  const { language } = contextOf(args)
  const id = args.params.group
  const chosen = () => parseInput(peopleSchema, fields, language).personIds
  switch (intent) {
    case 'change':
      return changeGroup(scope, id, parseInput(groupSchema, fields, language))
    case 'add':
      return addToGroup(scope, id, chosen())
    case 'take-out':
      return takeOutOfGroup(scope, id, chosen())
    case 'remove':
      return removeGroup(scope, id)
    default:
      throw new AppError('malformed', 'The form asks for nothing that is known.')
  }
}
