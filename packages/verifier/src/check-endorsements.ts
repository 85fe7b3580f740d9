import { isJsonObject, type JsonObject, type JsonValue, limits } from '@assay/core'
import { listOf, objectOf, objectsOf, textOf } from './json-members.ts'
import { compact, type Finding } from './make-check.ts'
import { readToken, type Token } from './read-token.ts'
import type { Report } from './report.ts'

/** An endorsement with the ids it may rightly be about. */
interface Endorsement {
  readonly document: JsonValue
  readonly about: readonly string[]
}

/** What the step needs. */
export interface EndorsementContext {
  /** Levels of credentials above this one. */
  readonly depth: number
  /** Whether the time of the verification is over. */
  readonly isLate: () => boolean
  readonly verifyEndorsement: VerifyEndorsement
}

/** Verifies one embedded endorsement credential, which may have come in a token. */
type VerifyEndorsement = (
  endorsement: JsonObject,
  token: Token | undefined,
) => Promise<Pick<Report, 'verdict' | 'checks'>>

/** Steps whose failure says that an endorsement ended, not that it is false. */
const lapses: ReadonlySet<string> = new Set(['dates-expired', 'status-revoked', 'status-suspended'])

/**
 * Verifies the embedded endorsements one by one on their own signature (STANDARDS OD8, EN1). A false one fails the step; one
 * that ended warns, because a third party must not be able to undo a badge by withdrawing its praise.
 */
export async function checkEndorsements(
  credential: JsonObject,
  { depth, isLate, verifyEndorsement }: EndorsementContext,
): Promise<Finding> {
  const endorsements = findEndorsements(credential)
  if (endorsements.length === 0) return { outcome: 'skipped', code: 'endorsements-absent' }
  if (depth >= limits.verification.depth || endorsements.length > limits.verification.nestedCredentials) {
    return tooMany
  }
  const findings: Finding[] = []
  for (const endorsement of endorsements) {
    // Each may hold a graph that is killed only at its limit, so a hundred of them would last minutes.
    findings.push(isLate() ? tooMany : await checkOne(endorsement, verifyEndorsement))
  }
  const details = {
    endorsements: findings.map(({ outcome, code, details: own }) => compact({ ...own, outcome, code })),
  }
  for (const outcome of ['failed', 'unknown', 'warning'] as const) {
    const found = findings.find((finding) => finding.outcome === outcome)
    if (found !== undefined) return { outcome, code: found.code, details }
  }
  return { outcome: 'passed', code: 'endorsements-ok', details }
}

const tooMany: Finding = { outcome: 'unknown', code: 'endorsements-limit' }

/** Of the credential, of what was achieved, and of the issuer. */
function findEndorsements(credential: JsonObject): readonly Endorsement[] {
  const issuer = objectOf(credential, 'issuer')
  const places = [credential, ...(issuer === undefined ? [] : [issuer])]
  for (const subject of objectsOf(credential, 'credentialSubject')) {
    const achievement = objectOf(subject, 'achievement')
    if (achievement !== undefined) places.push(achievement)
  }
  return places.flatMap((place) => {
    const id = textOf(place, 'id')
    const about = id === undefined ? [] : [id]
    return [...listOf(place, 'endorsement'), ...listOf(place, 'endorsementJwt')].map((document) => ({
      document,
      about,
    }))
  })
}

async function checkOne(endorsement: Endorsement, verifyEndorsement: VerifyEndorsement): Promise<Finding> {
  const { about } = endorsement
  // A text is the token form (`endorsementJwt`).
  const reading = typeof endorsement.document === 'string' ? readToken(endorsement.document) : undefined
  const isToken = reading?.token !== undefined && reading.kind === 'credential'
  const { token, document } = isToken ? reading : { token: undefined, document: endorsement.document }
  if (!isJsonObject(document)) return { outcome: 'failed', code: 'endorsements-failed' }
  const details = { id: textOf(document, 'id'), issuer: textOf(objectOf(document, 'issuer'), 'id') }
  const subjects = objectsOf(document, 'credentialSubject').map((subject) => textOf(subject, 'id'))
  if (!subjects.some((subject) => subject !== undefined && about.includes(subject))) {
    return {
      outcome: 'failed',
      code: 'endorsements-failed',
      details: { ...details, reason: 'another subject' },
    }
  }
  const { verdict, checks } = await verifyEndorsement(document, token)
  const failed = checks.filter((check) => check.outcome === 'failed').map((check) => check.code)
  const own = { ...details, failed: failed.length === 0 ? undefined : failed }
  if (verdict === 'valid') return { outcome: 'passed', code: 'endorsements-ok', details: own }
  if (verdict === 'inconclusive') return { outcome: 'unknown', code: 'endorsements-unknown', details: own }
  return failed.every((code) => lapses.has(code))
    ? { outcome: 'warning', code: 'endorsements-lapsed', details: own }
    : { outcome: 'failed', code: 'endorsements-failed', details: own }
}
