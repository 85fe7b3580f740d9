import { sql } from 'kysely'
import { notFound } from '../../app-error.ts'
import type { AnyScope, OrgScope } from '../../db/scopes.ts'
import type { Row } from '../../db/tables.ts'
import type { KeyPurpose } from './schema/terms.ts'
import type { KeyState } from './schema.ts'

/** The issuer of the scope's organization, with the addresses that were stored when it was made. */
export async function getIssuer(scope: OrgScope): Promise<Row<'issuer'>> {
  const row = await scope.db
    .selectFrom('issuer')
    .selectAll()
    .where('orgId', '=', scope.orgId)
    .executeTakeFirst()
  if (row === undefined) throw notFound('issuer')
  return row
}

/** A key without its private part. */
export type PublicSigningKey = Omit<Row<'signingKey'>, 'sealedPrivate'>

const PUBLIC_COLUMNS = [
  'orgId',
  'id',
  'fragment',
  'purpose',
  'type',
  'publicKey',
  'publicJwk',
  'createdAt',
  'retiredAt',
  'revokedAt',
] as const

/** All keys that the issuer ever had, oldest first. */
export function listKeys(scope: OrgScope): Promise<PublicSigningKey[]> {
  return scope.db
    .selectFrom('signingKey')
    .select(PUBLIC_COLUMNS)
    .where('orgId', '=', scope.orgId)
    .orderBy('createdAt')
    .orderBy('fragment')
    .execute()
}

/** The key that signs now. */
export async function currentKey(scope: OrgScope, purpose: KeyPurpose): Promise<PublicSigningKey> {
  const row = await scope.db
    .selectFrom('signingKey')
    .select(PUBLIC_COLUMNS)
    .where('orgId', '=', scope.orgId)
    .where('purpose', '=', purpose)
    .where('retiredAt', 'is', null)
    .where('revokedAt', 'is', null)
    .executeTakeFirst()
  if (row === undefined) throw notFound('signing key')
  return row
}

/** The key with this id. Error `not_found`. */
export async function getKey(scope: OrgScope, keyId: string): Promise<PublicSigningKey> {
  const row = await scope.db
    .selectFrom('signingKey')
    .select(PUBLIC_COLUMNS)
    .where('orgId', '=', scope.orgId)
    .where('id', '=', keyId)
    .executeTakeFirst()
  if (row === undefined) throw notFound('key')
  return row
}

/**
 * Holds a key as it is until the transaction ends, so that nothing is stored that a compromised key signed. Throws when it was revoked
 * meanwhile: the caller's job tries again with another.
 */
export async function holdUsableKey({ db, orgId }: OrgScope, keyId: string): Promise<void> {
  const key = await db
    .selectFrom('signingKey')
    .select('revokedAt')
    .where('orgId', '=', orgId)
    .where('id', '=', keyId)
    .forShare()
    .executeTakeFirst()
  if (key === undefined || key.revokedAt !== null)
    throw new Error(`the key ${keyId} was revoked while it was signing`)
}

export const keyState = (key: Pick<PublicSigningKey, 'retiredAt' | 'revokedAt'>): KeyState =>
  key.revokedAt !== null ? 'revoked' : key.retiredAt !== null ? 'retired' : 'current'

/** The issuer's controller document as it stands now, byte for byte as it is served. */
export async function currentIssuerDocument(
  scope: AnyScope,
  orgId: string,
): Promise<Row<'issuerDocument'> | undefined> {
  return scope.db
    .selectFrom('issuerDocument')
    .selectAll()
    .where('orgId', '=', orgId)
    .orderBy('createdAt', 'desc')
    .limit(1)
    .executeTakeFirst()
}

/** The published issuer with this short name: anyone may see it. */
export async function findPublishedIssuer(scope: AnyScope, slug: string) {
  return scope.db
    .selectFrom('issuer')
    .innerJoin('organization', 'organization.id', 'issuer.orgId')
    .select([
      'issuer.orgId',
      'issuer.url',
      'issuer.didWeb',
      'organization.slug',
      'organization.name',
      'organization.mark',
      'organization.description',
      'organization.website',
      'organization.email',
    ])
    .where('organization.slug', '=', slug)
    .executeTakeFirst()
}

/** Name and mark of an organization, as they stand on its badges. Error `not_found`. */
export async function getMark(scope: AnyScope, orgId: string) {
  const row = await scope.db
    .selectFrom('organization')
    .select(['name', 'mark'])
    .where('id', '=', orgId)
    .executeTakeFirst()
  if (row === undefined) throw notFound('organization')
  return row
}

/** What an issuer offers now, by name. */
export function listPublished(scope: AnyScope, orgId: string) {
  return scope.db
    .selectFrom('achievementVersion')
    .select(['achievementId', 'name', sql<string>`definition ->> 'proves'`.as('proves')])
    .where('orgId', '=', orgId)
    .where('state', '=', 'published')
    .orderBy('name')
    .execute()
}
