import { type JsonObject, type JsonValue, memberOf } from '@assay/core'
import type { DocumentSource } from '../document-source.ts'
import { instantOf, listOf, objectOf, textOf } from '../json-members.ts'
import { compact, type Finding } from '../make-check.ts'
import type { Parts } from './check-form.ts'
import { isPublishedByIssuer } from './check-hosted.ts'
import { fetchNode, nodeId, readNode } from './nodes.ts'

/** More than this cost more fetches than a verification has. */
const MAX_ENDORSEMENTS = 3

interface Found {
  readonly document: JsonValue
  readonly about: string | undefined
}

/**
 * Verifies hosted endorsements like assertions (STANDARDS B28): published at their own address, by an issuer who publishes there, and
 * about the part they stand at (`claim.id`). Those of other kinds are not checked.
 */
export async function checkOpenBadge2Endorsements(
  { assertion, badge, issuer }: Parts,
  documents: DocumentSource,
  at: number,
): Promise<Finding> {
  const found: readonly Found[] = [assertion, badge, issuer].flatMap((part) =>
    part === undefined
      ? []
      : listOf(part, 'endorsement').map((document) => ({ document, about: textOf(part, 'id') })),
  )
  if (found.length === 0) return { outcome: 'skipped', code: 'endorsements-absent' }
  const findings: Finding[] = []
  for (const one of found.slice(0, MAX_ENDORSEMENTS)) findings.push(await checkOne(one, documents, at))
  const details = {
    endorsements: findings.map(({ outcome, code, details: own }) => compact({ ...own, outcome, code })),
  }
  for (const outcome of ['failed', 'unknown', 'warning'] as const) {
    const decisive = findings.find((finding) => finding.outcome === outcome)
    if (decisive !== undefined) return { outcome, code: decisive.code, details }
  }
  return found.length > MAX_ENDORSEMENTS
    ? { outcome: 'unknown', code: 'endorsements-limit', details }
    : { outcome: 'passed', code: 'endorsements-ok', details }
}

async function checkOne({ document, about }: Found, documents: DocumentSource, at: number): Promise<Finding> {
  const id = nodeId(document)
  const failed = (reason: string): Finding => ({
    outcome: 'failed',
    code: 'endorsements-failed',
    details: { id, reason },
  })
  const unknown: Finding = { outcome: 'unknown', code: 'endorsements-unknown', details: { id } }
  if (id === undefined || !/^https?:/.test(id)) return unknown
  const reading = await fetchNode(id, 'Assertion', documents)
  if (reading.outcome === 'missing') {
    return reading.gone === undefined
      ? unknown
      : { outcome: 'warning', code: 'endorsements-lapsed', details: { id } }
  }
  if (reading.outcome !== 'hosted') return failed('another document')
  const endorsement = reading.document
  if (!listOf(endorsement, 'type').includes('Endorsement')) return failed('not an endorsement')
  if (about === undefined || textOf(objectOf(endorsement, 'claim'), 'id') !== about)
    return failed('another subject')
  const issuer = await readNode(memberOf(endorsement, 'issuer'), 'Profile', documents, true)
  if (issuer.outcome === 'missing') return unknown
  if (issuer.outcome !== 'hosted' || !isPublishedByIssuer(id, issuer.document))
    return failed('another issuer')
  const details = { id, issuer: textOf(issuer.document, 'id') }
  return hasEnded(endorsement, at)
    ? { outcome: 'warning', code: 'endorsements-lapsed', details }
    : { outcome: 'passed', code: 'endorsements-ok', details }
}

function hasEnded(endorsement: JsonObject, at: number): boolean {
  const expires = instantOf(textOf(endorsement, 'expires') ?? '')
  return memberOf(endorsement, 'revoked') === true || (expires !== undefined && expires < at)
}
