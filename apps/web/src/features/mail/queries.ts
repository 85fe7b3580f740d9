import type { SystemScope } from '../../db/scopes.ts'

/** The latest letters, newest first: the outbox of demo and development. */
export function listOutbox(scope: SystemScope, { limit, offset }: { limit: number; offset: number }) {
  return scope.db
    .selectFrom('mail')
    .select(['id', 'toAddress', 'template', 'subject', 'textBody', 'createdAt', 'sentAt'])
    .orderBy('createdAt', 'desc')
    .orderBy('id')
    .limit(limit)
    .offset(offset)
    .execute()
}
