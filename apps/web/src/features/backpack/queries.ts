import { decodeUtf8 } from '@assay/core'
import type { CheckCode } from '@assay/verifier'
import { notFound } from '../../app-error.ts'
import { isSecretOf } from '../../db/lookups.ts'
import type { AnyScope, PersonScope, PublicScope } from '../../db/scopes.ts'
import type { Row } from '../../db/tables.ts'
import { definitionSchema } from '../achievements/schema.ts'
import { renewedById } from '../credentials/queries/listed.ts'
import { noLongerShared, openCollection } from '../credentials/queries/open-collection.ts'
import { groupsIn } from '../credentials/queries/shown-part.ts'
import type { Hideable } from '../credentials/schema/hideable.ts'
import type { Opening } from '../credentials/schema/opening.ts'
import { seenAs } from '../credentials/schema/seen-as.ts'
import { mayBeRenewed, stateOf } from '../credentials/schema.ts'
import { openReports } from './queries/kept-report.ts'
import type { EntryState } from './schema/terms.ts'
import type { EntriesQuery, KeptReport, Ownership } from './schema.ts'

/** One badge of a backpack, whoever issued it. */
export interface Entry {
  readonly id: string
  readonly source: Row<'backpackEntry'>['source']
  readonly credentialId: string | undefined
  /** The credential's own id. */
  readonly credentialUrl: string
  readonly issuerId: string
  readonly name: string
  readonly description: string | undefined
  /** The organization's name here; for an imported badge what the badge says. */
  readonly issuerName: string | undefined
  readonly art: BadgeArt | undefined
  /** Whether there is a picture that came with the badge, or that its issuer uploaded. */
  readonly picture: boolean
  readonly state: EntryState
  readonly validFrom: Date | undefined
  readonly validUntil: Date | undefined
  readonly verdict: string | undefined
  readonly verifiedAt: Date | undefined
  readonly ownership: Ownership
  /** As others see it now: private, too, once its last day has passed. */
  readonly visibility: Row<'backpackEntry'>['visibility']
  /** Until when others see it, or saw it. */
  readonly shareEndsAt: Date | undefined
  readonly addedAt: Date
  readonly sharedAt: Date | undefined
  readonly removedAt: Date | undefined
  readonly report: KeptReport | undefined
  /** What others do not get of it. */
  readonly hidden: readonly Hideable[]
  /** `quarantined`: a scanner found it harmful, and it is given to nobody. */
  readonly scan: Row<'backpackEntry'>['scan']
  /** The platform that put it in; undefined where its owner did, or somebody else looks. */
  readonly broughtBy: BroughtBy | undefined
  /** Of what was issued here, for its owner. */
  readonly renewal: Renewal | undefined
}

/** A platform as it calls itself, and the host of its addresses. */
export interface BroughtBy {
  readonly name: string
  readonly host: string
}

/** How a badge belongs to an older and a newer one; both are credentials' ids. */
export interface Renewal {
  readonly renewsId: string | null
  readonly renewedById: string | null
  /** The organization where it may be renewed now. */
  readonly orgId: string | undefined
}

/** What the drawing of a badge that was issued here is made from. */
export interface BadgeArt {
  readonly category: string
  readonly icon: string
  readonly level: number
  readonly levels: number
  readonly mark: string
  readonly achievementId: string
  readonly year: number
}

/** Everything of an entry but the badge itself, which may be large. */
const ENTRY_COLUMNS = [
  'backpackEntry.id',
  'backpackEntry.source',
  'backpackEntry.credentialId',
  'backpackEntry.credentialUrl',
  'backpackEntry.issuerId',
  'backpackEntry.mediaType',
  'backpackEntry.reportSealed',
  'backpackEntry.dataKeyId',
  'backpackEntry.validFrom',
  'backpackEntry.verdict',
  'backpackEntry.verifiedAt',
  'backpackEntry.addedAt',
  'backpackEntry.visibility',
  'backpackEntry.sharedAt',
  'backpackEntry.shareEndsAt',
  'backpackEntry.removedAt',
  'backpackEntry.scan',
  'backpackEntry.hidden',
  'credential.validUntil as credentialValidUntil',
  'credential.issuedAt',
  'credential.revokedAt',
  'credential.suspendedAt',
  'credential.achievementId',
  'credential.renewsId',
  'backpackEntry.orgId',
  'achievementVersion.name as achievementName',
  'achievementVersion.definition',
  'achievementVersion.artBlob',
  'organization.name as organizationName',
  'organization.mark',
  'hostClient.name as appName',
  'hostClient.host as appHost',
  renewedById,
] as const

function entries(scope: PersonScope | PublicScope) {
  return scope.db
    .selectFrom('backpackEntry')
    .leftJoin('credential', 'credential.id', 'backpackEntry.credentialId')
    .leftJoin('achievementVersion', 'achievementVersion.id', 'credential.achievementVersionId')
    .leftJoin('organization', 'organization.id', 'backpackEntry.orgId')
    .leftJoin('hostClient', 'hostClient.id', 'backpackEntry.broughtBy')
    .select(ENTRY_COLUMNS)
}
type EntryRow = Awaited<ReturnType<ReturnType<typeof entries>['execute']>>[number]

/**
 * The person's badges, newest first. Names of imported badges are sealed, so they are opened and searched here; a backpack holds
 * hundreds at most.
 */
export async function listEntries(scope: PersonScope, query: EntriesQuery) {
  let rows = entries(scope)
    .where('backpackEntry.personId', '=', scope.personId)
    .where('backpackEntry.removedAt', 'is', null)
  if (query.source !== undefined) rows = rows.where('backpackEntry.source', '=', query.source)
  const found = await readEntries(
    scope,
    await rows.orderBy('backpackEntry.validFrom', 'desc').orderBy('backpackEntry.id').execute(),
  )
  const matching = found.filter((entry) => matches(entry, query))
  return { items: matching.slice(query.offset, query.offset + query.limit), total: matching.length }
}

function matches({ name, issuerName, state, visibility }: Entry, query: EntriesQuery): boolean {
  if (query.visibility !== undefined && query.visibility !== visibility) return false
  if (query.state !== undefined && query.state !== state) return false
  const wanted = (query.q ?? '').toLocaleLowerCase()
  return wanted === '' || `${name}\n${issuerName ?? ''}`.toLocaleLowerCase().includes(wanted)
}

/** One of the person's badges, also a removed one. Error `not_found`. */
export async function getEntry(scope: PersonScope, entryId: string): Promise<Entry> {
  const entry = await findOwnEntry(scope, entryId)
  if (entry === undefined) throw notFound('badge')
  return entry
}

/** One of the person's badges, also a removed one; undefined when it is not theirs. */
export async function findOwnEntry(scope: PersonScope, entryId: string): Promise<Entry | undefined> {
  if (!UUID.test(entryId)) return undefined
  const row = await entries(scope)
    .where('backpackEntry.personId', '=', scope.personId)
    .where('backpackEntry.id', '=', entryId)
    .executeTakeFirst()
  return row === undefined ? undefined : (await readEntries(scope, [row]))[0]
}

/** Badges that the scope sees, by their places, in that order; which these are was settled by the caller. */
export async function listEntriesAt(
  scope: PersonScope | PublicScope,
  ids: readonly string[],
): Promise<readonly Entry[]> {
  if (ids.length === 0) return []
  const rows = entries(scope)
    .where('backpackEntry.id', 'in', ids)
    .where('backpackEntry.removedAt', 'is', null)
  const own = scope.kind === 'person' ? rows.where('backpackEntry.personId', '=', scope.personId) : rows
  const found = await readEntries(scope, await own.execute())
  return ids.flatMap((id) => found.find((entry) => entry.id === id) ?? [])
}

/** Badges that were removed and can be taken back still. */
export async function listRemoved(scope: PersonScope): Promise<readonly Entry[]> {
  const rows = await entries(scope)
    .where('backpackEntry.personId', '=', scope.personId)
    .where('backpackEntry.removedAt', 'is not', null)
    .orderBy('backpackEntry.removedAt', 'desc')
    .execute()
  return readEntries(scope, rows)
}

/**
 * An imported badge that its owner shares, if `opening` opens it: a public one needs nothing, a link-only one its own secret, one in a
 * shared collection what opens that. `gone` where the last day of either has passed; anything else is `not_found`, so that a stranger cannot
 * tell what exists. Badges that were issued here have their own page.
 */
export async function getSharedEntry(scope: PublicScope, entryId: string, opening: Opening): Promise<Entry> {
  if (!UUID.test(entryId)) throw notFound('badge')
  const imported = entries(scope)
    .select('backpackEntry.shareTokenHash')
    .where('backpackEntry.id', '=', entryId)
    .where('backpackEntry.source', '=', 'imported')
    .where('backpackEntry.removedAt', 'is', null)
  const row = await imported.where('backpackEntry.visibility', '!=', 'private').executeTakeFirst()
  const opened =
    row !== undefined && (row.visibility === 'public' || isSecretOf(opening.key, row.shareTokenHash))
  if (opened && seenAs(row, scope.deps.now()) !== 'private') return readShared(scope, row)
  if (opening.collection === undefined) throw opened ? noLongerShared() : notFound('badge')
  const { id } = await openCollection(scope, opening.collection, opening.key)
  return readShared(
    scope,
    await imported
      .innerJoin('collectionEntry', 'collectionEntry.entryId', 'backpackEntry.id')
      .where('collectionEntry.collectionId', '=', id)
      .executeTakeFirst(),
  )
}

async function readShared(scope: PublicScope, row: EntryRow | undefined): Promise<Entry> {
  const [entry] = row === undefined ? [] : await readEntries(scope, [row])
  if (entry === undefined) throw notFound('badge')
  return entry
}

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i

async function readEntries(scope: AnyScope, rows: readonly EntryRow[]): Promise<readonly Entry[]> {
  const reports = await openReports(scope, rows)
  const now = scope.deps.now()
  return rows.flatMap((row) => {
    if (row.source === 'issued') {
      const renewal = scope.kind === 'person' ? renewalOf(row, now) : undefined
      return [{ ...issuedEntry(row, reports.get(row.id), now), renewal }]
    }
    const report = reports.get(row.id)
    // Without its report the person's key is gone: the badge was erased.
    return report === undefined ? [] : [importedEntry(row, report, now)]
  })
}

function common(row: EntryRow, now: Date) {
  return {
    id: row.id,
    source: row.source,
    credentialId: row.credentialId ?? undefined,
    credentialUrl: row.credentialUrl,
    issuerId: row.issuerId,
    validFrom: row.validFrom ?? undefined,
    verdict: row.verdict ?? undefined,
    verifiedAt: row.verifiedAt ?? undefined,
    visibility: seenAs(row, now),
    shareEndsAt: row.visibility === 'private' ? undefined : (row.shareEndsAt ?? undefined),
    addedAt: row.addedAt,
    sharedAt: row.sharedAt ?? undefined,
    removedAt: row.removedAt ?? undefined,
    scan: row.scan,
    hidden: groupsIn(row.hidden),
    broughtBy:
      row.appName === null || row.appHost === null ? undefined : { name: row.appName, host: row.appHost },
  }
}

function renewalOf(row: EntryRow, now: Date): Renewal {
  const { validFrom, renewsId, renewedById, credentialValidUntil: validUntil } = row
  const may = validFrom !== null && mayBeRenewed({ ...row, validFrom, validUntil, renewedById }, now)
  return { renewsId, renewedById, orgId: may ? (row.orgId ?? undefined) : undefined }
}

function issuedEntry(row: EntryRow, report: KeptReport | undefined, now: Date): Omit<Entry, 'renewal'> {
  const definition = definitionSchema.safeParse(row.definition)
  const { issuedAt, revokedAt, suspendedAt, credentialValidUntil: validUntil } = row
  return {
    ...common(row, now),
    name: row.achievementName ?? '',
    description: definition.data?.proves,
    issuerName: row.organizationName ?? undefined,
    art: artOf(row, definition.data?.art),
    picture: row.artBlob !== null,
    state: stateOf({ issuedAt, revokedAt, suspendedAt, validUntil }, now),
    validUntil: validUntil ?? undefined,
    ownership: 'shown',
    report,
  }
}

function artOf(
  row: EntryRow,
  art: Pick<BadgeArt, 'category' | 'icon' | 'level' | 'levels'> | undefined,
): BadgeArt | undefined {
  if (art === undefined || row.achievementId === null || row.validFrom === null) return undefined
  const { achievementId, mark, validFrom } = row
  return { ...art, achievementId, mark: mark ?? '', year: validFrom.getUTCFullYear() }
}

function importedEntry(row: EntryRow, kept: KeptReport, now: Date): Entry {
  const claimed = kept.report.credential?.claimed ?? {}
  const text = (name: string) => {
    const value = claimed[name]
    return typeof value === 'string' && value !== '' ? value : undefined
  }
  const validUntil = dateOf(text('validUntil'))
  return {
    ...common(row, now),
    name: text('achievementName') ?? text('name') ?? '',
    description: text('achievementDescription') ?? text('description'),
    issuerName: text('issuerName'),
    art: undefined,
    picture:
      row.scan !== 'quarantined' &&
      (row.mediaType === 'image/png' || /^data:image\/png;/.test(text('achievementImage') ?? '')),
    state: importedState(kept, validUntil, now),
    validUntil,
    ownership: kept.ownership,
    report: kept,
    renewal: undefined,
  }
}

/** From the last verification; that a date has passed needs no new one. */
function importedState({ report }: KeptReport, validUntil: Date | undefined, now: Date): EntryState {
  const failed = new Set(report.checks.filter(({ outcome }) => outcome === 'failed').map(({ code }) => code))
  const only = (code: CheckCode) => failed.size === 1 && failed.has(code)
  if (only('status-revoked')) return 'revoked'
  if (only('status-suspended')) return 'suspended'
  if (only('dates-expired')) return 'expired'
  if (report.verdict === 'invalid') return 'invalid'
  if (validUntil !== undefined && validUntil <= now) return 'expired'
  return report.verdict === 'inconclusive' ? 'unconfirmed' : 'in_force'
}

function dateOf(text: string | undefined): Date | undefined {
  const milliseconds = Date.parse(text ?? '')
  return Number.isNaN(milliseconds) ? undefined : new Date(milliseconds)
}

/** Addresses that the person has proven, the primary one first. */
export async function listProvenAddresses(scope: PersonScope): Promise<readonly string[]> {
  const rows = await scope.db
    .selectFrom('personEmail')
    .select('address')
    .where('personId', '=', scope.personId)
    .where('verifiedAt', 'is not', null)
    .orderBy('isPrimary', 'desc')
    .orderBy('address')
    .execute()
  return rows.map(({ address }) => address)
}

/** The secret of a link-only badge, for its owner to copy again. */
export async function getShareKey(scope: PersonScope, entryId: string): Promise<string | undefined> {
  if (!UUID.test(entryId)) throw notFound('badge')
  const row = await scope.db
    .selectFrom('backpackEntry')
    .select(['shareTokenSealed', 'visibility', 'shareEndsAt'])
    .where('personId', '=', scope.personId)
    .where('id', '=', entryId)
    .executeTakeFirst()
  if (row === undefined) throw notFound('badge')
  if (seenAs(row, scope.deps.now()) !== 'link' || row.shareTokenSealed === null) return undefined
  return decodeUtf8(
    scope.deps.vault.openSecret(row.shareTokenSealed, `backpack_entry:${entryId}:share_token`),
  )
}
