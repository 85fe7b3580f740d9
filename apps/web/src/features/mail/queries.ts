import { notFound } from '../../app-error.ts'
import { inSystem, type SystemScope } from '../../db/scopes.ts'
import type { Deps } from '../../deps.ts'

export interface OutboxPage {
  readonly limit: number
  readonly offset: number
}

/** The latest letters, newest first. Error `not_found` in production, where whoever reads them could sign in as anybody. */
export async function readOutbox(deps: Deps, page: OutboxPage) {
  if (deps.config.mode === 'production') throw notFound('page')
  return inSystem(deps, async (scope) => ({
    letters: await listLetters(scope, page),
    total: await countLetters(scope),
  }))
}

function listLetters(scope: SystemScope, { limit, offset }: OutboxPage) {
  return scope.db
    .selectFrom('mail')
    .select(['id', 'toAddress', 'template', 'subject', 'textBody', 'createdAt', 'sentAt', 'error'])
    .orderBy('createdAt', 'desc')
    .orderBy('id')
    .limit(limit)
    .offset(offset)
    .execute()
}

async function countLetters(scope: SystemScope): Promise<number> {
  const { count } = await scope.db
    .selectFrom('mail')
    .select((eb) => eb.fn.countAll<number>().as('count'))
    .executeTakeFirstOrThrow()
  return count
}

/** The text of the newest letter to an address; undefined where there is none, or it was sent and its text removed. */
export async function newestLetterTo(scope: SystemScope, address: string): Promise<string | undefined> {
  const mail = await scope.db
    .selectFrom('mail')
    .select('textBody')
    .where('toAddress', '=', address)
    .orderBy('createdAt', 'desc')
    .orderBy('id')
    .executeTakeFirst()
  return mail?.textBody ?? undefined
}
