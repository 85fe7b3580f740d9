import { isJsonObject, type JsonObject, memberOf } from '@assay/core'
import { documentAddressOf } from './controller-document.ts'
import type { DocumentSource } from './document-source.ts'
import { issuerIdOf, listOf, objectsOf, sameAddress, textOf } from './json-members.ts'
import { explain, type Finding } from './make-check.ts'
import type { TrustRegistry } from './trust.ts'

/** What the step needs. */
export interface RevocationListContext {
  readonly documents: DocumentSource
  readonly trust?: TrustRegistry | undefined
}

/**
 * The deprecated, unsigned list of 1EdTech (STANDARDS RL1, RL2): believed only over HTTPS, when it lies at the origin of the
 * issuer's own document, or where a registry says that lists there speak for the issuer, and when it names the same issuer; nothing
 * else says whose it is.
 */
export async function checkRevocationList(
  entry: JsonObject,
  credential: { readonly issuer: string; readonly id: string | undefined },
  context: RevocationListContext,
): Promise<Finding> {
  const address = textOf(entry, 'id')
  if (address === undefined || !URL.canParse(address) || credential.id === undefined)
    return { outcome: 'failed', code: 'status-malformed' }
  const details = { list: address }
  const foreign: Finding = { outcome: 'unknown', code: 'status-list-issuer', details }
  if (!(await isIssuers(address, credential.issuer, context))) return foreign
  const answer = await context.documents.fetchJson(address)
  if (!answer.found) {
    const message = explain('status-unreachable', `(${answer.reason})`)
    return { outcome: 'unknown', code: 'status-unreachable', message, details }
  }
  // A redirection to elsewhere makes it somebody else's word, for nothing signs it.
  if (!(await isIssuers(answer.finalUrl, credential.issuer, context))) return foreign
  if (!sameAddress(issuerIdOf(answer.document) ?? '', credential.issuer)) return foreign
  const id = memberOf(answer.document, 'id')
  if (id !== undefined && (typeof id !== 'string' || !sameAddress(id, address)))
    return { outcome: 'unknown', code: 'status-list-other', details }
  return judge(answer.document, credential.id, details)
}

async function isIssuers(
  address: string,
  issuer: string,
  { trust }: RevocationListContext,
): Promise<boolean> {
  const { origin, protocol } = new URL(address)
  if (protocol !== 'https:') return false
  const own = documentAddressOf(issuer)
  if (own !== undefined && new URL(own).origin === origin) return true
  return (await trust?.mayKeepStatus?.(issuer, origin)) === true
}

function judge(list: JsonObject, id: string, details: JsonObject): Finding {
  const rows = listOf(list, 'revokedCredential')
  const readable = rows.every((row) => isJsonObject(row) && textOf(row, 'id') !== undefined)
  // A credential is not a list with nobody on it.
  if (!readable || memberOf(list, 'credentialSubject') !== undefined)
    return { outcome: 'unknown', code: 'status-list-malformed', details }
  const revoked = objectsOf(list, 'revokedCredential').find(
    // Who stands on the list without a word is taken for revoked: the other way round would be green by guess.
    (row) => textOf(row, 'id') === id && memberOf(row, 'revoked') !== false,
  )
  if (revoked === undefined) return { outcome: 'passed', code: 'status-ok', details }
  const reason = textOf(revoked, 'revocationReason')
  return { outcome: 'failed', code: 'status-revoked', details: { ...details, ...(reason && { reason }) } }
}
