import { encodeUtf8, isJsonObject, type JsonObject, parseJson, type Signer } from '@assay/core'
import { createProof, mandatoryBadgePointers } from '@assay/credentials'
import { generateSelectiveKeys } from '@assay/node'
import { inOrg, type OrgScope } from '../../../db/scopes.ts'
import type { Deps } from '../../../deps.ts'
import { openSigner } from '../../issuer/commands.ts'
import { currentKey, getIssuer } from '../../issuer/queries.ts'
import { findForm, getCredentialJson } from '../queries.ts'
import { canonicalizerOf } from './canonicalizer.ts'
import { wholeSecond } from './gather-facts.ts'
import { storeForm } from './store-form.ts'

/** The organization's own work: its holder may cause it, and nobody else. */
const asJob = (orgId: string) => ({
  orgId,
  personId: undefined,
  roles: [],
  actor: { kind: 'system' } as const,
})

/**
 * Makes the base that parts of a credential are derived from (`ecdsa-sd-2023`, vc-di-ecdsa 3.6.5) unless there is one: the same words,
 * without the proof of the whole, which no part could keep. Made and stored as the token is; shown to nobody. Errors: `not_found`,
 * `not_available` while the credential is being signed, `gone` after erasure.
 */
export async function makeBase(deps: Deps, orgId: string, credentialId: string): Promise<void> {
  const order = await inOrg(deps, asJob(orgId), (scope) => openOrder(scope, credentialId))
  if (order === undefined) return
  const { document, verificationMethod, keyId, signer } = order
  const base = await createProof({
    ...{ document, verificationMethod, signer, cryptosuite: 'ecdsa-sd-2023' },
    created: wholeSecond(deps.now()).getTime(),
    selective: { mandatoryPointers: mandatoryBadgePointers(document), ...generateSelectiveKeys() },
    canonicalize: canonicalizerOf(deps),
    crypto: deps.crypto,
  })
  const bytes = encodeUtf8(JSON.stringify(base))
  const mediaType = 'application/vc+ld+json'
  await inOrg(deps, asJob(orgId), (scope) =>
    storeForm(scope, { credentialId, form: 'sd_base', mediaType, bytes, keyId, verificationMethod }),
  )
}

interface BaseOrder {
  readonly document: JsonObject
  readonly verificationMethod: string
  readonly keyId: string
  readonly signer: Signer
}

async function openOrder(scope: OrgScope, credentialId: string): Promise<BaseOrder | undefined> {
  if ((await findForm(scope, credentialId, 'sd_base')) !== undefined) return undefined
  const credential = parseJson(await getCredentialJson(scope, credentialId))
  if (!isJsonObject(credential)) throw new Error(`what was issued as ${credentialId} is not a document`)
  const { proof: _, ...document } = credential
  const [issuer, key] = [await getIssuer(scope), await currentKey(scope, 'credential_p256')]
  const verificationMethod = `${issuer.url}#${key.fragment}`
  return { document, verificationMethod, keyId: key.id, signer: await openSigner(scope, key.id) }
}
