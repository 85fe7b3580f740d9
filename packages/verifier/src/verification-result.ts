import { isJsonArray, isJsonObject, type JsonObject, type JsonValue, memberOf } from '@assay/core'
import type { CheckCode } from './check-codes.ts'
import { textOf } from './json-members.ts'
import { type Check, type CheckId, isDecisive, type Report } from './report.ts'

/** One thing that is wrong or worth knowing, as RFC 9457 problem details (VCDM 2.0, 7.2; STANDARDS G9, VM13). */
export interface ProblemDetails {
  /** URL that the specification defines for this kind of problem. */
  readonly type: string
  /** The code of the check, for programs that know Assay. */
  readonly code: CheckCode
  /** The step that found it. */
  readonly check: CheckId
  readonly title: string
  readonly detail: string
  /** JSON pointer to the place in the document, where one is known. */
  readonly pointer?: string
}

/** What the verification algorithm of VCDM 2.0, 7.1 answers (STANDARDS VM12). */
export interface VerificationResult {
  readonly verified: boolean
  /** Of the document, out of its envelope; absent when nothing could be read. */
  readonly mediaType?: string
  /** The document, only when it is verified. */
  readonly document?: JsonObject
  readonly warnings: readonly ProblemDetails[]
  readonly errors: readonly ProblemDetails[]
}

/** Where the specifications define their types. */
const bases = {
  model: 'https://www.w3.org/TR/vc-data-model#',
  security: 'https://w3id.org/security#',
  status: 'https://www.w3.org/ns/credentials/status-list#',
} as const

type Kind = readonly [base: keyof typeof bases, name: string]

const PARSING: Kind = ['model', 'PARSING_ERROR']
const CRYPTOGRAPHIC: Kind = ['model', 'CRYPTOGRAPHIC_SECURITY_ERROR']
const MALFORMED: Kind = ['model', 'MALFORMED_VALUE_ERROR']
const RANGE: Kind = ['model', 'RANGE_ERROR']
const PROOF: Kind = ['security', 'PROOF_VERIFICATION_ERROR']
const METHOD: Kind = ['security', 'INVALID_VERIFICATION_METHOD']
const RETRIEVAL: Kind = ['status', 'STATUS_RETRIEVAL_ERROR']
const STATUS: Kind = ['status', 'STATUS_VERIFICATION_ERROR']

/** What a problem of a step is, where its code says nothing more special. */
const kindOfStep: Readonly<Record<CheckId, Kind>> = {
  parse: PARSING,
  'data-model': MALFORMED,
  schema: MALFORMED,
  proof: CRYPTOGRAPHIC,
  'issuer-binding': CRYPTOGRAPHIC,
  refresh: MALFORMED,
  status: STATUS,
  'validity-dates': RANGE,
  recipient: MALFORMED,
  endorsements: CRYPTOGRAPHIC,
  credentials: CRYPTOGRAPHIC,
  'trust-registry': CRYPTOGRAPHIC,
}

/** vc-di 4.7, CID 3.5, Bitstring Status List 3.5. */
const kindOfCode: Readonly<Partial<Record<CheckCode, Kind>>> = {
  'data-model-undefined-term': ['security', 'DATA_LOSS_DETECTION_ERROR'],
  'data-model-context': ['security', 'PROOF_TRANSFORMATION_ERROR'],
  'proof-document': ['security', 'PROOF_TRANSFORMATION_ERROR'],
  'proof-limit': ['security', 'PROOF_TRANSFORMATION_ERROR'],
  'proof-missing': PROOF,
  'proof-malformed': PROOF,
  'proof-purpose': PROOF,
  'proof-date': PROOF,
  'proof-expired': PROOF,
  'proof-not-yet': PROOF,
  'proof-value': PROOF,
  'proof-key-type': PROOF,
  'proof-context': PROOF,
  'proof-type': PROOF,
  'proof-cryptosuite': PROOF,
  'proof-chain': PROOF,
  'proof-partly-unsupported': PROOF,
  'proof-challenge': ['security', 'INVALID_CHALLENGE_ERROR'],
  'proof-domain': ['security', 'INVALID_DOMAIN_ERROR'],
  'key-unreachable': METHOD,
  'key-malformed': METHOD,
  'key-private': METHOD,
  'key-not-listed': METHOD,
  'key-method': ['security', 'INVALID_VERIFICATION_METHOD_URL'],
  'key-document': ['security', 'INVALID_CONTROLLED_IDENTIFIER_DOCUMENT_ID'],
  'key-not-authorised': ['security', 'INVALID_RELATIONSHIP_FOR_VERIFICATION_METHOD'],
  'status-malformed': MALFORMED,
  'status-numeric-index': MALFORMED,
  'status-unreachable': RETRIEVAL,
  'status-list-length': ['status', 'STATUS_LIST_LENGTH_ERROR'],
  'status-range': RANGE,
}

/** Types of the problems that a data model step lists one by one. */
const modelTypes: ReadonlySet<JsonValue> = new Set([
  'PARSING_ERROR',
  'CRYPTOGRAPHIC_SECURITY_ERROR',
  'MALFORMED_VALUE_ERROR',
  'RANGE_ERROR',
])

/**
 * A report in the terms of VCDM 2.0, 7: verified or not, the document with its media type, and problem details for all that is wrong
 * (`errors`) or worth knowing (`warnings`). What could not be checked is an error where the verdict rests on it, since nothing is verified
 * then; the problems of credentials inside follow with the pointer to each.
 */
export function toVerificationResult(report: Report): VerificationResult {
  const verified = report.verdict === 'valid'
  const mediaType = mediaTypeOf(report)
  const problems = problemsOf(report, '', !verified)
  return {
    verified,
    ...(mediaType === undefined ? {} : { mediaType }),
    ...(verified && report.document !== undefined ? { document: report.document } : {}),
    warnings: problems.flatMap(({ isError, problem }) => (isError ? [] : [problem])),
    errors: problems.flatMap(({ isError, problem }) => (isError ? [problem] : [])),
  }
}

/** STANDARDS VM14. */
function mediaTypeOf({ presentation, credential, format, document }: Report): string | undefined {
  if (presentation !== undefined || format.startsWith('vp-')) return 'application/vp'
  if (format.startsWith('ob2-')) return 'application/ld+json'
  return credential !== undefined || document !== undefined ? 'application/vc' : undefined
}

interface Graded {
  readonly isError: boolean
  readonly problem: ProblemDetails
}

/** `decides`: whether what is wrong here is why the whole is not verified. A verified record may hold what has lapsed. */
function problemsOf(report: Report, base: string, decides: boolean): readonly Graded[] {
  const { asked, checks, credentials = [] } = report
  const own = checks.flatMap((check) => {
    const { id, outcome } = check
    if (outcome === 'passed' || outcome === 'skipped') return []
    const counts = asked === undefined || asked.includes(id)
    const bad = outcome === 'failed' || (outcome === 'unknown' && isDecisive(id))
    const graver = decides && counts && bad
    return describe(check, base).map(({ severe, details }) => ({
      isError: graver && severe,
      problem: details,
    }))
  })
  const inner = credentials.flatMap((nested) =>
    problemsOf(nested.report, `${base}${nested.pointer}`, decides && nested.report.verdict !== 'valid'),
  )
  return [...own, ...inner]
}

interface Described {
  readonly severe: boolean
  readonly details: ProblemDetails
}

/** One problem a check, or each of those that it lists with a place in the document. */
function describe(check: Check, base: string): readonly Described[] {
  const { id, code, message, details } = check
  const kind = kindOfCode[code] ?? kindOfStep[id]
  const common = { code, check: id, title: titleOf(kind) }
  const whole = { type: urlOf(kind), ...common, detail: message, ...(base === '' ? {} : { pointer: base }) }
  const listed = details === undefined ? undefined : memberOf(details, 'problems')
  const problems = listed !== undefined && isJsonArray(listed) ? listed.filter(isJsonObject) : []
  const first = { severe: true, details: whole }
  if (id !== 'data-model' || problems.length === 0) return [first]
  const each = problems.map((problem) => {
    const stated = memberOf(problem, 'type') ?? ''
    const own: Kind = modelTypes.has(stated) ? ['model', String(stated)] : MALFORMED
    return {
      severe: textOf(problem, 'severity') !== 'warning',
      details: {
        ...common,
        type: urlOf(own),
        title: titleOf(own),
        detail: textOf(problem, 'message') ?? message,
        pointer: `${base}${textOf(problem, 'pointer') ?? ''}`,
      },
    }
  })
  // The sentence of this code only sums up what it lists.
  return code === 'data-model-malformed' ? each : [first, ...each]
}

function urlOf([base, name]: Kind): string {
  return `${bases[base]}${name}`
}

/** RFC 9457 3.1.3: the same for every problem of a type. */
function titleOf([, name]: Kind): string {
  const words = name.replaceAll('_', ' ').toLowerCase()
  return `${words.charAt(0).toUpperCase()}${words.slice(1)}`
}
