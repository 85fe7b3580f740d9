import { type JsonObject, memberOf } from '@assay/core'
import type { DocumentSource } from './document-source.ts'
import { issuerIdOf, isWebAddress, objectsOf, sameAddress, textOf } from './json-members.ts'
import { explain, type Finding } from './make-check.ts'

/**
 * The deprecated, unsigned list of 1EdTech (STANDARDS RL1, RL2): believed only when it lies at the issuer's own origin and
 * names the same issuer, because nothing else says whose it is.
 */
export async function checkRevocationList(
  entry: JsonObject,
  issuer: string,
  credentialId: string | undefined,
  documents: DocumentSource,
): Promise<Finding> {
  const address = textOf(entry, 'id')
  if (address === undefined || credentialId === undefined)
    return { outcome: 'failed', code: 'status-malformed' }
  const details = { list: address }
  if (!isWebAddress(address) || !isWebAddress(issuer) || new URL(address).origin !== new URL(issuer).origin) {
    return { outcome: 'unknown', code: 'status-list-issuer', details }
  }
  const answer = await documents.fetchJson(address)
  if (!answer.found) {
    const message = explain('status-unreachable', `(${answer.reason})`)
    return { outcome: 'unknown', code: 'status-unreachable', message, details }
  }
  if (!sameAddress(issuerIdOf(answer.document) ?? '', issuer)) {
    return { outcome: 'unknown', code: 'status-list-issuer', details }
  }
  const revoked = objectsOf(answer.document, 'revokedCredential').find(
    (row) => textOf(row, 'id') === credentialId && memberOf(row, 'revoked') !== false,
  )
  if (revoked === undefined) return { outcome: 'passed', code: 'status-ok', details }
  const reason = textOf(revoked, 'revocationReason')
  return { outcome: 'failed', code: 'status-revoked', details: { ...details, reason } }
}
