import { redirect } from 'react-router'
import type { z } from 'zod'
import type { OrgScope, PersonScope } from '../../../db/scopes.ts'
import { formAction } from '../../../http/form-action.ts'
import { parseInput } from '../../../http/input.ts'
import { contextOf, type PageArgs } from '../../../http/request-context.ts'
import { createKey, revokeKey } from '../commands.ts'
import type { KeyInput } from '../schema.ts'

/** A page of keys, of an organization or of a person. */
export interface KeysPage {
  readonly address: string
  readonly schema: z.ZodType<KeyInput>
  /** Runs work in the scope of whose keys they are, when the one who asks may. */
  readonly run: <T>(work: (scope: OrgScope | PersonScope) => Promise<T>) => Promise<T>
}

/** Makes a key, which the answer shows this once, or revokes one. */
export function postKeys(args: Pick<PageArgs, 'request' | 'context'>, { address, schema, run }: KeysPage) {
  return formAction(args, async ({ intent, id, ...fields }) => {
    if (intent === 'revoke') {
      await run((scope) => revokeKey(scope, String(id ?? '')))
      throw redirect(address)
    }
    const input = parseInput(schema, fields, contextOf(args).language)
    return run((scope) => createKey(scope, input))
  })
}
