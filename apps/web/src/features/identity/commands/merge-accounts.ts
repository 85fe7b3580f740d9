import { sql } from 'kysely'
import { AppError, invalidField } from '../../../app-error.ts'
import { findPersonOfUser } from '../../../db/lookups.ts'
import { asSystem, inSystem, type PersonScope, type SystemScope } from '../../../db/scopes.ts'
import type { Deps } from '../../../deps.ts'
import type { Visitor } from '../../../http/visitor.ts'
import { recordEvent } from '../../audit/commands.ts'
import { queueLetter } from '../../mail/commands.ts'
import type { OtherAccount } from '../schema.ts'
import { listOpeningAddresses, mayOpenByMail } from './address-rights.ts'
import { signInAddressOf } from './delivery.ts'
import { countFactorTry } from './enter-factor.ts'
import { linkSpent } from './library-answers.ts'
import { movePersonalThings } from './merge-persons.ts'
import { isPasswordOf } from './passwords.ts'
import { dropFactor, getFactorState, spendCode } from './second-factor.ts'
import { tellEveryAddress } from './tell.ts'
import { findToken, makeToken, spendToken } from './tokens.ts'
import { countSignInTry, evenly } from './tries.ts'

// Two accounts of one person become one. Who is signed in to the one proves the other by all that signing in to it takes, sees what
// would move, and says yes once. Nobody else can do it, and it cannot be undone (docs/adr/0018).

/** Minutes between the proof of the other account and the yes. */
const MERGE_MINUTES = 15
const LINK_MINUTES = 60

type Own = Pick<PersonScope, 'personId'>

/**
 * Proves another account by its password, and by its second factor if it has one. Answers a token for the yes. Errors: `rate_limited`;
 * `invalid_input`, the same for an unknown address, a wrong password and a wrong code; `conflict` for one's own account.
 */
export async function proveByPassword(
  { deps, clientAddress }: Visitor,
  { personId }: Own,
  { email, password, code }: OtherAccount,
): Promise<string> {
  await countSignInTry(deps, email, clientAddress)
  const other = await findByAddress(deps, email)
  if (other === undefined || !(await isPasswordOf(deps, other.userId, password))) throw wrongOther()
  return prove(deps, { into: personId, from: other.personId, code, clientAddress })
}

/** Mails a link to prove another account that has no password. The same answer for an unknown address. Error `rate_limited`. */
export async function mailProof({ deps, clientAddress }: Visitor, own: Own, email: string): Promise<void> {
  await countSignInTry(deps, email, clientAddress)
  await evenly(async () => {
    const other = await findByAddress(deps, email)
    if (other === undefined || other.personId === own.personId || !(await mayOpenByMail(deps, email))) return
    await inSystem(deps, async (scope) => {
      const { name } = await nameOf(scope, own.personId)
      const { locale } = await nameOf(scope, other.personId)
      const { token } = await makeToken(scope, {
        purpose: 'merge_link',
        personId: own.personId,
        minutes: LINK_MINUTES,
        data: { from: other.personId, address: email },
      })
      await queueLetter(scope, {
        template: 'merge_link',
        to: email,
        language: locale,
        values: { name, address: email },
        link: `${deps.config.publicUrl}/settings/merge?link=${token}`,
        personId: other.personId,
      })
    })
  })
}

/** Proves another account by the link that was mailed to it, and by its second factor if it has one. Errors as {@link proveByPassword}; `gone`. */
export async function proveByLink(
  { deps, clientAddress }: Visitor,
  { personId }: Own,
  { link, code }: { readonly link: string; readonly code?: string | undefined },
): Promise<string> {
  await countSignInTry(deps, link, clientAddress)
  const found = await inSystem(deps, (scope) => findToken(scope, 'merge_link', link))
  const from = found?.data.from
  const address = found?.data.address
  if (from === undefined || address === undefined || found?.personId !== personId) throw linkSpent()
  // The mailbox may have left that account since, or gone to somebody else.
  if ((await findByAddress(deps, address))?.personId !== from || !(await mayOpenByMail(deps, address)))
    throw linkSpent()
  const token = await prove(deps, { into: personId, from, code, clientAddress })
  await inSystem(deps, (scope) => spendToken(scope, 'merge_link', link))
  return token
}

interface Proving {
  readonly into: string
  readonly from: string
  readonly code: string | undefined
  readonly clientAddress: string
}

async function prove(deps: Deps, { into, from, code, clientAddress }: Proving): Promise<string> {
  if (from === into)
    throw new AppError('conflict', 'This is the account that you are signed in to.', { text: 'merge_same' })
  const { set } = await inSystem(deps, (scope) => getFactorState(scope, from))
  if (set) {
    await countFactorTry(deps, from, clientAddress)
    const shown = await inSystem(deps, (scope) => spendCode(scope, from, code ?? ''))
    if (shown === undefined) throw wrongOther()
  }
  const made = await inSystem(deps, async (scope) => {
    const data = { from, ways: await waysInto(scope, from) }
    return makeToken(scope, { purpose: 'merge', personId: into, minutes: MERGE_MINUTES, data })
  })
  return made.token
}

/** How an account is opened, so that a change of it can be told: its password's age, its factor, its addresses. */
async function waysInto(scope: SystemScope, personId: string): Promise<string> {
  const { rows } = await sql<{ ways: string }>`SELECT concat_ws(' ',
      (SELECT max(a."updatedAt")::text FROM auth.account a JOIN person p ON p.user_id = a."userId" WHERE p.id = ${personId}),
      (SELECT id::text FROM second_factor WHERE person_id = ${personId} AND confirmed_at IS NOT NULL)) AS ways`.execute(
    scope.db,
  )
  return [rows[0]?.ways ?? '', ...(await listOpeningAddresses(scope, personId))].join(' ')
}

const wrongOther = () =>
  invalidField('other', 'wrong_other', 'Address, password or code of the other account is wrong.')

async function findByAddress(
  deps: Deps,
  email: string,
): Promise<{ readonly userId: string; readonly personId: string } | undefined> {
  const { internalAdapter } = await deps.auth.$context
  const user = (await internalAdapter.findUserByEmail(await signInAddressOf(deps, email)))?.user
  if (user === undefined || !user.emailVerified) return undefined
  const person = await inSystem(deps, (scope) => findPersonOfUser(scope, user.id))
  return person === undefined ? undefined : { userId: user.id, personId: person.id }
}

const nameOf = ({ db }: SystemScope, personId: string) =>
  db.selectFrom('person').select(['name', 'locale']).where('id', '=', personId).executeTakeFirstOrThrow()

/** What would move from another account. */
export interface MergePlan {
  readonly name: string
  readonly addresses: number
  readonly badges: number
  readonly organizations: number
  readonly passkeys: number
  /** Whether the other has a second factor, which ends. */
  readonly factor: boolean
}

/** What the yes to this token would move. Error `gone`. */
export async function planOf(scope: PersonScope, token: string): Promise<MergePlan> {
  return asSystem(scope, async (system) => {
    const found = await findToken(system, 'merge', token)
    if (found?.data.from === undefined || found.personId !== scope.personId) throw linkSpent()
    const { from } = found.data
    const { rows } = await sql<Omit<MergePlan, 'factor'>>`SELECT p.name,
        (SELECT count(*)::int FROM person_email WHERE person_id = p.id AND verified_at IS NOT NULL) AS addresses,
        (SELECT count(*)::int FROM backpack_entry WHERE person_id = p.id AND removed_at IS NULL) AS badges,
        (SELECT count(*)::int FROM membership WHERE person_id = p.id AND left_at IS NULL) AS organizations,
        (SELECT count(*)::int FROM passkey WHERE person_id = p.id) AS passkeys
      FROM person p WHERE p.id = ${from} AND p.merged_into IS NULL`.execute(system.db)
    const [plan] = rows
    if (plan === undefined) throw linkSpent()
    return { ...plan, factor: (await getFactorState(system, from)).set }
  })
}

/**
 * Merges the account that this token proved into that of who is signed in, for ever: its things, addresses and passkeys move, its
 * second factor, sessions and keys end, and so does the account. Errors: `gone`; `conflict` (`awarded_oneself`) when one of the two
 * decided on work of the other.
 */
export async function mergeAccounts(scope: PersonScope, token: string): Promise<void> {
  const { personId } = scope
  const from = await asSystem(scope, async (system) => {
    const found = await spendToken(system, 'merge', token)
    if (found?.data.from === undefined || found.personId !== personId) throw linkSpent()
    // Its owner has changed how it is opened since it was proved: whoever proved it then may not be them.
    if (found.data.ways !== (await waysInto(system, found.data.from))) throw linkSpent()
    const organizations = await organizationsOf(system, found.data.from)
    await movePersonalThings(system, found.data.from, personId)
    await dropFactor(system, found.data.from)
    await endAccount(system, found.data.from)
    for (const { orgId } of organizations) await note(scope, system, found.data.from, orgId)
    return found.data.from
  })
  await recordEvent(scope, {
    action: 'accounts.merged',
    recordType: 'person',
    recordId: personId,
    data: { from },
  })
  await tellEveryAddress(scope, personId, 'accounts_merged')
}

const organizationsOf = ({ db }: SystemScope, personId: string) =>
  db
    .selectFrom('membership')
    .select('orgId')
    .where('personId', '=', personId)
    .where('leftAt', 'is', null)
    .execute()

/** The trail of each organization tells that two of its people are one. */
function note(
  { actor, personId }: PersonScope,
  system: SystemScope,
  from: string,
  orgId: string,
): Promise<void> {
  return recordEvent(
    { ...system, actor },
    { action: 'accounts.merged', recordType: 'person', recordId: personId, personId, orgId, data: { from } },
  )
}

/** Ends an account whose person owns nothing any more: sessions, passwords and pending links go with it. */
async function endAccount({ db }: SystemScope, personId: string): Promise<void> {
  const { rows } = await sql<{ id: string }>`UPDATE person p SET user_id = NULL FROM person old
    WHERE p.id = ${personId} AND old.id = p.id RETURNING old.user_id AS id`.execute(db)
  const userId = rows[0]?.id
  if (userId === undefined) return
  await sql`DELETE FROM auth.session WHERE "userId" = ${userId}`.execute(db)
  await sql`DELETE FROM auth.account WHERE "userId" = ${userId}`.execute(db)
  await sql`DELETE FROM auth.verification WHERE value = ${userId}`.execute(db)
  await sql`DELETE FROM auth."user" WHERE id = ${userId}`.execute(db)
  await sql`DELETE FROM identity_token WHERE person_id = ${personId}`.execute(db)
  await sql`DELETE FROM second_factor WHERE person_id = ${personId}`.execute(db)
}
