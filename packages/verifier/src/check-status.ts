import { isJsonObject, type JsonObject } from '@assay/core'
import { allowsNumericIndex, bitEntryType } from '@assay/credentials'
import { checkBitstringEntry, type StatusContext } from './bitstring-status.ts'
import type { CheckCode } from './check-codes.ts'
import { hasType, issuerIdOf, listOf, textOf, textWithin } from './json-members.ts'
import { compact, type Finding } from './make-check.ts'
import { checkRevocationList } from './revocation-list-status.ts'

/** Status entries beyond this are not looked at; a credential has one for each purpose. */
const MAX_ENTRIES = 8

/**
 * Looks up every status entry. One that says "revoked" or "suspended" fails the step; else one that could not be checked
 * leaves it open (STANDARDS BS7, BS8, BS11, RL3).
 */
export async function checkStatus(credential: JsonObject, context: StatusContext): Promise<Finding> {
  const entries = listOf(credential, 'credentialStatus')
  if (entries.length === 0) return { outcome: 'skipped', code: 'status-absent' }
  if (entries.length > MAX_ENTRIES) return { outcome: 'failed', code: 'status-malformed' }
  const findings: Finding[] = []
  for (const entry of entries) {
    findings.push(
      isJsonObject(entry)
        ? await checkEntry(entry, credential, context)
        : { outcome: 'failed', code: 'status-malformed' },
    )
  }
  const worst = findings.toSorted((left, right) => rank(left) - rank(right))[0]
  if (worst === undefined) throw new TypeError('there is at least one entry')
  const described = findings.map((finding, index) =>
    compact({
      ...finding.details,
      type: textWithin(entries[index], 'type'),
      purpose: textWithin(entries[index], 'statusPurpose'),
      outcome: finding.outcome,
      code: finding.code,
    }),
  )
  return { ...worst, details: { entries: described } }
}

/** Most serious first; revocation is final, so it is named before a suspension. */
function rank(finding: Finding): number {
  const order: readonly CheckCode[] = ['status-revoked', 'status-suspended']
  const named = order.indexOf(finding.code)
  if (named >= 0) return named
  return 2 + ['failed', 'unknown', 'warning', 'passed', 'skipped'].indexOf(finding.outcome)
}

async function checkEntry(
  entry: JsonObject,
  credential: JsonObject,
  context: StatusContext,
): Promise<Finding> {
  const issuer = issuerIdOf(credential) ?? ''
  if (bitEntryType(entry) !== undefined)
    return checkBitstringEntry(entry, { issuer, numericIndex: allowsNumericIndex(credential) }, context)
  if (hasType(entry, '1EdTechRevocationList'))
    return checkRevocationList(entry, { issuer, id: textOf(credential, 'id') }, context)
  const [type = null] = listOf(entry, 'type')
  return { outcome: 'unknown', code: 'status-type', details: { statusType: type } }
}
