import { createHash, randomUUID } from 'node:crypto'
import type { Signer } from '@assay/core'
import { AppError, notFound } from '../../app-error.ts'
import type { OrgScope } from '../../db/scopes.ts'
import { enqueue } from '../../jobs/enqueue.ts'
import { recordEvent } from '../audit/commands.ts'
import { controllerDocument } from './present.ts'
import { currentIssuerDocument, currentKey, getIssuer, getKey, keyState, listKeys } from './queries.ts'
import { KEY_PURPOSES, type KeyPurpose } from './schema/terms.ts'
import { ROTATABLE_PURPOSES, type RotatablePurpose } from './schema.ts'

const KEY_TYPES = {
  credential: 'ed25519',
  credential_p256: 'p256',
  credential_jwt: 'rsa2048',
  log: 'ed25519',
} as const satisfies Record<KeyPurpose, string>

const FRAGMENTS = {
  credential: 'key',
  credential_p256: 'p256',
  credential_jwt: 'jwt',
  log: 'log',
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
  for (const purpose of KEY_PURPOSES) await makeKey(scope, purpose, 1)
  await publishIssuerDocument(scope)
  await recordEvent(scope, { action: 'issuer.set_up', recordType: 'issuer', recordId: orgId })
}

async function makeKey(scope: OrgScope, purpose: KeyPurpose, number: number): Promise<string> {
  const id = randomUUID()
  const key = scope.deps.vault.newSigningKey(KEY_TYPES[purpose], id)
  await scope.db
    .insertInto('signingKey')
    .values({
      orgId: scope.orgId,
      id,
      fragment: `${FRAGMENTS[purpose]}-${number}`,
      purpose,
      type: key.type,
      publicKey: Buffer.from(key.publicKey),
      publicJwk: key.publicJwk === undefined ? null : JSON.stringify(key.publicJwk),
      sealedPrivate: Buffer.from(key.sealedPrivate),
      createdAt: scope.deps.now(),
    })
    .execute()
  return id
}

/** Puts a new key in place of the current one. The old one signs no more and stays published, so that what it signed verifies. */
export async function rotateKey(
  scope: OrgScope,
  purpose: RotatablePurpose,
): Promise<{ readonly keyId: string }> {
  await lockIssuer(scope)
  const old = await currentKey(scope, purpose)
  await scope.db
    .updateTable('signingKey')
    .set({ retiredAt: scope.deps.now() })
    .where('orgId', '=', scope.orgId)
    .where('id', '=', old.id)
    .execute()
  const keyId = await makeNextKey(scope, purpose)
  await publishIssuerDocument(scope)
  await recordEvent(scope, {
    action: 'issuer.key_rotated',
    recordType: 'signing_key',
    recordId: keyId,
    data: { purpose, replaces: old.fragment },
  })
  return { keyId }
}

/**
 * Marks a key as compromised: it is published with `revoked`, and what it signed no longer verifies. When it was in use, a new one takes
 * its place. Errors: `not_found`; `wrong_state` for one that is revoked already and for the log's key.
 */
export async function revokeKey(
  scope: OrgScope,
  keyId: string,
  reason: string,
): Promise<{ readonly replacedBy: string | undefined }> {
  await lockIssuer(scope)
  const key = await getKey(scope, keyId)
  const purpose = ROTATABLE_PURPOSES.find((candidate) => candidate === key.purpose)
  if (key.revokedAt !== null || purpose === undefined)
    throw new AppError('wrong_state', 'This key is revoked already, or it is not one that can be revoked.')
  const wasCurrent = keyState(key) === 'current'
  await scope.db
    .updateTable('signingKey')
    .set({ revokedAt: scope.deps.now() })
    .where('orgId', '=', scope.orgId)
    .where('id', '=', keyId)
    .execute()
  const replacedBy = wasCurrent ? await makeNextKey(scope, purpose) : undefined
  await publishIssuerDocument(scope)
  // Lists that this key signed count for nothing from now on.
  const { orgId } = scope
  await enqueue(scope, 'sign_status_lists', { orgId, all: true }, { key: `status-all:${orgId}` })
  await recordEvent(scope, {
    action: 'issuer.key_revoked',
    recordType: 'signing_key',
    recordId: keyId,
    data: { fragment: key.fragment, reason },
  })
  return { replacedBy }
}

async function makeNextKey(scope: OrgScope, purpose: RotatablePurpose): Promise<string> {
  const keys = await listKeys(scope)
  return makeKey(scope, purpose, keys.filter((key) => key.purpose === purpose).length + 1)
}

/** Changes of what the issuer publishes take turns: a document made from what was read earlier must not become the newest. */
async function lockIssuer(scope: OrgScope): Promise<void> {
  await scope.db
    .selectFrom('issuer')
    .select('orgId')
    .where('orgId', '=', scope.orgId)
    .forUpdate()
    .executeTakeFirst()
}

/**
 * Stores the controller document as it now stands and returns its digest. To be called in the transaction of every change of profile or
 * keys; all states are kept, because credentials refer to the one that they were signed in.
 */
export async function publishIssuerDocument(scope: OrgScope): Promise<Buffer> {
  await lockIssuer(scope)
  const { db, orgId, deps } = scope
  const [issuer, keys, organization] = [
    await getIssuer(scope),
    await listKeys(scope),
    await db.selectFrom('organization').selectAll().where('id', '=', orgId).executeTakeFirst(),
  ]
  if (organization === undefined) throw notFound('organization')
  const body = JSON.stringify(controllerDocument({ issuer, organization, keys }))
  const digest = createHash('sha256').update(body).digest()
  const latest = await currentIssuerDocument(scope, orgId)
  if (latest?.digest.equals(digest) === true) return digest
  // The newest is the one that is served, so no two may have one time.
  const createdAt = new Date(
    Math.max(deps.now().getTime(), latest === undefined ? 0 : latest.createdAt.getTime() + 1),
  )
  await db
    .insertInto('issuerDocument')
    .values({ orgId, digest, body, createdAt })
    .onConflict((oc) => oc.columns(['orgId', 'digest']).doUpdateSet({ createdAt }))
    .execute()
  return digest
}

/** A signer over one of the issuer's keys. It works after the transaction too: signing never holds one open. */
export async function openSigner(scope: OrgScope, keyId: string): Promise<Signer> {
  return scope.deps.vault.signer(await sealedKey(scope, keyId), keyId)
}

/** The same for the key of tokens, which signs with RS256. */
export async function openTokenSigner(scope: OrgScope, keyId: string): Promise<Pick<Signer, 'sign'>> {
  return scope.deps.vault.rs256Signer(await sealedKey(scope, keyId), keyId)
}

async function sealedKey(scope: OrgScope, keyId: string): Promise<Uint8Array> {
  const row = await scope.db
    .selectFrom('signingKey')
    .select('sealedPrivate')
    .where('orgId', '=', scope.orgId)
    .where('id', '=', keyId)
    .executeTakeFirst()
  if (row === undefined) throw notFound('key')
  return row.sealedPrivate
}
