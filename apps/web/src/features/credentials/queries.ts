import { AppError, notFound } from '../../app-error.ts'
import { isSecretOf } from '../../db/lookups.ts'
import type { AnyScope, OrgScope, PersonScope, PublicScope } from '../../db/scopes.ts'
import type { Row } from '../../db/tables.ts'
import { openSealed } from '../data-keys/queries.ts'
import { holderName, LISTED } from './queries/listed.ts'
import { liesInOpened, noLongerShared } from './queries/open-collection.ts'
import { findShownPart } from './queries/shown-part.ts'
import type { Opening } from './schema/opening.ts'
import { seenAs } from './schema/seen-as.ts'
import { isId } from './schema.ts'

export { listCredentials } from './queries/list-credentials.ts'

/**
 * The signed credential, byte for byte. The scope decides what is found: the organization's, the person's own, or a shared one (check
 * {@link findShared} first), which is the part that its holder shows where they hide something. Errors: `not_found`; `not_available`
 * while it is being signed; `gone` after erasure.
 */
export async function getCredentialJson(scope: AnyScope, credentialId: string): Promise<Uint8Array> {
  await getOrgOf(scope, credentialId)
  const part = scope.kind === 'public' ? await findShownPart(scope, credentialId) : undefined
  if (part !== undefined) return part.bytes
  const form = await findForm(scope, credentialId, 'data_integrity')
  if (form === undefined)
    throw new AppError('not_available', 'The credential is being signed; try again in a few seconds.', {
      retryAfter: 5,
    })
  return openForm(scope, credentialId, form)
}

/** The credential as a token, byte for byte; undefined when none was made yet. Errors as above. */
export async function findCredentialToken(
  scope: AnyScope,
  credentialId: string,
): Promise<Uint8Array | undefined> {
  await getOrgOf(scope, credentialId)
  const form = await findForm(scope, credentialId, 'jwt')
  return form === undefined ? undefined : openForm(scope, credentialId, form)
}

/** The base that parts of a credential are derived from; undefined when none was made yet. It leaves the server in no answer. */
export async function findBase(scope: PersonScope, credentialId: string): Promise<Uint8Array | undefined> {
  await getOrgOf(scope, credentialId)
  const form = await findForm(scope, credentialId, 'sd_base')
  return form === undefined ? undefined : openForm(scope, credentialId, form)
}

/** The organization of a credential that the scope sees. Error `not_found`. */
export async function getOrgOf(scope: AnyScope, credentialId: string): Promise<string> {
  if (!isId(credentialId)) throw notFound('credential')
  const found = await visible(scope)
    .select('credential.orgId')
    .where('credential.id', '=', credentialId)
    .executeTakeFirst()
  if (found === undefined) throw notFound('credential')
  return found.orgId
}

/** What an organization looks like on paper. Error `not_found`. */
export async function organizationOf({ db }: AnyScope, orgId: string) {
  const row = await db.selectFrom('organization').select('accent').where('id', '=', orgId).executeTakeFirst()
  if (row === undefined) throw notFound('organization')
  return row
}

/** One form of a credential, still sealed; undefined when it does not exist. */
export function findForm(scope: AnyScope, credentialId: string, form: Row<'credentialForm'>['form']) {
  return scope.db
    .selectFrom('credentialForm')
    .select(['form', 'sealed', 'dataKeyId', 'digest', 'size', 'mediaType'])
    .where('credentialId', '=', credentialId)
    .where('form', '=', form)
    .executeTakeFirst()
}

type SealedForm = NonNullable<Awaited<ReturnType<typeof findForm>>>

const openForm = (scope: AnyScope, credentialId: string, { form, sealed, dataKeyId }: SealedForm) =>
  openSealed(scope, dataKeyId, sealed, `credential_form:${credentialId}:${form}`)

/** Credentials that belong to the scope, besides what row-level security holds. */
function visible(scope: AnyScope) {
  const query = scope.db.selectFrom('credential')
  if (scope.kind === 'org') return query.where('credential.orgId', '=', scope.orgId)
  if (scope.kind === 'person') return query.where('credential.personId', '=', scope.personId)
  return query
}

/**
 * How a credential is shared, if it is and `opening` opens it: a public one needs nothing, a link-only one its own secret, one in a
 * shared collection what opens that. Error `gone` where the last day of
 * the badge's link, or of the collection, has passed.
 */
export async function findShared(
  scope: PublicScope,
  credentialId: string,
  opening: Opening,
): Promise<{ readonly visibility: 'link' | 'public' } | undefined> {
  const entry = await scope.db
    .selectFrom('backpackEntry')
    .select(['visibility', 'shareTokenHash', 'shareEndsAt'])
    .where('credentialId', '=', credentialId)
    .where('visibility', '!=', 'private')
    .where('removedAt', 'is', null)
    .executeTakeFirst()
  const opened =
    entry?.visibility === 'public'
      ? 'public'
      : isSecretOf(opening.key, entry?.shareTokenHash)
        ? 'link'
        : undefined
  const ended = entry !== undefined && seenAs(entry, scope.deps.now()) === 'private'
  if (opened !== undefined && !ended) return { visibility: opened }
  if (await liesInOpened(scope, credentialId, opening)) return { visibility: 'link' }
  if (opened !== undefined) throw noLongerShared()
  return undefined
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
    .select(['visibility', 'shareEndsAt'])
    .where('credentialId', '=', credentialId)
    .where('removedAt', 'is', null)
    .executeTakeFirst()
  return entry === undefined ? 'private' : seenAs(entry, scope.deps.now())
}

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
  const form = await findForm(scope, credentialId, 'data_integrity')
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
