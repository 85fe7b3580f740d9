import type { OrgScope } from '../../../db/scopes.ts'
import { parseInput } from '../../../http/input.ts'
import { contextOf } from '../../../http/request-context.ts'
import { addToGroup, changeGroup, removeGroup, takeOutOfGroup } from '../commands/groups.ts'
import { groupSchema } from '../schema.ts'
import type { Route } from './+types/group'
import { postThing } from './post-thing.ts'

/** Does what one of the forms on a group's page asks for. */
export async function postGroup(
  scope: OrgScope,
  args: Route.ActionArgs,
  form: Record<string, unknown>,
): Promise<void> {
  const { language } = contextOf(args)
  const id = args.params.group
  const { intent: _, ...fields } = form
  await postThing(form, language, {
    change: () => changeGroup(scope, id, parseInput(groupSchema, fields, language)),
    add: (people) => addToGroup(scope, id, people),
    takeOut: (people) => takeOutOfGroup(scope, id, people),
    remove: () => removeGroup(scope, id),
  })
}
