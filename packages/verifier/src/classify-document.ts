import { type JsonObject, memberOf } from '@assay/core'
import { isPresentation } from '@assay/credentials'
import { hasType, listOf } from './json-members.ts'
import { type Content, leaveOpen, parseOk, refuseContent } from './reading.ts'
import type { Format } from './report.ts'

/** What a JSON document is, by its types. Envelopes are opened elsewhere, so that none can stand inside a token. */
export function classifyDocument(document: JsonObject): Content {
  if (isPresentation(document)) {
    const plain = { finding: parseOk, token: undefined }
    return { kind: 'presentation', format: 'vp-json', presentation: document, ...plain }
  }
  const format = credentialFormat(document)
  if (format !== undefined) {
    return { kind: 'credential', format, finding: parseOk, credential: document, token: undefined }
  }
  if (!isEarlier(document)) return refuseContent('unknown', 'parse-not-credential')
  return typeof memberOf(document, 'recipient') === 'string'
    ? leaveOpen('ob2-json')
    : { kind: 'earlier', format: 'ob2-json', finding: parseOk, earlier: { kind: 'assertion', document } }
}

function credentialFormat(document: JsonObject): Format | undefined {
  if (hasType(document, 'ClrCredential')) return 'clr2-json'
  const isBadge = hasType(document, 'OpenBadgeCredential') || hasType(document, 'AchievementCredential')
  if (isBadge) return 'ob3-json'
  return hasType(document, 'VerifiableCredential') ? 'vc-json' : undefined
}

function isEarlier(document: JsonObject): boolean {
  const contexts = listOf(document, '@context')
  const named = contexts.some((entry) => typeof entry === 'string' && /openbadges\/v[12]/.test(entry))
  return named || (memberOf(document, 'badge') !== undefined && memberOf(document, 'recipient') !== undefined)
}
