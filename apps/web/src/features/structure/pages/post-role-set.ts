import type { OrgScope } from '../../../db/scopes.ts'
import { parseInput } from '../../../http/input.ts'
import { contextOf } from '../../../http/request-context.ts'
import { changeRoleSet, giveRoleSet, removeRoleSet, takeRoleSet } from '../commands/role-sets.ts'
import { roleSetChangeSchema } from '../schema/role-set.ts'
import type { Route } from './+types/role-set'
import { postThing } from './post-thing.ts'

/** Does what one of the forms on a role set's page asks for. */
export async function postRoleSet(
  scope: OrgScope,
  args: Route.ActionArgs,
  form: Record<string, unknown>,
): Promise<void> {
  const { language } = contextOf(args)
  const id = args.params.set
  const { intent: _, ...fields } = form
  await postThing(form, language, {
    change: () => changeRoleSet(scope, id, parseInput(roleSetChangeSchema, fields, language)),
    add: (people) => giveRoleSet(scope, id, people),
    takeOut: (people) => takeRoleSet(scope, id, people),
    remove: () => removeRoleSet(scope, id),
  })
}
