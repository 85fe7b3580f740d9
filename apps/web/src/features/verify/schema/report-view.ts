import { isJsonArray, isJsonObject, type JsonObject, type JsonValue, memberOf } from '@assay/core'
import type { Check, CheckCode, CheckId, CheckOutcome, Report, Verdict } from '@assay/verifier'
import type { ReportDocument } from '../schema.ts'

/** A report as a page shows it: what Assay established apart from what the badge says (STANDARDS OD10). */
export interface ReportView {
  readonly source: string
  readonly checkedAt: string
  readonly format: string
  readonly verdict: Verdict
  readonly checks: readonly CheckView[]
  readonly counts: Readonly<Record<CheckOutcome, number>>
  /** The code that the verdict rests on; absent when it is `valid`. */
  readonly decisive: CheckCode | undefined
  /** Whose key signed; only where signature and issuer binding both hold. */
  readonly issuer: IssuerView | undefined
  /** The badge's own words, cleaned of signs that turn text around, and cut to a length that can be read. */
  readonly claims: Readonly<Partial<Record<ClaimName, string>>>
  /** A picture that the credential carries in itself, as a `data:` address. */
  readonly image: string | undefined
  /** The credentials inside a learner record or a presentation, those inside them after each; empty for any other credential. */
  readonly nested: readonly NestedView[]
  /** Whether a PDF was given, to which the credential is attached. */
  readonly attached: boolean
  /** The badge of Open Badges 2.0 that the same picture holds beside this one; its verdict is its own (STANDARDS BK5). */
  readonly also: NestedView | undefined
  /** A record that says it holds only a part (STANDARDS CL3). */
  readonly partial: boolean
  /** Set for a presentation, which is no badge but holds some. */
  readonly presentation: PresentationView | undefined
  /** It is signed so that its holder may leave parts of it out: there may be more than is seen. */
  readonly inPart: boolean
  /** Path of the badge's picture on this server, where this server's own issuer signed; shown as fact. */
  readonly art: string | undefined
}

export interface CheckView {
  readonly id: CheckId
  readonly outcome: CheckOutcome
  readonly code: CheckCode
  /** The engine's own sentence, for a code that the texts lack. */
  readonly message: string
  /** A short name for those who know the standards. */
  readonly technical: string
  readonly reason: string | undefined
}

/** A credential inside a record or a presentation, or beside another, with its own verdict (STANDARDS CL2, BK5). */
export interface NestedView {
  readonly pointer: string
  /** 1 for what stands in the record itself. */
  readonly level: number
  readonly verdict: Verdict
  readonly decisive: CheckCode | undefined
  /** Undefined where there is no record, and nobody who signed a presentation, that it could be about. */
  readonly sameSubject: boolean | undefined
  readonly issuer: IssuerView | undefined
  readonly claims: ReportView['claims']
}

export interface PresentationView {
  /** Whose signature shows that the credentials are theirs to present; undefined where nobody's does. */
  readonly holder: string | undefined
  readonly credentials: number
}

export interface IssuerView {
  /** ASCII host of the issuer's address, or its DID. */
  readonly identity: string
  readonly id: string
  /** Name in the document that the key is bound to; absent when its letters are of several scripts, which imitate others. */
  readonly name: string | undefined
}

export const CLAIMS = [
  'name',
  'achievementName',
  'achievementDescription',
  'criteria',
  'issuerName',
  'issuerId',
  'validFrom',
  'awardedDate',
  'validUntil',
  'id',
] as const
export type ClaimName = (typeof CLAIMS)[number]

/** A long narrative stays readable, and a report stays a page. */
const CLAIM_CHARACTERS = 600
/** A badge's own picture may stand in the page up to this size. */
const IMAGE_CHARACTERS = 400_000

export interface ReportContext {
  readonly source: string
  readonly checkedAt: Date
  /** The address of this server; its own issuers' pictures are shown. Absent where asking for one would tell which badge it is. */
  readonly origin?: string
}

/** What a page shows of a report. */
export function viewReport(report: Report, { source, checkedAt, origin }: ReportContext): ReportView {
  const claimed: JsonObject = report.credential?.claimed ?? {}
  return {
    source: cleanText(source).slice(0, CLAIM_CHARACTERS),
    checkedAt: checkedAt.toISOString(),
    format: report.format,
    verdict: report.verdict,
    checks: report.checks.map(viewCheck),
    counts: countOutcomes(report.checks),
    decisive: decisiveCode(report),
    issuer: viewIssuer(report),
    claims: viewClaims(claimed),
    image: imageOf(claimed),
    art: artOf(report, origin),
    nested: viewNested(report, '', 1),
    attached: report.attached !== undefined,
    also: report.also === undefined ? undefined : viewInner(report.also, '', 1, undefined),
    partial: claimed.partial === true,
    inPart: isPart(report),
    presentation: viewPresentation(report),
  }
}

function viewPresentation({ presentation, credentials = [] }: Report): PresentationView | undefined {
  if (presentation === undefined) return undefined
  const { holderId } = presentation.established
  return {
    holder: holderId === undefined ? undefined : asciiAddress(holderId),
    credentials: credentials.length,
  }
}

function isPart({ checks }: Report): boolean {
  const proofs = checks.find(({ id }) => id === 'proof')?.details?.proofs
  const list = proofs !== undefined && isJsonArray(proofs) ? proofs : []
  return list.some((proof) => isJsonObject(proof) && memberOf(proof, 'cryptosuite') === 'ecdsa-sd-2023')
}

function viewNested({ credentials = [] }: Report, base: string, level: number): readonly NestedView[] {
  return credentials.flatMap(({ pointer, sameSubject, report }) => [
    viewInner(report, base + pointer, level, sameSubject),
    ...viewNested(report, base + pointer, level + 1),
  ])
}

function viewInner(
  report: Report,
  pointer: string,
  level: number,
  sameSubject: boolean | undefined,
): NestedView {
  return {
    ...{ pointer, level, sameSubject, verdict: report.verdict },
    decisive: decisiveCode(report),
    issuer: viewIssuer(report),
    claims: viewClaims(report.credential?.claimed ?? {}),
  }
}

/** Only what the issuer's own address holds on this server, and only where the signature binds that issuer. */
function artOf({ credential }: Report, origin: string | undefined): string | undefined {
  const { issuerId } = credential?.established ?? {}
  const image = credential?.claimed.achievementImage
  if (origin === undefined || issuerId === undefined || typeof image !== 'string') return undefined
  if (!issuerId.startsWith(`${origin}/`)) return undefined
  const path = image.startsWith(`${issuerId}/badges/`) ? image.slice(origin.length) : ''
  return /^[\w./-]+$/.test(path) ? path : undefined
}

/** The report as JSON, for the API, the download and the backpack. */
export function reportDocument(
  report: Report,
  { source, checkedAt }: { readonly source: string; readonly checkedAt: Date },
): ReportDocument {
  const { newer, attached } = report
  return {
    ...{ source, checkedAt: checkedAt.toISOString() },
    ...bareReport(report),
    ...(attached === undefined ? {} : { attached: true }),
    ...(newer === undefined ? {} : { newer: newer.url }),
  }
}

/** A report without where and when. */
function bareReport({
  format,
  verdict,
  checks,
  credential,
  presentation,
  credentials,
  also,
}: Report): Omit<ReportDocument, 'source' | 'checkedAt' | 'newer' | 'attached'> {
  return {
    ...{ format, verdict, checks: checks.map((check) => ({ ...check })) },
    ...(credential === undefined ? {} : { credential: { ...credential } }),
    ...(presentation === undefined ? {} : { presentation: { ...presentation } }),
    ...(credentials === undefined
      ? {}
      : {
          credentials: credentials.map(({ pointer, sameSubject, report }) => ({
            ...{ pointer, report: { ...bareReport(report) } },
            ...(sameSubject === undefined ? {} : { sameSubject }),
          })),
        }),
    ...(also === undefined ? {} : { also: { ...bareReport(also) } }),
  }
}

function viewCheck({ id, outcome, code, message, details = {} }: Check): CheckView {
  const reason = memberOf(details, 'reason')
  return {
    ...{ id, outcome, code, message },
    technical: technicalName(id, details) ?? code,
    reason: typeof reason === 'string' ? cleanText(reason).slice(0, CLAIM_CHARACTERS) : undefined,
  }
}

function technicalName(id: CheckId, details: JsonObject): string | undefined {
  if (id === 'data-model') return prefixed('VCDM ', memberOf(details, 'version'))
  if (id === 'proof') return shortText(memberOf(details, 'cryptosuite')) ?? suiteOfFirst(details)
  if (id === 'issuer-binding') {
    const controller = memberOf(details, 'controller')
    return typeof controller === 'string' ? /^(?:did:[a-z]+|https?)/.exec(controller)?.[0] : undefined
  }
  return undefined
}

function suiteOfFirst(details: JsonObject): string | undefined {
  const proofs = memberOf(details, 'proofs')
  const first = isJsonArray(proofs) ? proofs[0] : undefined
  return isJsonObject(first) ? shortText(memberOf(first, 'cryptosuite')) : undefined
}

function shortText(value: JsonValue | undefined): string | undefined {
  return typeof value === 'string' && /^[\w.-]{1,40}$/.test(value) ? value : undefined
}

function prefixed(prefix: string, value: JsonValue | undefined): string | undefined {
  const text = shortText(value)
  return text === undefined ? undefined : prefix + text
}

function countOutcomes(checks: readonly Check[]): Record<CheckOutcome, number> {
  const counts = { passed: 0, failed: 0, warning: 0, unknown: 0, skipped: 0 }
  for (const { outcome } of checks) counts[outcome] += 1
  return counts
}

/** Steps whose `unknown` makes a verdict inconclusive come before those whose does not. */
function decisiveCode({ verdict, checks }: Report): CheckCode | undefined {
  if (verdict === 'valid') return undefined
  const wanted = verdict === 'invalid' ? 'failed' : 'unknown'
  const found = checks.filter(({ outcome }) => outcome === wanted)
  return (found.find(({ id }) => DECISIVE.has(id)) ?? found[0])?.code
}

const DECISIVE: ReadonlySet<CheckId> = new Set([
  'parse',
  'data-model',
  'proof',
  'issuer-binding',
  'status',
  'validity-dates',
  'recipient',
  'credentials',
])

function viewIssuer({ credential }: Report): IssuerView | undefined {
  const { issuerId, issuerHost, issuerName } = credential?.established ?? {}
  if (issuerId === undefined) return undefined
  const name = issuerName === undefined ? undefined : cleanText(issuerName).trim().slice(0, 120)
  return {
    id: asciiAddress(issuerId),
    identity: issuerHost ?? asciiAddress(issuerId),
    name: name === undefined || name === '' || mixesScripts(name) ? undefined : name,
  }
}

/** The address as browsers send it: host in ASCII, path percent-encoded. */
function asciiAddress(id: string): string {
  return URL.canParse(id) ? new URL(id).href : encodeURI(cleanText(id))
}

/** Scripts whose letters look alike; a name that mixes them is not shown as anyone's name (THREATS T11). */
const SCRIPTS = [/\p{Script=Latin}/u, /\p{Script=Cyrillic}/u, /\p{Script=Greek}/u, /\p{Script=Armenian}/u]

/** Whether a text mixes scripts that can imitate each other. */
export function mixesScripts(text: string): boolean {
  return SCRIPTS.filter((script) => script.test(text)).length > 1
}

function viewClaims(claimed: JsonObject): Partial<Record<ClaimName, string>> {
  return Object.fromEntries(
    CLAIMS.flatMap((name) => {
      const value = memberOf(claimed, name)
      const repeats = REPEATED[name] !== undefined && memberOf(claimed, REPEATED[name]) === value
      const read = name === 'criteria' ? withoutMarks : cleanText
      return typeof value === 'string' && value !== '' && !repeats ? [[name, cut(read(value))]] : []
    }),
  )
}

/** Claims that are left out where they only repeat another. */
const REPEATED: Readonly<Partial<Record<ClaimName, ClaimName>>> = {
  name: 'achievementName',
  awardedDate: 'validFrom',
}

/** A narrative is Markdown (OB 3.0, Criteria); as a claim it is never rendered, so its commonest marks are taken out. */
const withoutMarks = (text: string): string =>
  cleanText(text)
    .replaceAll('**', '')
    .replace(/\n[ \t]*(?=\n)/g, '')

const cut = (text: string): string =>
  text.length <= CLAIM_CHARACTERS ? text : `${text.slice(0, CLAIM_CHARACTERS)}…`

/** Text without control characters and without the signs that turn its direction around. */
export function cleanText(text: string): string {
  return text.replace(/(?![\n\t])\p{Cc}|[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu, '')
}

function imageOf(claimed: JsonObject): string | undefined {
  const image = memberOf(claimed, 'achievementImage')
  const own =
    typeof image === 'string' && /^data:image\/(?:png|jpeg|webp|gif|svg\+xml);base64,[\w+/=]+$/.test(image)
  return own && image.length <= IMAGE_CHARACTERS ? image : undefined
}
