import { randomBytes } from 'node:crypto'
import { hashSecret } from '../../../db/lookups.ts'
import type { SystemScope } from '../../../db/scopes.ts'

/** What a secret of this feature is for; one for another purpose opens nothing. */
export type TokenPurpose =
  | 'sign_in_link'
  | 'reset_link'
  | 'challenge'
  | 'recover_link'
  | 'stop_link'
  | 'merge_link'
  | 'merge'

export interface NewToken {
  readonly purpose: TokenPurpose
  readonly personId?: string | undefined
  readonly data?: Readonly<Record<string, string>>
  readonly minutes: number
  /** Default: a new one of 256 random bits. */
  readonly token?: string
}

/** Makes a secret that works once; its hash alone is kept. Old ones are cleared away by the way. `isNew`: nobody made this one before. */
export async function makeToken(
  scope: SystemScope,
  { purpose, personId, data = {}, minutes, token }: NewToken,
): Promise<{ readonly token: string; readonly isNew: boolean }> {
  const now = scope.deps.now()
  const secret = token ?? randomBytes(32).toString('base64url')
  await scope.db
    .deleteFrom('identityToken')
    .where('expiresAt', '<', new Date(now.getTime() - DAY))
    .execute()
  const made = await scope.db
    .insertInto('identityToken')
    .values({
      hash: hashSecret(secret),
      purpose,
      personId: personId ?? null,
      data: JSON.stringify(data),
      createdAt: now,
      expiresAt: new Date(now.getTime() + minutes * 60_000),
      usedAt: null,
    })
    .onConflict((oc) => oc.doNothing())
    .executeTakeFirst()
  return { token: secret, isNew: made.numInsertedOrUpdatedRows === 1n }
}

const DAY = 86_400_000

export interface FoundToken {
  readonly personId: string | null
  readonly data: Readonly<Record<string, string>>
}

/** What a secret says that was not used yet and is not too old. */
export async function findToken(
  scope: SystemScope,
  purpose: TokenPurpose,
  token: string,
): Promise<FoundToken | undefined> {
  return scope.db
    .selectFrom('identityToken')
    .select(['personId', 'data'])
    .where('hash', '=', hashSecret(token))
    .where('purpose', '=', purpose)
    .where('usedAt', 'is', null)
    .where('expiresAt', '>', scope.deps.now())
    .executeTakeFirst()
}

/** Uses a secret up: of two at once, one gets undefined. */
export async function spendToken(
  scope: SystemScope,
  purpose: TokenPurpose,
  token: string,
): Promise<FoundToken | undefined> {
  const now = scope.deps.now()
  return scope.db
    .updateTable('identityToken')
    .set({ usedAt: now })
    .where('hash', '=', hashSecret(token))
    .where('purpose', '=', purpose)
    .where('usedAt', 'is', null)
    .where('expiresAt', '>', now)
    .returning(['personId', 'data'])
    .executeTakeFirst()
}
