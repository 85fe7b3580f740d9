import { randomBytes, randomUUID } from 'node:crypto'
import {
  type AuthenticationResponseJSON,
  generateAuthenticationOptions,
  generateRegistrationOptions,
  type PublicKeyCredentialCreationOptionsJSON,
  type PublicKeyCredentialRequestOptionsJSON,
  type RegistrationResponseJSON,
  verifyAuthenticationResponse,
  verifyRegistrationResponse,
} from '@simplewebauthn/server'
import { AppError, invalidField, notFound } from '../../../app-error.ts'
import { asSystem, inSystem, type PersonScope, type SystemScope } from '../../../db/scopes.ts'
import type { Row } from '../../../db/tables.ts'
import type { Deps } from '../../../deps.ts'
import type { Visitor } from '../../../http/visitor.ts'
import { recordEvent } from '../../audit/commands.ts'
import { listPasskeys } from '../queries.ts'
import type { PasskeyAnswer, PasskeyRegistration } from '../schema.ts'
import { startSession } from './enter-factor.ts'
import { noteProof } from './proof.ts'
import { findPendingRecovery } from './recovery.ts'
import { tellEveryAddress } from './tell.ts'
import { makeToken } from './tokens.ts'
import { countSignInTry } from './tries.ts'

/** Milliseconds in which an authenticator must answer. */
const TIMEOUT = 5 * 60_000

/** Passkeys that one person may have. */
const MOST_PASSKEYS = 20

const rpId = (deps: Deps): string => new URL(deps.config.publicUrl).hostname

/** Whether browsers make passkeys for this server: only for a name, never for a bare IP address (WebAuthn, 5.1.3). */
export const passkeysWork = (deps: Deps): boolean => !/^[\d.]+$|^\[/.test(rpId(deps))

/** What a browser needs to make a passkey: kept by the authenticator, and used only after it verified its owner. */
export async function offerPasskey(scope: PersonScope): Promise<PublicKeyCredentialCreationOptionsJSON> {
  const { deps, personId } = scope
  const existing = await listPasskeys(scope)
  const { name, address } = await scope.db
    .selectFrom('person')
    .innerJoin('personEmail', 'personEmail.personId', 'person.id')
    .select(['name', 'address'])
    .where('person.id', '=', personId)
    .where('isPrimary', '=', true)
    .executeTakeFirstOrThrow()
  return generateRegistrationOptions({
    rpName: 'Assay',
    rpID: rpId(deps),
    userID: new TextEncoder().encode(personId),
    userName: address,
    userDisplayName: name,
    challenge: challengeFor(deps, `passkey:${personId}`),
    timeout: TIMEOUT,
    attestationType: 'none',
    excludeCredentials: existing.map(({ credentialId }) => ({ id: credentialId })),
    authenticatorSelection: { residentKey: 'required', userVerification: 'required' },
  })
}

/** Keeps a passkey that a browser made. Errors: `invalid_input`, `quota_exceeded`. */
export async function addPasskey(
  scope: PersonScope,
  { name, response }: PasskeyRegistration,
): Promise<{ readonly id: string }> {
  const { deps, personId } = scope
  const { count } = await scope.db
    .selectFrom('passkey')
    .select((eb) => eb.fn.countAll<number>().as('count'))
    .where('personId', '=', personId)
    .executeTakeFirstOrThrow()
  if (Number(count) >= MOST_PASSKEYS)
    throw new AppError('quota_exceeded', `At most ${MOST_PASSKEYS} passkeys; remove one first.`)
  const { credential, credentialBackedUp } = await verified(
    deps,
    `passkey:${personId}`,
    (expectedChallenge) =>
      verifyRegistrationResponse({
        response: response as unknown as RegistrationResponseJSON, // the library checks each of its members
        expectedChallenge,
        expectedOrigin: deps.config.publicUrl,
        expectedRPID: rpId(deps),
        requireUserVerification: true,
      }).then(({ registrationInfo }) => registrationInfo),
  )
  const id = randomUUID()
  await asSystem(scope, (system) => spendChallenge(system, response))
  const made = await scope.db
    .insertInto('passkey')
    .values({
      personId,
      id,
      credentialId: credential.id,
      publicKey: Buffer.from(credential.publicKey),
      counter: credential.counter,
      transports: [...(credential.transports ?? [])].map(String),
      name,
      synced: credentialBackedUp,
      createdAt: deps.now(),
      lastUsedAt: null,
    })
    .onConflict((oc) => oc.column('credentialId').doNothing())
    .executeTakeFirst()
  if (made.numInsertedOrUpdatedRows === 0n) throw refused()
  await recordEvent(scope, {
    action: 'passkey.added',
    recordType: 'person',
    recordId: personId,
    data: { name },
  })
  await tellEveryAddress(scope, personId, 'passkey_added')
  return { id }
}

export async function renamePasskey(scope: PersonScope, id: string, name: string): Promise<void> {
  const { numUpdatedRows } = await scope.db
    .updateTable('passkey')
    .set({ name })
    .where('personId', '=', scope.personId)
    .where('id', '=', id)
    .executeTakeFirstOrThrow()
  if (numUpdatedRows === 0n) throw notFound('passkey')
}

export async function removePasskey(scope: PersonScope, id: string): Promise<void> {
  const { numDeletedRows } = await scope.db
    .deleteFrom('passkey')
    .where('personId', '=', scope.personId)
    .where('id', '=', id)
    .executeTakeFirstOrThrow()
  if (numDeletedRows === 0n) throw notFound('passkey')
  await recordEvent(scope, { action: 'passkey.removed', recordType: 'person', recordId: scope.personId })
  await tellEveryAddress(scope, scope.personId, 'passkey_removed')
}

/** What a browser needs to ask for a passkey; it names no account, so that it tells of none. */
export function askForPasskey(deps: Deps): Promise<PublicKeyCredentialRequestOptionsJSON> {
  return generateAuthenticationOptions({
    rpID: rpId(deps),
    challenge: challengeFor(deps, 'sign-in'),
    timeout: TIMEOUT,
    userVerification: 'required',
  })
}

/**
 * Signs in by a passkey, which is both factors: something held, and its owner verified by it. `recovering`: somebody asked to give the
 * second factor up, which its owner should see first. Errors: `rate_limited`, `invalid_input`.
 */
export async function enterByPasskey(
  { deps, headers, clientAddress }: Visitor,
  response: PasskeyAnswer,
): Promise<{ readonly headers: Headers; readonly recovering: boolean }> {
  await countSignInTry(deps, response.id, clientAddress)
  const personId = await inSystem(deps, (scope) => acceptPasskey(scope, response))
  const recovery = await findPendingRecovery(deps, personId)
  const { userId } = await inSystem(deps, (scope) =>
    scope.db.selectFrom('person').select('userId').where('id', '=', personId).executeTakeFirstOrThrow(),
  )
  if (userId === null) throw refused()
  return { headers: await startSession(deps, headers, userId), recovering: recovery !== undefined }
}

/** Proves by a passkey, inside a session, that it is still the person. Error `invalid_input`, also for somebody else's passkey. */
export async function proveByPasskey(scope: PersonScope, response: PasskeyAnswer): Promise<void> {
  const personId = await asSystem(scope, (system) => acceptPasskey(system, response))
  if (personId !== scope.personId) throw refused()
  await noteProof(scope, { byFactor: true })
}

/** Whose passkey answered our challenge. Error `invalid_input`. */
async function acceptPasskey(scope: SystemScope, response: PasskeyAnswer): Promise<string> {
  const { deps, db } = scope
  const passkey = await db
    .selectFrom('passkey')
    .selectAll()
    .where('credentialId', '=', response.id)
    .forUpdate()
    .executeTakeFirst()
  if (passkey === undefined) throw refused()
  const { newCounter } = await verified(deps, 'sign-in', (expectedChallenge) =>
    verifyAnswer(deps, passkey, response, expectedChallenge),
  )
  await spendChallenge(scope, response)
  await db
    .updateTable('passkey')
    .set({ counter: newCounter, lastUsedAt: deps.now() })
    .where('personId', '=', passkey.personId)
    .where('id', '=', passkey.id)
    .execute()
  return passkey.personId
}

async function verifyAnswer(
  deps: Deps,
  { credentialId, publicKey, counter }: Row<'passkey'>,
  response: PasskeyAnswer,
  expectedChallenge: (challenge: string) => boolean,
) {
  const answer = await verifyAuthenticationResponse({
    response: response as unknown as AuthenticationResponseJSON, // the library checks each of its members
    expectedChallenge,
    expectedOrigin: deps.config.publicUrl,
    expectedRPID: rpId(deps),
    credential: { id: credentialId, publicKey: new Uint8Array(publicKey), counter: Number(counter) },
    requireUserVerification: true,
  })
  return answer.verified ? answer.authenticationInfo : undefined
}

/** Runs a verification of the library, which throws plain errors for whatever a client made up. */
async function verified<T>(
  deps: Deps,
  purpose: string,
  work: (expectedChallenge: (challenge: string) => boolean) => Promise<T | undefined>,
): Promise<T> {
  const info = await work((challenge) => isChallenge(deps, purpose, challenge)).catch(() => undefined)
  if (info === undefined) throw refused()
  return info
}

/**
 * A challenge that is ours by its seal: nothing is stored before somebody answers, so asking for many fills nothing. It says what it is
 * for and until when.
 */
function challengeFor(deps: Deps, purpose: string): Uint8Array<ArrayBuffer> {
  const until = deps.now().getTime() + TIMEOUT
  const text = JSON.stringify({ purpose, until, nonce: randomBytes(16).toString('base64url') })
  return new Uint8Array(deps.vault.sealSecret(new TextEncoder().encode(text), CHALLENGE_PLACE))
}

const CHALLENGE_PLACE = 'passkey challenge'

function isChallenge(deps: Deps, purpose: string, challenge: string): boolean {
  try {
    const opened = deps.vault.openSecret(Buffer.from(challenge, 'base64url'), CHALLENGE_PLACE)
    const said = JSON.parse(new TextDecoder().decode(opened)) as { purpose: string; until: number }
    return said.purpose === purpose && said.until > deps.now().getTime()
  } catch {
    return false
  }
}

/** An answer is good once: the second with the same challenge is refused. */
async function spendChallenge(
  scope: SystemScope,
  { response }: PasskeyAnswer | PasskeyRegistration['response'],
): Promise<void> {
  const { challenge } = JSON.parse(Buffer.from(response.clientDataJSON, 'base64url').toString()) as {
    challenge: string
  }
  const spent = await makeToken(scope, { purpose: 'challenge', token: challenge, minutes: TIMEOUT / 60_000 })
  if (!spent.isNew) throw refused()
}

const refused = () => invalidField('passkey', 'passkey_refused', 'This passkey was not accepted.')
