import { formAction } from '../../../http/form-action.ts'
import { parseInput } from '../../../http/input.ts'
import type { PageArgs } from '../../../http/request-context.ts'
import { type Visitor, visitorOf } from '../../../http/visitor.ts'
import { linkTokenSchema } from '../schema.ts'

/** The token of a mailed link. */
export const tokenOf = ({ url }: Request): { readonly token: string } => ({
  token: new URL(url).searchParams.get('token') ?? '',
})

/** Does what the link was mailed for, once its button was pressed. */
export function actByLink(args: PageArgs, act: (visitor: Visitor, token: string) => Promise<void>) {
  return formAction(args, async (fields) => {
    const visitor = visitorOf(args)
    const { token } = parseInput(linkTokenSchema, fields, visitor.language)
    await act(visitor, token)
    return { done: true }
  })
}
