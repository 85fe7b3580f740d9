import { type Crypto, isJsonObject, type JsonObject, memberOf } from '@assay/core'
import { matchesOpenBadge2Recipient, type RecipientQuestion, upgradeOpenBadge } from '@assay/credentials'
import { checkDates } from '../check-dates.ts'
import { checkTrust } from '../check-trust.ts'
import type { DocumentSource } from '../document-source.ts'
import { textOf } from '../json-members.ts'
import { explain, type Finding, makeCheck } from '../make-check.ts'
import { checkIds, type Format, type Report, verdictOf } from '../report.ts'
import type { TrustRegistry } from '../trust.ts'
import { checkOpenBadge2Endorsements } from './check-endorsements.ts'
import { checkExtensions, checkForm, findWordFault, type Parts } from './check-form.ts'
import { isPublishedByIssuer, judgeHosted } from './check-hosted.ts'
import { checkSigned } from './check-signed.ts'
import { checkHostedStatus, checkSignedStatus } from './check-status.ts'
import { readOpenBadge2Facts } from './facts.ts'
import { methodOf, type OpenBadge2Input, readToken } from './given.ts'
import { contradicts, fetchNode, type NodeReading, nodeId, readNode } from './nodes.ts'

/** What a verification of an Open Badges 2.0 badge needs. */
export interface OpenBadge2Context {
  readonly documents: DocumentSource
  readonly crypto: Crypto
  /** Instant of judgement. */
  readonly at: number
  readonly trust: TrustRegistry | undefined
  readonly recipient: RecipientQuestion | undefined
}

type Findings = Readonly<Partial<Record<(typeof checkIds)[number], Finding>>>

/**
 * Verifies a badge of Open Badges 2.0, or of 1.x by upgrade, hosted or signed (STANDARDS B21-B29). The report has the same checks as
 * that of any other credential; steps that this version does not know are skipped.
 */
export async function verifyOpenBadge2(
  input: OpenBadge2Input,
  format: Format,
  parse: Finding,
  context: OpenBadge2Context,
): Promise<Report> {
  if (input.kind === 'token') return verifyToken(input.text, format, parse, context)
  if (input.kind === 'address') return verifyHosted(input.address, undefined, format, parse, context)
  const given = upgradeOpenBadge(input.document, 'Assertion', undefined)
  const refused = refuse(given, format, parse)
  if (refused !== undefined) return refused
  const address = textOf(given, 'id') ?? ''
  if (methodOf(given) === 'hosted') return verifyHosted(address, given, format, parse, context)
  // A signed badge without its signature is a text that anyone may have written.
  return report(format, {
    parse,
    'data-model': checkForm(partsOf(given)),
    proof: { outcome: 'failed', code: 'proof-missing' },
  })
}

/** Nothing is fetched for an assertion whose words have no fixed meaning, or that is not formed as one (STANDARDS G6). */
function refuse(given: JsonObject, format: Format, parse: Finding): Report | undefined {
  const fault = findWordFault(partsOf(given))
  const model: Finding =
    fault === undefined
      ? checkForm({ assertion: given, badge: undefined, issuer: undefined })
      : {
          outcome: 'failed',
          code: 'data-model-context',
          message: explain('data-model-context', `(${fault})`),
        }
  if (model.outcome !== 'failed') return undefined
  return report(format, { parse, 'data-model': model, proof: { outcome: 'failed', code: 'proof-document' } })
}

/** The parts that stand in an assertion itself. */
function partsOf(assertion: JsonObject): Parts {
  const badge = memberOf(assertion, 'badge')
  const issuer = isJsonObject(badge) ? memberOf(badge, 'issuer') : undefined
  return {
    assertion,
    badge: isJsonObject(badge) ? badge : undefined,
    issuer: isJsonObject(issuer) ? issuer : undefined,
  }
}

async function verifyHosted(
  address: string,
  given: JsonObject | undefined,
  format: Format,
  parse: Finding,
  context: OpenBadge2Context,
): Promise<Report> {
  const reading = await fetchNode(address, 'Assertion', context.documents)
  const proof = judgeHosted(reading, address)
  // What is gone or cannot be had is shown in the words of what was given; those are its own claim. A revoked badge may leave nothing
  // but that word at its address.
  const published = reading.outcome === 'hosted' && memberOf(reading.document, 'revoked') !== true
  const assertion = published ? reading.document : given
  const status = checkHostedStatus(reading)
  if (assertion === undefined) return report(format, { parse, proof, status })
  const refused = refuse(assertion, format, parse)
  if (refused !== undefined) return refused
  if (methodOf(assertion) !== 'hosted') {
    const message = explain('proof-malformed', '(What its address publishes says that it is signed.)')
    return report(format, { parse, proof: { outcome: 'failed', code: 'proof-malformed', message }, status })
  }
  const chain = await gatherChain(assertion, context.documents)
  return finish(assertion, chain, format, context, {
    parse,
    proof: published && given !== undefined ? compare(given, chain, proof) : proof,
    'issuer-binding':
      reading.outcome === 'hosted' ? bindHosted(address, chain) : { outcome: 'skipped', code: 'needs-key' },
    status,
  })
}

/** The published document is authoritative; a file that says something else is a forgery or out of date (STANDARDS B21). */
function compare(given: JsonObject, { parts }: Chain, proof: Finding): Finding {
  const whole: JsonObject = {
    ...parts.assertion,
    ...(parts.badge === undefined
      ? {}
      : { badge: { ...parts.badge, ...(parts.issuer === undefined ? {} : { issuer: parts.issuer }) } }),
  }
  return contradicts(given, whole) ? { outcome: 'failed', code: 'proof-hosted-differs' } : proof
}

interface Chain {
  readonly parts: Parts
  readonly badge: NodeReading
  readonly issuer: NodeReading
  readonly issuerId: string | undefined
  /** The profile that may be believed about its issuer: the one at the issuer's own address. */
  readonly profile: JsonObject | undefined
}

/** Reads what the assertion awards, and whose it is (STANDARDS B23). A profile with an address is always read there. */
async function gatherChain(assertion: JsonObject, documents: DocumentSource): Promise<Chain> {
  const badge = await readNode(memberOf(assertion, 'badge'), 'BadgeClass', documents, false)
  const badgeClass = 'document' in badge ? badge.document : undefined
  const named = badgeClass === undefined ? undefined : memberOf(badgeClass, 'issuer')
  const issuer: NodeReading =
    badgeClass === undefined
      ? { outcome: 'missing', reason: 'the badge is not known' }
      : await readNode(named, 'Profile', documents, true)
  const known = 'document' in issuer ? issuer.document : undefined
  return {
    parts: { assertion, badge: badgeClass, issuer: known ?? (isJsonObject(named) ? named : undefined) },
    badge,
    issuer,
    issuerId: nodeId(named) ?? textOf(known, 'id'),
    profile: issuer.outcome === 'hosted' ? issuer.document : undefined,
  }
}

/** Why nobody can say who the issuer is; undefined when its profile was read at its own address. */
function chainFault({ badge, issuer }: Chain): Finding | undefined {
  for (const reading of [badge, issuer]) {
    if (reading.outcome === 'other') {
      return {
        outcome: 'failed',
        code: 'issuer-chain',
        message: explain('issuer-chain', `(${reading.reason})`),
      }
    }
    if (reading.outcome === 'missing' || reading.outcome === 'redirected') {
      const message = explain('issuer-unreachable', `(${reading.reason})`)
      return { outcome: 'unknown', code: 'issuer-unreachable', message, details: { reason: reading.reason } }
    }
  }
  return undefined
}

function bindHosted(address: string, chain: Chain): Finding {
  const fault = chainFault(chain)
  if (fault !== undefined) return fault
  const details = { issuer: chain.issuerId, address }
  // A profile that has no address of its own names nobody.
  if (chain.profile === undefined) return { outcome: 'failed', code: 'issuer-not-published', details }
  return isPublishedByIssuer(address, chain.profile)
    ? { outcome: 'passed', code: 'issuer-publishes', details }
    : { outcome: 'failed', code: 'issuer-not-published', details }
}

async function verifyToken(
  text: string,
  format: Format,
  parse: Finding,
  context: OpenBadge2Context,
): Promise<Report> {
  const token = readToken(text)
  if ('code' in token) {
    const message = explain('proof-malformed', `(${token.reason})`)
    return report(format, {
      parse,
      proof: { outcome: 'failed', code: 'proof-malformed', message, details: { reason: token.reason } },
    })
  }
  const assertion = upgradeOpenBadge(token.payload, 'Assertion', undefined)
  const refused = refuse(assertion, format, parse)
  if (refused !== undefined) return refused
  if (methodOf(assertion) !== 'signed') {
    const message = explain('proof-malformed', '(It says that it is hosted, and not signed.)')
    return report(format, {
      parse,
      'data-model': checkForm(partsOf(assertion)),
      proof: { outcome: 'failed', code: 'proof-malformed', message },
    })
  }
  const chain = await gatherChain(assertion, context.documents)
  const issuerId = chain.issuerId ?? ''
  // The profile of a did:key issuer stands in the signed text itself, and that key is the issuer.
  const own = issuerId.startsWith('did:key:') ? chain.parts.issuer : chain.profile
  const signed = await checkSigned(token.jws, assertion, { id: issuerId, profile: own }, context)
  return finish(assertion, chain, format, context, {
    parse,
    proof: signed.proof,
    'issuer-binding': chainFault(chain) ?? signed.binding,
    status: await checkSignedStatus(assertion, issuerId, own, context.documents),
  })
}

/** The steps that both ways share. */
async function finish(
  assertion: JsonObject,
  chain: Chain,
  format: Format,
  context: OpenBadge2Context,
  found: Findings,
): Promise<Report> {
  const { parts, issuerId, profile } = chain
  const fault = findWordFault(parts)
  const bound = found.proof?.outcome === 'passed' && found['issuer-binding']?.outcome === 'passed'
  const dates: JsonObject = {
    validFrom: memberOf(assertion, 'issuedOn') ?? null,
    ...(memberOf(assertion, 'expires') === undefined
      ? {}
      : { validUntil: memberOf(assertion, 'expires') ?? null }),
  }
  const checked: Findings = {
    ...found,
    'data-model':
      fault === undefined
        ? checkForm(parts)
        : {
            outcome: 'failed',
            code: 'data-model-context',
            message: explain('data-model-context', `(${fault})`),
          },
    schema: checkExtensions(parts),
    refresh: { outcome: 'skipped', code: 'refresh-absent' },
    'validity-dates': checkDates(dates, context.at),
    recipient: checkRecipient(assertion, context),
    endorsements: await checkOpenBadge2Endorsements(parts, context.documents, context.at),
    credentials: { outcome: 'skipped', code: 'credentials-absent' },
    'trust-registry': await checkTrust({ issuer: issuerId ?? '' }, bound, context.trust),
  }
  const credential = readOpenBadge2Facts(parts, { issuerId, profile, bound })
  return { ...report(format, checked), credential }
}

/** STANDARDS B24: a hash by MD5 warns, because anyone can make an address that fits it. */
function checkRecipient(assertion: JsonObject, { recipient, crypto }: OpenBadge2Context): Finding {
  if (recipient === undefined) return { outcome: 'skipped', code: 'recipient-not-asked' }
  const { answer, weak } = matchesOpenBadge2Recipient(memberOf(assertion, 'recipient'), recipient, crypto)
  if (answer === 'none') return { outcome: 'failed', code: 'recipient-none' }
  if (answer === 'mismatch') return { outcome: 'failed', code: 'recipient-mismatch' }
  return weak ? { outcome: 'warning', code: 'recipient-md5' } : { outcome: 'passed', code: 'recipient-ok' }
}

function report(format: Format, findings: Findings): Report {
  const checks = checkIds.map((id) =>
    makeCheck(id, findings[id] ?? { outcome: 'skipped', code: 'needs-data-model' }),
  )
  return { format, verdict: verdictOf(checks), checks }
}
