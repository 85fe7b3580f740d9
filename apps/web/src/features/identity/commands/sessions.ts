import { sql } from 'kysely'
import { notFound } from '../../../app-error.ts'
import { asSystem, type PersonScope } from '../../../db/scopes.ts'
import { recordEvent } from '../../audit/commands.ts'

/** Ends one of the person's sessions; whoever holds its cookie is signed out at their next request. */
export async function endSession(scope: PersonScope, sessionId: string): Promise<void> {
  const { numAffectedRows } = await asSystem(scope, (system) =>
    sql`DELETE FROM auth.session WHERE id = ${sessionId}
      AND "userId" = (SELECT user_id FROM person WHERE id = ${scope.personId})`.execute(system.db),
  )
  if (numAffectedRows === 0n) throw notFound('session')
  await recordEvent(scope, { action: 'session.ended', recordType: 'person', recordId: scope.personId })
}

/** Ends every session of the person but the one with this token. Answers how many it ended. */
export async function endOtherSessions(
  scope: PersonScope,
  ownToken: string | undefined,
): Promise<{ readonly ended: number }> {
  const { numAffectedRows } = await asSystem(scope, (system) =>
    sql`DELETE FROM auth.session WHERE token <> ${ownToken ?? ''}
      AND "userId" = (SELECT user_id FROM person WHERE id = ${scope.personId})`.execute(system.db),
  )
  const ended = Number(numAffectedRows ?? 0n)
  if (ended > 0)
    await recordEvent(scope, {
      action: 'session.others_ended',
      recordType: 'person',
      recordId: scope.personId,
      data: { ended },
    })
  return { ended }
}
