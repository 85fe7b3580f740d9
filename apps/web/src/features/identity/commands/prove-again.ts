import { AppError, invalidField } from '../../../app-error.ts'
import { inSystem, type PersonScope } from '../../../db/scopes.ts'
import type { Visitor } from '../../../http/visitor.ts'
import { hasPassword } from '../queries.ts'
import type { Proof } from '../schema.ts'
import { countFactorTry } from './enter-factor.ts'
import { proveByPasskey } from './passkeys.ts'
import { isPasswordOf } from './passwords.ts'
import { noteProof } from './proof.ts'
import { getFactorState, spendCode, wrongCode } from './second-factor.ts'
import { countSignInTry } from './tries.ts'

/** What the person must show to prove again that it is them. Neither: a passkey, or signing in anew by a mailed link. */
export interface ProofNeeded {
  readonly password: boolean
  readonly code: boolean
}

export async function proofNeeded(scope: PersonScope): Promise<ProofNeeded> {
  const { set } = await getFactorState(scope, scope.personId)
  return { password: await hasPassword(scope), code: set }
}

/**
 * Proves inside a session that it is still the person: by a passkey, or by everything else that signing in takes. Errors:
 * `rate_limited`, `invalid_input`, `wrong_state` for an account that has neither password nor second factor.
 */
export async function proveAgain(
  { deps, clientAddress }: Visitor,
  run: <T>(work: (scope: PersonScope) => Promise<T>) => Promise<T>,
  { password, code, passkey }: Proof,
): Promise<void> {
  if (passkey !== undefined) return run((scope) => proveByPasskey(scope, passkey))
  const { personId, userId, needed } = await run(async (scope) => ({
    personId: scope.personId,
    userId: await userOf(scope),
    needed: await proofNeeded(scope),
  }))
  if (!needed.password && !needed.code)
    throw new AppError('wrong_state', 'This account has no password: sign in anew by a mailed link.', {
      text: 'prove_by_link',
    })
  if (needed.password) {
    await countSignInTry(deps, `prove:${personId}`, clientAddress)
    if (!(await isPasswordOf(deps, userId, password ?? '')))
      throw invalidField('password', 'wrong_current_password', 'This is not your present password.')
  }
  if (needed.code) {
    await countFactorTry(deps, personId, clientAddress)
    const shown = await inSystem(deps, (scope) => spendCode(scope, personId, code ?? ''))
    if (shown === undefined) throw wrongCode()
  }
  await run((scope) => noteProof(scope, { byFactor: needed.code }))
}

async function userOf(scope: PersonScope): Promise<string> {
  const { userId } = await scope.db
    .selectFrom('person')
    .select('userId')
    .where('id', '=', scope.personId)
    .executeTakeFirstOrThrow()
  return userId ?? ''
}
