import { createHash, randomUUID } from 'node:crypto'
import { encodeUtf8 } from '@assay/core'
import { looksLikeToken } from '@assay/credentials'
import type { Report } from '@assay/verifier'
import { sql } from 'kysely'
import { AppError } from '../../../app-error.ts'
import type { PersonScope } from '../../../db/scopes.ts'
import type { Row } from '../../../db/tables.ts'
import type { Deps } from '../../../deps.ts'
import { harmfulFile, type ScannedFile, scanUpload } from '../../../scan-upload.ts'
import { recordEvent } from '../../audit/commands.ts'
import { type DataKey, dataKeyOf, sealWith } from '../../data-keys/commands.ts'
import { type Verification, verifySubmitted } from '../../verify/commands.ts'
import type { Submitted } from '../../verify/schema.ts'
import { forgetRemoved } from '../commands.ts'
import { type BadgeFile, credentialOf, credentialText } from '../queries/badge-file.ts'
import { KEPT_BADGES, KEPT_BYTES, type KeptReport, normaliseId, type Ownership } from '../schema.ts'
import { type BadgeHolder, judgeOwnership } from './judge-ownership.ts'
import { renewVerification } from './renew-badge.ts'

/** Runs work in the person's scope; each run is a transaction of its own, so that none is open while strangers are asked. */
export type RunOwn = <T>(work: (scope: PersonScope) => Promise<T>) => Promise<T>

/**
 * What came of an import. `refused`: not valid, or not a badge that can be kept. `unconfirmed`: could not be checked, and the person
 * did not say to keep it nevertheless. `not_yours`: it names another address than the person's. `unchanged`: an equal badge that is
 * not older is there already.
 */
export type ImportOutcome =
  | {
      readonly outcome: 'kept' | 'replaced' | 'unchanged'
      readonly entryId: string
      readonly verification: Verification
      /** Unchanged, because what is there is newer. */
      readonly older?: boolean
    }
  | { readonly outcome: 'refused' | 'unconfirmed' | 'not_yours'; readonly verification: Verification }

export interface ImportOptions {
  /** Default: a badge that could not be checked is not kept. */
  readonly keepUnconfirmed?: boolean
  /** Set when a platform puts the badge in that its owner let in. */
  readonly platform?: Platform
}

/** What a platform puts in is kept as it was sent: also where its issuer has a newer one, and over an equal one of the same date (STANDARDS OH5). */
export interface Platform {
  readonly clientId: string
  /** Forms of badge that it may put in. */
  readonly formats: readonly Report['format'][]
}

/**
 * Brings a badge of any issuer into the backpack: verified before it is kept, byte for byte as it came (STANDARDS G8, OH5, OH6,
 * OH10). Errors: `too_large`, `quota_exceeded`; `invalid_input` for one in which a scanner found something harmful; `not_available` while
 * the scanner is away.
 */
export async function importBadge(
  deps: Deps,
  run: RunOwn,
  submitted: Submitted,
  { keepUnconfirmed = false, platform }: ImportOptions = {},
): Promise<ImportOutcome> {
  const asGiven = platform !== undefined
  const given = taken(await verifySubmitted(deps, submitted, { asGiven }))
  const verification = asGiven ? given : await renewVerification(deps, given)
  const badge = readBadge(verification)
  if (badge === undefined || verification.report.verdict === 'invalid' || !isWanted(verification, platform))
    return { outcome: 'refused', verification }
  const file = await scanUpload(deps, badge.bytes)
  if (file.scan === 'found') {
    await run((scope) => noteRefused(scope, badge, file.signature))
    throw harmfulFile(file.signature)
  }
  return run(async (scope) => {
    const ownership = await judgeOwnership(scope, badge.holder)
    const { also } = verification.report
    // Whoever has the file has both badges of it.
    const other = also && (await judgeOwnership(scope, { recipient: also.credential?.claimed.recipient }))
    if (ownership === 'not_yours' || other === 'not_yours') return { outcome: 'not_yours', verification }
    if (verification.report.verdict === 'inconclusive' && !keepUnconfirmed)
      return { outcome: 'unconfirmed', verification }
    return { ...(await keep(scope, { ...badge, verification, ownership, file, platform })), verification }
  })
}

const isWanted = ({ report }: Verification, platform: Platform | undefined): boolean =>
  platform === undefined || platform.formats.includes(report.format)

/** A PDF is a picture of a credential: what is kept, byte for byte, is the credential that is attached to it. */
function taken(verification: Verification): Verification {
  const { attached, ...report } = verification.report
  return attached === undefined ? verification : { ...verification, report, content: encodeUtf8(attached) }
}

interface ReadBadge {
  readonly bytes: Uint8Array
  readonly mediaType: string
  /** What names its holder. */
  readonly holder: BadgeHolder
  readonly issuerId: string
  readonly credentialUrl: string
  readonly validFrom: Date | undefined
}

/** Forms of badge that are kept, and as what (STANDARDS OH10). */
const MEDIA_TYPES: Readonly<Partial<Record<Report['format'], string>>> = {
  'ob3-json': 'application/vc+ld+json',
  'ob3-png': 'image/png',
  'ob3-svg': 'image/svg+xml',
  'ob3-jwt': 'text/plain',
  'ob2-json': 'application/ld+json',
  'ob2-png': 'image/png',
  'ob2-svg': 'image/svg+xml',
  'ob2-jws': 'text/plain',
  'clr2-json': 'application/vc+ld+json',
}

/** Undefined for what is no badge, or one whose words have no fixed meaning: nothing of it could be shown. */
function readBadge({ report, content }: Verification): ReadBadge | undefined {
  const claimed = report.credential?.claimed
  const mediaType = MEDIA_TYPES[report.format]
  if (claimed === undefined || content === undefined || mediaType === undefined) return undefined
  const file = { bytes: content, mediaType }
  // A token in an envelope is given as JSON; what is kept is read again as what it is, so that only the token itself is kept.
  if (mediaType === 'text/plain' && !looksLikeToken(credentialText(file).trim())) return undefined
  const holder = holderOf(report, file)
  if (holder === undefined || typeof claimed.issuerId !== 'string') return undefined
  const digest = createHash('sha256').update(credentialText(file)).digest('hex')
  const milliseconds = Date.parse(String(claimed.validFrom ?? ''))
  return {
    ...file,
    holder,
    issuerId: normaliseId(claimed.issuerId),
    // A badge without an id is equal to itself only.
    credentialUrl: typeof claimed.id === 'string' ? normaliseId(claimed.id) : `urn:sha256:${digest}`,
    validFrom: Number.isNaN(milliseconds) ? undefined : new Date(milliseconds),
  }
}

/** Open Badges 2.0 may come as nothing but an address, so what its issuer publishes says whose it is. */
function holderOf(report: Report, file: BadgeFile): BadgeHolder | undefined {
  if (report.format.startsWith('ob2-')) return { recipient: report.credential?.claimed.recipient }
  const credential = credentialOf(file)
  return credential === undefined ? undefined : { credential }
}

/** Nothing of a harmful badge is kept; that one was brought stands in its bringer's trail, by its digest. */
const noteRefused = (scope: PersonScope, { bytes }: ReadBadge, signature: string): Promise<void> =>
  recordEvent(scope, {
    ...{ action: 'badge.import_refused', recordType: 'badge', recordId: randomUUID() },
    data: { signature, digest: createHash('sha256').update(bytes).digest('hex') },
  })

interface Keeping extends ReadBadge {
  readonly file: ScannedFile
  readonly verification: Verification
  readonly ownership: Ownership
  readonly platform: Platform | undefined
}

interface Kept {
  readonly outcome: 'kept' | 'replaced' | 'unchanged'
  readonly entryId: string
  readonly older?: boolean
}

async function keep(scope: PersonScope, badge: Keeping): Promise<Kept> {
  await forgetRemoved(scope)
  // Two imports of one badge at once would both find none.
  await sql`SELECT pg_advisory_xact_lock(hashtextextended(${`backpack:${scope.personId}`}, 0))`.execute(
    scope.db,
  )
  const equal = await scope.db
    .selectFrom('backpackEntry')
    .select(['id', 'source', 'validFrom', 'digest'])
    .where('personId', '=', scope.personId)
    .where('issuerId', '=', badge.issuerId)
    .where('credentialUrl', '=', badge.credentialUrl)
    .where('removedAt', 'is', null)
    .executeTakeFirst()
  if (equal !== undefined && (equal.source === 'issued' || !replaces(badge, equal)))
    return { outcome: 'unchanged', entryId: equal.id, older: ageOf(badge) < ageOf(equal) }
  await checkRoom(scope, badge.bytes.length, equal === undefined ? 1 : 0)
  const entryId = equal?.id ?? randomUUID()
  await write(scope, entryId, badge, equal !== undefined)
  const outcome = equal === undefined ? 'kept' : 'replaced'
  await recordEvent(scope, {
    action: equal === undefined ? 'badge.imported' : 'badge.replaced',
    recordType: 'badge',
    recordId: entryId,
    data: { verdict: badge.verification.report.verdict, format: badge.verification.report.format },
  })
  return { outcome, entryId }
}

const ageOf = ({ validFrom }: { readonly validFrom: Date | null | undefined }): number =>
  validFrom?.getTime() ?? 0

/** The newer one replaces (STANDARDS OH6); what a platform puts in also replaces another text of the same date. */
function replaces(badge: Keeping, equal: Pick<Row<'backpackEntry'>, 'validFrom' | 'digest'>): boolean {
  if (ageOf(badge) !== ageOf(equal)) return ageOf(badge) > ageOf(equal)
  return badge.platform !== undefined && equal.digest?.equals(digestOf(badge.bytes)) !== true
}

const digestOf = (bytes: Uint8Array): Buffer => createHash('sha256').update(bytes).digest()

async function write(scope: PersonScope, entryId: string, badge: Keeping, replace: boolean): Promise<void> {
  const dataKey = await dataKeyOf(scope, scope.personId)
  const { sealed, dataKeyId } = sealWith(dataKey, badge.bytes, `backpack_entry:${entryId}:sealed`)
  const columns = {
    ...{ sealed, dataKeyId, mediaType: badge.mediaType },
    ...{ scan: badge.file.scan, scannedAt: badge.file.scannedAt, scanSignature: null },
    digest: digestOf(badge.bytes),
    broughtBy: badge.platform?.clientId ?? null,
    validFrom: badge.validFrom ?? null,
    ...reportColumns(dataKey, entryId, badge.verification, badge.ownership),
  }
  if (replace) {
    await scope.db
      .updateTable('backpackEntry')
      .set(columns)
      .where('personId', '=', scope.personId)
      .where('id', '=', entryId)
      .execute()
    return
  }
  const { issuerId, credentialUrl } = badge
  await scope.db
    .insertInto('backpackEntry')
    .values({
      ...columns,
      ...{ personId: scope.personId, id: entryId, source: 'imported', issuerId, credentialUrl },
      addedAt: scope.deps.now(),
    })
    .execute()
}

/** The columns that hold a verification. */
export function reportColumns(
  dataKey: DataKey,
  entryId: string,
  verification: { readonly source: string; readonly checkedAt: Date; readonly report: Report },
  ownership: Ownership,
) {
  const { source, checkedAt } = verification
  // What took the place of the badge is kept as the badge.
  const { newer: _, ...report } = verification.report
  const kept: KeptReport = { source, checkedAt: checkedAt.toISOString(), report, ownership }
  return {
    reportSealed: sealWith(dataKey, JSON.stringify(kept), `backpack_entry:${entryId}:report`).sealed,
    verdict: report.verdict,
    verifiedAt: checkedAt,
  }
}

async function checkRoom(scope: PersonScope, bytes: number, entries: number): Promise<void> {
  const used = await scope.db
    .selectFrom('backpackEntry')
    .select((eb) => [
      eb.fn.countAll<number>().as('entries'),
      sql<number>`coalesce(sum(octet_length(sealed)), 0)`.as('bytes'),
    ])
    .where('personId', '=', scope.personId)
    .where('source', '=', 'imported')
    .executeTakeFirstOrThrow()
  if (used.entries + entries > KEPT_BADGES || used.bytes + bytes > KEPT_BYTES)
    throw new AppError('quota_exceeded', `A backpack keeps ${KEPT_BADGES} imported badges, 200 MiB in all.`)
}
