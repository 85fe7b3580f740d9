import { randomBytes, randomUUID } from 'node:crypto'
import { AppError, notFound } from '../../app-error.ts'
import { hashSecret } from '../../db/lookups.ts'
import type { OrgScope, PersonScope } from '../../db/scopes.ts'
import { recordEvent } from '../audit/commands.ts'
import { countWorkingKeys } from './queries.ts'
import { KEYS_AT_MOST, type KeyInput } from './schema.ts'

/** A new key. Its secret is told this once; only its hash is kept. */
export interface MadeKey {
  readonly id: string
  readonly secret: string
}

type KeyScope = OrgScope | PersonScope

/** Characters of a secret that stay visible, so that a list of keys can be told apart: `assay_` and six more. */
const PREFIX_LENGTH = 12

/** Makes a key of the scope's organization, or of the person. It acts as who made it, within its scopes. Error `quota_exceeded`. */
export async function createKey(scope: KeyScope, input: KeyInput): Promise<MadeKey> {
  if ((await countWorkingKeys(scope)) >= KEYS_AT_MOST)
    throw new AppError('quota_exceeded', `At most ${KEYS_AT_MOST} keys work at one time; revoke one.`, {
      text: 'too_many_keys',
    })
  if (scope.personId === undefined) throw new TypeError('a job makes no keys')
  const id = randomUUID()
  const secret = `assay_${randomBytes(32).toString('base64url')}`
  const now = scope.deps.now()
  await scope.db
    .insertInto('apiKey')
    .values({
      id,
      orgId: scope.kind === 'org' ? scope.orgId : null,
      personId: scope.personId,
      name: input.name,
      prefix: secret.slice(0, PREFIX_LENGTH),
      hash: hashSecret(secret),
      scopes: [...input.scopes],
      createdAt: now,
      expiresAt: new Date(now.getTime() + input.expiresInDays * 86_400_000),
    })
    .execute()
  await recordEvent(scope, {
    action: 'api_key.created',
    recordType: 'api_key',
    recordId: id,
    data: { name: input.name, scopes: input.scopes },
  })
  return { id, secret }
}

/** Ends a key at once. Error `not_found` also for a key of another organization or person. */
export async function revokeKey(scope: KeyScope, id: string): Promise<void> {
  let query = scope.db
    .updateTable('apiKey')
    .set({ revokedAt: scope.deps.now() })
    .where('id', '=', id)
    .where('revokedAt', 'is', null)
  query =
    scope.kind === 'org'
      ? query.where('orgId', '=', scope.orgId)
      : query.where('orgId', 'is', null).where('personId', '=', scope.personId)
  const revoked = await query.executeTakeFirst()
  if (revoked.numUpdatedRows === 0n) throw notFound('key')
  await recordEvent(scope, { action: 'api_key.revoked', recordType: 'api_key', recordId: id })
}

/** Ends the keys that a member made for an organization, so that none comes back to life should they join again. */
export async function revokeKeysOfMember(scope: KeyScope, orgId: string, personId: string): Promise<void> {
  await scope.db
    .updateTable('apiKey')
    .set({ revokedAt: scope.deps.now() })
    .where('orgId', '=', orgId)
    .where('personId', '=', personId)
    .where('revokedAt', 'is', null)
    .execute()
}
