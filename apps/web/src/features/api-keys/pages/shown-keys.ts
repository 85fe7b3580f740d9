import { contextOf, type PageArgs } from '../../../http/request-context.ts'
import type { ApiScope } from '../../../policy.ts'
import { presentKey } from '../present.ts'
import { KEY_LIFETIMES } from '../schema.ts'

/** What a page of keys shows, and what its form for another one offers. */
export function shownKeys(
  args: Pick<PageArgs, 'context'>,
  rows: readonly Parameters<typeof presentKey>[0][],
  scopes: readonly ApiScope[],
) {
  const { deps, language, person } = contextOf(args)
  return {
    keys: rows.map(presentKey),
    scopes,
    lifetimes: KEY_LIFETIMES,
    language,
    timeZone: person?.timeZone ?? 'UTC',
    now: deps.now().toISOString(),
  }
}
