import { encodeUtf8, isJsonObject, type JsonObject, parseJson, type Signer } from '@assay/core'
import { createVcJwt } from '@assay/credentials'
import { inOrg, type OrgScope } from '../../../db/scopes.ts'
import type { Deps } from '../../../deps.ts'
import { openTokenSigner } from '../../issuer/commands.ts'
import { currentKey, getIssuer } from '../../issuer/queries.ts'
import { findForm, getCredentialJson } from '../queries.ts'
import { storeForm } from './store-form.ts'

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
  const { credential, verificationMethod, keyId, signer } = order
  const kid = verificationMethod
  const token = await createVcJwt({ credential, kid, algorithm: 'RS256', sign: signer.sign })
  const made = { credentialId, form: 'jwt', mediaType: 'application/jwt', keyId, verificationMethod } as const
  await inOrg(deps, asJob(orgId), (scope) => storeForm(scope, { ...made, bytes: encodeUtf8(token) }))
}

interface TokenOrder {
  /** With the proof inside, which was made first (STANDARDS OI7). */
  readonly credential: JsonObject
  readonly verificationMethod: string
  readonly keyId: string
  readonly signer: Pick<Signer, 'sign'>
}

async function openOrder(scope: OrgScope, credentialId: string): Promise<TokenOrder | undefined> {
  if ((await findForm(scope, credentialId, 'jwt')) !== undefined) return undefined
  const credential = parseJson(await getCredentialJson(scope, credentialId))
  if (!isJsonObject(credential)) throw new Error(`what was issued as ${credentialId} is not a document`)
  const [issuer, key] = [await getIssuer(scope), await currentKey(scope, 'credential_jwt')]
  const signer = await openTokenSigner(scope, key.id)
  return { credential, verificationMethod: `${issuer.url}#${key.fragment}`, keyId: key.id, signer }
}
