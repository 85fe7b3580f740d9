import { createHash } from 'node:crypto'
import { encodeUtf8, isJsonObject, type JsonObject, parseJson, type Signer } from '@assay/core'
import { createVcJwt } from '@assay/credentials'
import { notFound } from '../../../app-error.ts'
import { inOrg, type OrgScope } from '../../../db/scopes.ts'
import type { Deps } from '../../../deps.ts'
import { recordEvent } from '../../audit/commands.ts'
import { sealWith } from '../../data-keys/commands.ts'
import { openDataKeys } from '../../data-keys/queries.ts'
import { openTokenSigner } from '../../issuer/commands.ts'
import { currentKey, getIssuer, holdUsableKey } from '../../issuer/queries.ts'
import { findForm, getCredentialJson } from '../queries.ts'
import { storeLogRow } from './store-log-row.ts'

/** The organization's own work: nobody asks for it by name, and whoever may read the credential may cause it. */
const asJob = (orgId: string) => ({
  orgId,
  personId: undefined,
  roles: [],
  actor: { kind: 'system' } as const,
})

/**
 * Makes the token of a credential (VC-JWT, OB3 8.2) unless there is one: signed outside any transaction, then stored with its digest,
 * its row for the log and its audit event. Of several at once the first one's bytes stay, and the others find them. Errors:
 * `not_found`, `not_available` while the credential is being signed, `gone` after erasure.
 */
export async function makeToken(deps: Deps, orgId: string, credentialId: string): Promise<void> {
  const order = await inOrg(deps, asJob(orgId), (scope) => openOrder(scope, credentialId))
  if (order === undefined) return
  const { credential, kid, signer } = order
  const token = await createVcJwt({ credential, kid, algorithm: 'RS256', sign: signer.sign })
  await inOrg(deps, asJob(orgId), (scope) => storeToken(scope, order, encodeUtf8(token)))
}

interface TokenOrder {
  readonly credentialId: string
  /** With the proof inside, which was made first (STANDARDS OI7). */
  readonly credential: JsonObject
  readonly kid: string
  readonly keyId: string
  readonly signer: Pick<Signer, 'sign'>
}

async function openOrder(scope: OrgScope, credentialId: string): Promise<TokenOrder | undefined> {
  if ((await findForm(scope, credentialId, 'jwt')) !== undefined) return undefined
  const credential = parseJson(await getCredentialJson(scope, credentialId))
  if (!isJsonObject(credential)) throw new Error(`what was issued as ${credentialId} is not a document`)
  const [issuer, key] = [await getIssuer(scope), await currentKey(scope, 'credential_jwt')]
  const signer = await openTokenSigner(scope, key.id)
  return { credentialId, credential, kid: `${issuer.url}#${key.fragment}`, keyId: key.id, signer }
}

async function storeToken(scope: OrgScope, order: TokenOrder, token: Uint8Array): Promise<void> {
  const { db, orgId, deps } = scope
  const { credentialId, kid } = order
  await holdUsableKey(scope, order.keyId)
  const row = await db
    .selectFrom('credential')
    .selectAll()
    .where('orgId', '=', orgId)
    .where('id', '=', credentialId)
    .forUpdate()
    .executeTakeFirst()
  if (row === undefined) throw notFound('credential')
  const key = (await openDataKeys(scope, [row.dataKeyId])).get(row.dataKeyId)
  const json = await findForm(scope, credentialId, 'data_integrity')
  if (key === undefined || json === undefined) return
  const digest = createHash('sha256').update(token).digest()
  const stored = await db
    .insertInto('credentialForm')
    .values({
      ...{ orgId, credentialId, form: 'jwt', mediaType: 'application/jwt' },
      ...sealWith({ id: row.dataKeyId, key }, token, `credential_form:${credentialId}:jwt`),
      ...{ digest, size: token.length, createdAt: deps.now() },
    })
    .onConflict((oc) => oc.doNothing())
    .returning('form')
    .executeTakeFirst()
  if (stored === undefined) return
  const event = { kind: 'form-added', form: 'jwt', formDigest: digest } as const
  await storeLogRow(scope, { credential: row, digest: json.digest, event })
  await recordEvent(scope, {
    action: 'credential.form_added',
    recordType: 'credential',
    recordId: credentialId,
    personId: row.personId,
    data: { form: 'jwt', digest: digest.toString('hex'), verificationMethod: kid },
  })
}
