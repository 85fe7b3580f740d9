import { AppError } from '../../../app-error.ts'
import { countUse } from '../../../db/lookups.ts'
import { inPerson, inSystem } from '../../../db/scopes.ts'
import type { Deps } from '../../../deps.ts'
import { type FoundSession, findSession } from '../../../http/authenticate.ts'
import type { Visitor } from '../../../http/visitor.ts'
import { recordEvent } from '../../audit/commands.ts'
import { cookiesOf } from './library-answers.ts'
import { type ShownFactor, spendCode, wrongCode } from './second-factor.ts'
import { tellEveryAddress } from './tell.ts'
import { countSignInTry } from './tries.ts'

/** Minutes in which the second factor must follow the first. */
const PENDING_MINUTES = 15

/** Wrong and right codes that one account may try in a day, whoever tries: a guesser is right once in three million tries of one code. */
const CODES_A_DAY = 30

/** Tries in a day after which the person is told that somebody knows their password, or reads their mail. */
const TRIES_TO_TELL = 10

/** A sign-in whose first factor was right and whose second is not yet shown; undefined when there is none, or it waited too long. */
export async function findPendingSignIn(deps: Deps, headers: Headers): Promise<FoundSession | undefined> {
  const found = await findSession(deps, headers)
  if (found === undefined || !found.needsFactor) return undefined
  return deps.now().getTime() - found.begunAt.getTime() < PENDING_MINUTES * 60_000 ? found : undefined
}

/**
 * Ends a sign-in by the code of the second factor, or by a recovery code; the answer carries a new session. Errors: `not_signed_in` when
 * no sign-in waits for it; `rate_limited`; `invalid_input` for a wrong code.
 */
export async function enterFactor({ deps, headers, clientAddress }: Visitor, code: string): Promise<Headers> {
  const pending = await requirePending(deps, headers)
  await countFactorTry(deps, pending.personId, clientAddress)
  const shown = await inSystem(deps, (scope) => spendCode(scope, pending.personId, code))
  if (shown === undefined) throw wrongCode()
  await noteShown(deps, pending.personId, shown)
  return startSession(deps, headers, pending.userId, pending.session.token)
}

/** The sign-in that waits for its second factor. Error `not_signed_in`. */
export async function requirePending(deps: Deps, headers: Headers): Promise<FoundSession> {
  const pending = await findPendingSignIn(deps, headers)
  if (pending === undefined)
    throw new AppError('not_signed_in', 'Sign in first; then comes the second factor.')
  return pending
}

/** Starts a session that a second factor or a passkey proved; `endToken` is of the one that it takes the place of. */
export async function startSession(
  deps: Deps,
  headers: Headers,
  userId: string,
  endToken?: string,
): Promise<Headers> {
  const { headers: answer } = await deps.auth.api.startSession({
    body: { userId, factorAt: deps.now(), ...(endToken === undefined ? {} : { endToken }) },
    headers,
    returnHeaders: true,
  })
  return cookiesOf(answer)
}

/** Counts a try of a code, right or wrong, and tells the person when there are many. Error `rate_limited`. */
export async function countFactorTry(deps: Deps, personId: string, clientAddress: string): Promise<void> {
  await countSignInTry(deps, `factor:${personId}`, clientAddress)
  await inSystem(deps, async (scope) => {
    const tries = await countUse(scope, `factor-day:${personId}`, 86_400)
    if (tries === TRIES_TO_TELL) await tellEveryAddress(scope, personId, 'wrong_codes')
    if (tries > CODES_A_DAY)
      throw new AppError(
        'rate_limited',
        'Too many codes were tried today; use a passkey, or come back tomorrow.',
        {
          retryAfter: 86_400,
          text: 'too_many_codes',
        },
      )
  })
}

async function noteShown(deps: Deps, personId: string, shown: ShownFactor): Promise<void> {
  if (shown === 'code') return
  await inPerson(deps, { kind: 'person', personId }, async (scope) => {
    await recordEvent(scope, { action: 'factor.code_used', recordType: 'person', recordId: personId })
    await tellEveryAddress(scope, personId, 'code_used')
  })
}
