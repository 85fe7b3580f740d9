import { randomUUID } from 'node:crypto'
import { forbidden } from '../../../app-error.ts'
import type { OrgScope } from '../../../db/scopes.ts'
import type { ChangeTold } from '../schema.ts'
import { type LogAbout, type LogNews, storeLogRows } from './store-log-rows.ts'

/** What changed, of which the log is told. */
export type Changed = LogAbout & {
  /** SHA-256 of the signed JSON. */
  readonly digest: Uint8Array
}

/** How it changed. */
export interface NotedChange {
  readonly kind: ChangeTold
  /** Verifiers read it. */
  readonly reason: string
  /** What the log calls it. */
  readonly logged: Extract<LogNews['event'], { readonly changeId: string }>['kind']
}

/**
 * Every change of state of what the organization signed, credential or learner record, is written down here: a row with its reason and
 * author, and the row that waits for the log. Errors: `forbidden` without a person who makes the change; `gone` after erasure.
 */
export async function noteChanges(
  scope: OrgScope,
  changed: readonly Changed[],
  { kind, reason, logged }: NotedChange,
): Promise<void> {
  const { actor, orgId, deps } = scope
  if (actor.kind === 'system') throw forbidden('The state of a credential is changed by a person.')
  const changes = changed.map((one) => ({ id: randomUUID(), one }))
  await scope.db
    .insertInto('statusChange')
    .values(
      changes.map(({ id, one }) => ({
        ...{ orgId, id, kind, reason, changedBy: actor.personId, changedAt: deps.now() },
        credentialId: 'credential' in one ? one.credential.id : null,
        clrId: 'record' in one ? one.record.id : null,
      })),
    )
    .execute()
  await storeLogRows(
    scope,
    changes.map(({ id, one }) => ({ ...one, event: { kind: logged, changeId: id } })),
  )
}
