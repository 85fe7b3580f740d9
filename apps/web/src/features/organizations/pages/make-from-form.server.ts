import { AppError } from '../../../app-error.ts'
import { parseInput } from '../../../http/input.ts'
import { contextOf, type PageArgs } from '../../../http/request-context.ts'
import { createOrganization } from '../commands.ts'
import { organizationSchema } from '../schema.ts'

/** Makes an organization for who is signed in from the fields of a form; answers its short name. */
export async function makeFromForm(
  args: Pick<PageArgs, 'request' | 'context'>,
  fields: Record<string, unknown>,
  setupCode: string | undefined,
): Promise<string> {
  const { deps, caller, language } = contextOf(args)
  if (caller.kind !== 'person') throw new AppError('not_signed_in', 'Sign in first.')
  const input = parseInput(organizationSchema, fields, language)
  await createOrganization(deps, { kind: 'person', personId: caller.personId }, input, { setupCode })
  return input.slug
}
