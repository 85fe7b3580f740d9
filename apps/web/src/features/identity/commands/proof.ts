import { sql } from 'kysely'
import { AppError } from '../../../app-error.ts'
import { asSystem, type OrgScope, type PersonScope, type SessionProof } from '../../../db/scopes.ts'
import { isFresh } from '../policy.ts'

/** Error `wrong_state` unless the person proved lately that it is them; for what opens or closes the account. */
export function requireFresh(scope: PersonScope): void {
  if (!isFresh(scope))
    throw new AppError('wrong_state', 'Prove again that it is you: POST /me/proof, or sign in anew.', {
      text: 'prove_again',
    })
}

/** Whether who acts proved lately that it is them; for what other features keep for that. */
export const hasFreshProof = (scope: OrgScope): boolean => isFresh(scope)

/** The session that the person acts in. Error `forbidden` for an API key. */
export function sessionOf(scope: PersonScope): SessionProof {
  const session = scope.actor.kind === 'person' ? scope.actor.session : undefined
  if (session === undefined) throw new AppError('forbidden', 'This is for a person who is signed in.')
  return session
}

/** Notes that the person of this session has just proven that it is them; `byFactor`: by a code or a passkey too. */
export async function noteProof(
  scope: PersonScope,
  { byFactor }: { readonly byFactor: boolean },
): Promise<void> {
  const { token } = sessionOf(scope)
  const now = scope.deps.now()
  await asSystem(scope, async ({ db }) => {
    await sql`UPDATE auth.session SET "freshAt" = ${now} WHERE token = ${token}`.execute(db)
    if (byFactor) await sql`UPDATE auth.session SET "factorAt" = ${now} WHERE token = ${token}`.execute(db)
  })
}

/** Ends every session of a person but the one with this token. */
export async function endSessionsOf(
  scope: PersonScope,
  { except }: { readonly except: string | undefined },
): Promise<void> {
  await asSystem(scope, ({ db }) =>
    sql`DELETE FROM auth.session WHERE token <> ${except ?? ''}
      AND "userId" = (SELECT user_id FROM person WHERE id = ${scope.personId})`.execute(db),
  )
}
