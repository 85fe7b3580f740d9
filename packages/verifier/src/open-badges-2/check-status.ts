import { isJsonObject, type JsonObject, memberOf } from '@assay/core'
import type { DocumentSource } from '../document-source.ts'
import { isWebAddress, listOf, sameAddress, textOf } from '../json-members.ts'
import { explain, type Finding } from '../make-check.ts'
import { type NodeReading, nodeId } from './nodes.ts'

/** A hosted badge is revoked when its address says so, or that it is gone (STANDARDS B25). */
export function checkHostedStatus(reading: NodeReading): Finding {
  if (reading.outcome === 'missing' && reading.gone !== undefined)
    return revoked(reading.gone, { status: 410 })
  if (reading.outcome === 'missing') {
    return {
      outcome: 'unknown',
      code: 'status-unreachable',
      message: explain('status-unreachable', `(${reading.reason})`),
    }
  }
  if (reading.outcome !== 'hosted') return { outcome: 'unknown', code: 'status-unreachable' }
  return memberOf(reading.document, 'revoked') === true
    ? revoked(reading.document, {})
    : { outcome: 'passed', code: 'status-ok' }
}

/**
 * A signed badge is revoked when the list that its issuer's profile names holds its `id` or `uid` (STANDARDS B25). `profile` is
 * undefined when it could not be had: then nobody knows whether there is a list.
 */
export async function checkSignedStatus(
  assertion: JsonObject,
  issuerId: string,
  profile: JsonObject | undefined,
  documents: DocumentSource,
): Promise<Finding> {
  if (memberOf(assertion, 'revoked') === true) return revoked(assertion, {})
  if (profile === undefined) return { outcome: 'unknown', code: 'status-unreachable' }
  const named = memberOf(profile, 'revocationList')
  if (named === undefined) return { outcome: 'skipped', code: 'status-absent' }
  const address = nodeId(named)
  if (address === undefined || !isWebAddress(address))
    return { outcome: 'unknown', code: 'status-list-malformed' }
  const details = { list: address }
  const answer = await documents.fetchJson(address)
  if (!answer.found) {
    const message = explain('status-unreachable', `(${answer.reason})`)
    return { outcome: 'unknown', code: 'status-unreachable', message, details }
  }
  const list = answer.document
  if (!sameAddress(textOf(list, 'id') ?? '', address))
    return { outcome: 'unknown', code: 'status-list-other', details }
  if (!sameAddress(nodeId(memberOf(list, 'issuer')) ?? '', issuerId)) {
    return { outcome: 'unknown', code: 'status-list-issuer', details }
  }
  if (!Array.isArray(memberOf(list, 'revokedAssertions'))) {
    return { outcome: 'unknown', code: 'status-list-malformed', details }
  }
  const names = ['id', 'uid'].flatMap((name) => textOf(assertion, name) ?? [])
  const entry = listOf(list, 'revokedAssertions').find((row) => {
    const ids = isJsonObject(row) ? ['id', 'uid'].flatMap((name) => textOf(row, name) ?? []) : [row]
    return ids.some((id) => typeof id === 'string' && names.includes(id))
  })
  if (entry === undefined) return { outcome: 'passed', code: 'status-ok', details }
  return revoked(isJsonObject(entry) ? entry : {}, details)
}

function revoked(document: JsonObject, details: Readonly<Record<string, string | number>>): Finding {
  const reason = textOf(document, 'revocationReason')
  return { outcome: 'failed', code: 'status-revoked', details: { ...details, reason } }
}
