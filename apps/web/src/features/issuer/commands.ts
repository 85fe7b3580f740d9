import { randomUUID } from 'node:crypto'
import type { OrgScope } from '../../db/scopes.ts'
import { recordEvent } from '../audit/commands.ts'
import type { KeyPurpose } from './schema.ts'

const KEY_TYPES = {
  credential: 'ed25519',
  credential_p256: 'p256',
  credential_jwt: 'rsa2048',
  log: 'ed25519',
} as const satisfies Record<KeyPurpose, string>

/** Gives an organization its issuer addresses, stored once, and one key for each use. */
export async function setUpIssuer(scope: OrgScope): Promise<void> {
  const { db, deps, orgId } = scope
  const { slug } = await db
    .selectFrom('organization')
    .select('slug')
    .where('id', '=', orgId)
    .executeTakeFirstOrThrow()
  const origin = deps.config.publicUrl
  const logId = randomUUID()
  await db
    .insertInto('issuer')
    .values({
      orgId,
      url: `${origin}/issuers/${slug}`,
      didWeb: `did:web:${encodeURIComponent(new URL(origin).host)}:issuers:${slug}`,
      logId,
      logOrigin: `${new URL(origin).host}/log/${logId}`,
      createdAt: deps.now(),
    })
    .execute()
  for (const purpose of Object.keys(KEY_TYPES) as KeyPurpose[]) await makeKey(scope, purpose, 1)
  await recordEvent(scope, { action: 'issuer.set_up', recordType: 'issuer', recordId: orgId })
}

async function makeKey(scope: OrgScope, purpose: KeyPurpose, number: number): Promise<void> {
  const id = randomUUID()
  const key = scope.deps.vault.newSigningKey(KEY_TYPES[purpose], id)
  await scope.db
    .insertInto('signingKey')
    .values({
      orgId: scope.orgId,
      id,
      fragment: `${purpose === 'credential' ? 'key' : purpose.replace('credential_', '')}-${number}`,
      purpose,
      type: key.type,
      publicKey: Buffer.from(key.publicKey),
      publicJwk: key.publicJwk === undefined ? null : JSON.stringify(key.publicJwk),
      sealedPrivate: Buffer.from(key.sealedPrivate),
      createdAt: scope.deps.now(),
    })
    .execute()
}
