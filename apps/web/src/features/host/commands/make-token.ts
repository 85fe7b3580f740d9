import { randomBytes } from 'node:crypto'
import { hashSecret } from '../../../db/lookups.ts'
import type { PersonScope, SystemScope } from '../../../db/scopes.ts'
import type { Row } from '../../../db/tables.ts'

interface NewToken {
  readonly grantId: string
  readonly kind: Row<'hostToken'>['kind']
  readonly scopes: readonly string[]
  readonly expiresAt: Date
}

/** Makes a code or token of 256 random bits, whose hash alone is kept. */
export async function makeToken(
  { db }: SystemScope | PersonScope,
  { grantId, kind, scopes, expiresAt }: NewToken,
): Promise<string> {
  const secret = `host_${kind}_${randomBytes(32).toString('base64url')}`
  await db
    .insertInto('hostToken')
    .values({ hash: hashSecret(secret), grantId, kind, scopes: [...scopes], expiresAt })
    .execute()
  return secret
}
