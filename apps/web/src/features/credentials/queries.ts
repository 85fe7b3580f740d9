import { type Expression, type ExpressionBuilder, sql } from 'kysely'
import { AppError, notFound } from '../../app-error.ts'
import { isSecretOf } from '../../db/lookups.ts'
import type { AnyScope, OrgScope, PersonScope, PublicScope } from '../../db/scopes.ts'
import type { Database } from '../../db/tables.ts'
import { openSealed } from '../data-keys/queries.ts'
import type { CredentialState } from './schema/terms.ts'
import { type CredentialsQuery, isId } from './schema.ts'

/**
 * The signed credential, byte for byte. The scope decides what is found: the organization's, the person's own, or a shared one (check
 * {@link findShared} first). Errors: `not_found`; `not_available` while it is being signed; `gone` after erasure.
 */
export async function getCredentialJson(scope: AnyScope, credentialId: string): Promise<Uint8Array> {
  if (!isId(credentialId)) throw notFound('credential')
  const found = await visible(scope)
    .select(['credential.id'])
    .where('credential.id', '=', credentialId)
    .executeTakeFirst()
  if (found === undefined) throw notFound('credential')
  const form = await scope.db
    .selectFrom('credentialForm')
    .select(['sealed', 'dataKeyId'])
    .where('credentialId', '=', credentialId)
    .where('form', '=', 'data_integrity')
    .executeTakeFirst()
  if (form === undefined)
    throw new AppError('not_available', 'The credential is being signed; try again in a few seconds.', {
      retryAfter: 5,
    })
  return openSealed(scope, form.dataKeyId, form.sealed, `credential_form:${credentialId}:data_integrity`)
}

/** Credentials that belong to the scope, besides what row-level security holds. */
function visible(scope: AnyScope) {
  const query = scope.db.selectFrom('credential')
  if (scope.kind === 'org') return query.where('credential.orgId', '=', scope.orgId)
  if (scope.kind === 'person') return query.where('credential.personId', '=', scope.personId)
  return query
}

/** How a credential is shared, if it is and `key` opens it: a public one needs none, a link-only one its own. */
export async function findShared(
  scope: PublicScope,
  credentialId: string,
  key: string | undefined,
): Promise<{ readonly visibility: 'link' | 'public' } | undefined> {
  const entry = await scope.db
    .selectFrom('backpackEntry')
    .select(['visibility', 'shareTokenHash'])
    .where('credentialId', '=', credentialId)
    .where('visibility', '!=', 'private')
    .where('removedAt', 'is', null)
    .executeTakeFirst()
  if (entry?.visibility === 'public') return { visibility: 'public' }
  return isSecretOf(key, entry?.shareTokenHash) ? { visibility: 'link' } : undefined
}

/** Whether the credential was issued to the person. */
export async function holdsCredential(scope: PersonScope, credentialId: string): Promise<boolean> {
  const row = await visible(scope)
    .select('credential.id')
    .where('credential.id', '=', credentialId)
    .executeTakeFirst()
  return row !== undefined
}

/** How the holder shares the credential. */
export async function sharingOf(
  scope: AnyScope,
  credentialId: string,
): Promise<'private' | 'link' | 'public'> {
  const entry = await scope.db
    .selectFrom('backpackEntry')
    .select('visibility')
    .where('credentialId', '=', credentialId)
    .where('removedAt', 'is', null)
    .executeTakeFirst()
  return entry?.visibility ?? 'private'
}

const LISTED = [
  'credential.id',
  'credential.orgId',
  'credential.url',
  'credential.personId',
  'credential.achievementId',
  'credential.achievementVersionId',
  'credential.validFrom',
  'credential.validUntil',
  'credential.revokedAt',
  'credential.suspendedAt',
  'credential.orderedAt',
  'credential.issuedAt',
  'credential.recipientId',
  'achievementVersion.name as achievementName',
  'achievementVersion.number as versionNumber',
] as const

/** Credentials of one person that the scope may see, newest first. */
export function listCredentialsOf(scope: PersonScope | OrgScope, personId: string) {
  return visible(scope)
    .innerJoin('achievementVersion', 'achievementVersion.id', 'credential.achievementVersionId')
    .select(LISTED)
    .where('credential.personId', '=', personId)
    .where('credential.supersededAt', 'is', null)
    .orderBy('credential.validFrom', 'desc')
    .orderBy('credential.id')
    .execute()
}

/** Who was awarded, as the organization knows them: what it typed where it awarded to an address. */
const holderName = sql<string>`coalesce(recipient.name, recipient.address, person.name, '')`.as('holderName')

/** The organization's credentials, newest first; `total` counts all that match. */
export async function listCredentials(scope: OrgScope, query: CredentialsQuery) {
  const { q, state, achievementId, limit, offset } = query
  let matching = visible(scope)
    .innerJoin('achievementVersion', 'achievementVersion.id', 'credential.achievementVersionId')
    .leftJoin('person', 'person.id', 'credential.personId')
    .leftJoin('recipient', 'recipient.id', 'credential.recipientId')
  if (achievementId !== undefined) matching = matching.where('credential.achievementId', '=', achievementId)
  if (q !== undefined && q !== '') {
    const pattern = `%${q.replace(/[\\%_]/g, (sign) => `\\${sign}`)}%`
    matching = matching.where((eb) =>
      eb.or([
        eb(sql`coalesce(recipient.name, recipient.address, person.name)`, 'ilike', pattern),
        eb('recipient.address', 'ilike', pattern),
        eb('achievementVersion.name', 'ilike', pattern),
      ]),
    )
  }
  if (state !== undefined) matching = matching.where((eb) => inState(eb, state, scope.deps.now()))
  const { total } = await matching
    .select((eb) => eb.fn.countAll<number>().as('total'))
    .executeTakeFirstOrThrow()
  const items = await matching
    .select(LISTED)
    .select(holderName)
    .select('recipient.address as holderAddress')
    .orderBy('credential.validFrom', 'desc')
    .orderBy('credential.id')
    .limit(limit)
    .offset(offset)
    .execute()
  return { items, total }
}

/** The same order of states as `stateOf`, for the database. */
function inState(
  eb: ExpressionBuilder<Pick<Database, 'credential'>, 'credential'>,
  state: CredentialState,
  now: Date,
): Expression<boolean> {
  const current = sql<string>`CASE WHEN credential.revoked_at IS NOT NULL THEN 'revoked'
    WHEN credential.issued_at IS NULL THEN 'signing'
    WHEN credential.valid_until <= ${now} THEN 'expired'
    WHEN credential.suspended_at IS NOT NULL THEN 'suspended' ELSE 'in_force' END`
  return eb(current, '=', state) as unknown as Expression<boolean>
}

/** What is known of one credential beside its signed bytes: state, history, digest and key. Error `not_found`. */
export async function credentialFacts(scope: AnyScope, credentialId: string) {
  if (!isId(credentialId)) throw notFound('credential')
  const row = await visible(scope)
    .innerJoin('achievementVersion', 'achievementVersion.id', 'credential.achievementVersionId')
    .select(LISTED)
    .select([
      'credential.subjectId',
      'credential.proofCreated',
      'credential.statusIndex',
      'achievementVersion.frozenAt',
    ])
    .where('credential.id', '=', credentialId)
    .executeTakeFirst()
  if (row === undefined) throw notFound('credential')
  const form = await scope.db
    .selectFrom('credentialForm')
    .select(['digest', 'size', 'mediaType'])
    .where('credentialId', '=', credentialId)
    .where('form', '=', 'data_integrity')
    .executeTakeFirst()
  return { ...row, form, history: await listStatusChanges(scope, credentialId) }
}
export type CredentialFacts = Awaited<ReturnType<typeof credentialFacts>>

/** The holder as the organization knows them; an address only where it awarded to one. */
export async function getHolder({ db, orgId }: OrgScope, credentialId: string) {
  const row = await db
    .selectFrom('credential')
    .leftJoin('person', 'person.id', 'credential.personId')
    .leftJoin('recipient', 'recipient.id', 'credential.recipientId')
    .select([holderName, 'recipient.address'])
    .where('credential.orgId', '=', orgId)
    .where('credential.id', '=', credentialId)
    .executeTakeFirst()
  return { name: row?.holderName ?? '', address: row?.address ?? undefined }
}

/** Versions that can be awarded now, by name. */
export function listAwardable({ db, orgId }: OrgScope) {
  return db
    .selectFrom('achievementVersion')
    .select(['id', 'name'])
    .where('orgId', '=', orgId)
    .where('state', '=', 'published')
    .orderBy('name')
    .execute()
}

/** Changes of state with their reasons, newest first. Who made them is seen within the organization. */
function listStatusChanges(scope: AnyScope, credentialId: string) {
  return scope.db
    .selectFrom('statusChange')
    .leftJoin('person', 'person.id', 'statusChange.changedBy')
    .select([
      'statusChange.kind',
      'statusChange.reason',
      'statusChange.changedAt',
      'person.name as changedByName',
    ])
    .where('credentialId', '=', credentialId)
    .orderBy('changedAt', 'desc')
    .execute()
}

/** A status list as signed; anyone may fetch it. */
export function findStatusList(scope: PublicScope, listId: string) {
  return scope.db
    .selectFrom('statusList')
    .select(['signedBody', 'signedAt', 'signedVersion'])
    .where('id', '=', listId)
    .executeTakeFirst()
}
