import { randomBytes, randomUUID } from 'node:crypto'
import { sql } from 'kysely'
import { AppError, invalidField, notFound } from '../../../app-error.ts'
import { hashSecret } from '../../../db/lookups.ts'
import type { PersonScope, SystemScope } from '../../../db/scopes.ts'
import { recordEvent } from '../../audit/commands.ts'
import { endSessionsOf, noteProof, sessionOf } from './proof.ts'
import { tellEveryAddress } from './tell.ts'
import { acceptedStep, base32, otpauthUri, SECRET_BYTES } from './totp.ts'

/** Recovery codes made at a time; 80 random bits each, so their SHA-256 needs no salt. */
const RECOVERY_CODES = 10

const secretPlace = (id: string) => `second_factor:${id}:secret`

/** A second factor that is being set up: what an authenticator app needs. It does not count before a code of it was entered. */
export interface WaitingFactor {
  /** In base32, to be typed where no camera is. */
  readonly secret: string
  /** The same as an address, for a QR code. */
  readonly uri: string
}

/** Begins to set up a second factor, or to replace the present one, which counts until the new one is confirmed. */
export async function beginFactor(scope: PersonScope): Promise<WaitingFactor> {
  const id = randomUUID()
  const secret = new Uint8Array(randomBytes(SECRET_BYTES))
  await scope.db
    .deleteFrom('secondFactor')
    .where('personId', '=', scope.personId)
    .where('confirmedAt', 'is', null)
    .execute()
  await scope.db
    .insertInto('secondFactor')
    .values({
      personId: scope.personId,
      id,
      secretSealed: Buffer.from(scope.deps.vault.sealSecret(secret, secretPlace(id))),
      createdAt: scope.deps.now(),
      confirmedAt: null,
    })
    .execute()
  return present(scope, secret)
}

/** The second factor that waits for its first code; undefined when none does. */
export async function findWaitingFactor(scope: PersonScope): Promise<WaitingFactor | undefined> {
  const row = await findFactor(scope, scope.personId, 'waiting')
  return row === undefined ? undefined : present(scope, row.secret)
}

async function present(scope: PersonScope, secret: Uint8Array): Promise<WaitingFactor> {
  const { address } = await scope.db
    .selectFrom('personEmail')
    .select('address')
    .where('personId', '=', scope.personId)
    .where('isPrimary', '=', true)
    .executeTakeFirstOrThrow()
  const issuer = `Assay (${new URL(scope.deps.config.publicUrl).host})`
  return { secret: base32(secret), uri: otpauthUri(secret, { issuer, account: address }) }
}

/**
 * Makes the waiting factor count, by its first code, and answers new recovery codes, which are told this once. Every other session ends:
 * none of them saw the factor. Errors: `not_found`, `invalid_input`.
 */
export async function confirmFactor(scope: PersonScope, code: string): Promise<readonly string[]> {
  const waiting = await findFactor(scope, scope.personId, 'waiting')
  if (waiting === undefined) throw notFound('second factor that waits for its first code')
  const step = acceptedStep(waiting.secret, code, { now: scope.deps.now(), lastStep: 0 })
  if (step === undefined) throw wrongCode()
  await deleteConfirmed(scope, scope.personId)
  await scope.db
    .updateTable('secondFactor')
    .set({ confirmedAt: scope.deps.now(), lastStep: String(step) })
    .where('personId', '=', scope.personId)
    .where('id', '=', waiting.id)
    .execute()
  const codes = await makeRecoveryCodes(scope)
  await noteProof(scope, { byFactor: true })
  await endSessionsOf(scope, { except: sessionOf(scope).token })
  await note(scope, 'factor.set')
  await tellEveryAddress(scope, scope.personId, 'factor_set')
  return codes
}

/** Takes the second factor away, with its recovery codes. Error `not_found`. */
export async function removeFactor(scope: PersonScope): Promise<void> {
  if (!(await dropFactor(scope, scope.personId))) throw notFound('second factor')
  await note(scope, 'factor.removed')
  await tellEveryAddress(scope, scope.personId, 'factor_removed')
}

/** Replaces the recovery codes; the former ones no longer work. Error `wrong_state` without a second factor. */
export async function renewRecoveryCodes(scope: PersonScope): Promise<readonly string[]> {
  if ((await findFactor(scope, scope.personId, 'confirmed')) === undefined)
    throw new AppError('wrong_state', 'There is no second factor to recover.')
  const codes = await makeRecoveryCodes(scope)
  await note(scope, 'factor.codes_renewed')
  await tellEveryAddress(scope, scope.personId, 'codes_renewed')
  return codes
}

const note = (scope: PersonScope, action: string) =>
  recordEvent(scope, { action, recordType: 'person', recordId: scope.personId })

async function makeRecoveryCodes({ db, deps, personId }: PersonScope): Promise<readonly string[]> {
  const codes = Array.from({ length: RECOVERY_CODES }, () => base32(randomBytes(10)).toLowerCase())
  await db.deleteFrom('recoveryCode').where('personId', '=', personId).execute()
  await db
    .insertInto('recoveryCode')
    .values(codes.map((code) => ({ personId, hash: hashSecret(code), createdAt: deps.now(), usedAt: null })))
    .execute()
  return codes.map((code) => code.replace(/(.{4})(?=.)/g, '$1-'))
}

/** Removes a person's second factor and recovery codes. Answers whether there was one that counted. */
export async function dropFactor(scope: PersonScope | SystemScope, personId: string): Promise<boolean> {
  await scope.db.deleteFrom('recoveryCode').where('personId', '=', personId).execute()
  const { numDeletedRows } = await deleteConfirmed(scope, personId)
  return numDeletedRows > 0n
}

const deleteConfirmed = (scope: PersonScope | SystemScope, personId: string) =>
  scope.db
    .deleteFrom('secondFactor')
    .where('personId', '=', personId)
    .where('confirmedAt', 'is not', null)
    .executeTakeFirstOrThrow()

interface FactorRow {
  readonly id: string
  readonly secret: Uint8Array
  readonly lastStep: number
}

async function findFactor(
  scope: PersonScope | SystemScope,
  personId: string,
  state: 'waiting' | 'confirmed',
): Promise<FactorRow | undefined> {
  const row = await scope.db
    .selectFrom('secondFactor')
    .select(['id', 'secretSealed', 'lastStep'])
    .where('personId', '=', personId)
    .where('confirmedAt', state === 'waiting' ? 'is' : 'is not', null)
    .executeTakeFirst()
  if (row === undefined) return undefined
  const secret = scope.deps.vault.openSecret(row.secretSealed, secretPlace(row.id))
  return { id: row.id, secret, lastStep: Number(row.lastStep) }
}

/** How a second factor was shown; undefined: it was not. */
export type ShownFactor = 'code' | 'recovery_code'

/**
 * Compares a code with a person's second factor, and uses it up: neither a code of the app nor a recovery code is good twice, also when
 * two requests bring it at once.
 */
export async function spendCode(
  scope: SystemScope,
  personId: string,
  typed: string,
): Promise<ShownFactor | undefined> {
  const code = typed.replaceAll(/[\s-]/g, '').toLowerCase()
  const factor = await findFactor(scope, personId, 'confirmed')
  if (factor === undefined) return undefined
  const step = acceptedStep(factor.secret, code, { now: scope.deps.now(), lastStep: factor.lastStep })
  if (step === undefined) return spendRecoveryCode(scope, personId, code)
  const { numUpdatedRows } = await scope.db
    .updateTable('secondFactor')
    .set({ lastStep: String(step) })
    .where('personId', '=', personId)
    .where('id', '=', factor.id)
    .where(sql<boolean>`last_step < ${step}`)
    .executeTakeFirstOrThrow()
  return numUpdatedRows === 1n ? 'code' : undefined
}

async function spendRecoveryCode(
  scope: SystemScope,
  personId: string,
  code: string,
): Promise<ShownFactor | undefined> {
  const { numUpdatedRows } = await scope.db
    .updateTable('recoveryCode')
    .set({ usedAt: scope.deps.now() })
    .where('personId', '=', personId)
    .where('hash', '=', hashSecret(code))
    .where('usedAt', 'is', null)
    .executeTakeFirstOrThrow()
  return numUpdatedRows === 1n ? 'recovery_code' : undefined
}

/** Whether an account has a second factor that counts, and how many recovery codes are left. */
export async function getFactorState(
  scope: PersonScope | SystemScope,
  personId: string,
): Promise<{ readonly set: boolean; readonly since: Date | null; readonly codesLeft: number }> {
  const factor = await scope.db
    .selectFrom('secondFactor')
    .select('confirmedAt')
    .where('personId', '=', personId)
    .where('confirmedAt', 'is not', null)
    .executeTakeFirst()
  const { left } = await scope.db
    .selectFrom('recoveryCode')
    .select((eb) => eb.fn.countAll<number>().as('left'))
    .where('personId', '=', personId)
    .where('usedAt', 'is', null)
    .executeTakeFirstOrThrow()
  return { set: factor !== undefined, since: factor?.confirmedAt ?? null, codesLeft: Number(left) }
}

export const wrongCode = () =>
  invalidField('code', 'wrong_code', 'This code is wrong, too old, or was used already.')
