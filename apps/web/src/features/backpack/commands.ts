import { createHash, randomBytes } from 'node:crypto'
import { sql } from 'kysely'
import { AppError, notFound } from '../../app-error.ts'
import { hashSecret } from '../../db/lookups.ts'
import type { PersonScope } from '../../db/scopes.ts'
import type { Row } from '../../db/tables.ts'
import { recordEvent } from '../audit/commands.ts'
import { partPlace } from '../credentials/queries/shown-part.ts'
import type { Hideable } from '../credentials/schema/hideable.ts'
import { seenAs } from '../credentials/schema/seen-as.ts'
import { dataKeyOf, sealWith } from '../data-keys/commands.ts'
import { endOf, lastDayOf } from './schema/last-day.ts'
import type { Visibility } from './schema/visibilities.ts'
import { type Sharing, UNDO_DAYS } from './schema.ts'

/** Where a shared badge is found by others; the secret is part of a link-only address. */
export interface SharedAddress {
  readonly visibility: Visibility
  /** Absent while private. */
  readonly url: string | undefined
  /** The last day (UTC) on which others see it. */
  readonly lastDay: string | null
}

/** What others do not get of a badge, and what they get in place of the whole: nothing else where nothing is hidden. */
export interface HiddenPart {
  readonly hidden: readonly Hideable[]
  readonly bytes: Uint8Array | undefined
}

/**
 * Shares a badge, or ends that. Leaving `link`, or renewing it, ends the old link at once: only the new secret's digest is kept to
 * compare with. What ended by its last day is shared anew, under a new link. Without `part`, others see as much of it as before.
 * Errors: `not_found`; `wrong_state` for a removed badge.
 */
export async function setSharing(
  scope: PersonScope,
  entryId: string,
  { visibility, renew, lastDay }: Omit<Sharing, 'hide'>,
  part?: HiddenPart,
): Promise<SharedAddress> {
  const row = await lockEntry(scope, entryId)
  if (row.removedAt !== null) throw new AppError('wrong_state', 'A removed badge cannot be shared.')
  if (row.scan === 'quarantined' && visibility !== 'private')
    throw new AppError('forbidden', 'This badge was found harmful and is not given out.', {
      text: 'badge_quarantined',
    })
  const now = scope.deps.now()
  const before = seenAs(row, now)
  const keepsLink = visibility === 'link' && before === 'link' && !renew
  const token = visibility === 'link' && !keepsLink ? randomBytes(32).toString('base64url') : undefined
  const endsAt = nextEnd(row, before, { visibility, lastDay })
  const moved = row.visibility !== visibility || before !== visibility || token !== undefined
  if (moved || endsAt?.getTime() !== row.shareEndsAt?.getTime()) {
    const secrets = keepsLink ? {} : secretColumns(scope, entryId, token)
    await scope.db
      .updateTable('backpackEntry')
      .set({ visibility, ...secrets, shareEndsAt: endsAt })
      .set(moved ? { sharedAt: visibility === 'private' ? null : now } : {})
      .where('personId', '=', scope.personId)
      .where('id', '=', entryId)
      .execute()
    await recordEvent(scope, {
      action: visibility === 'private' ? 'badge.unshared' : 'badge.shared',
      recordType: 'badge',
      recordId: entryId,
      data: { from: before, to: visibility, newLink: token !== undefined },
    })
  }
  if (part !== undefined) await keepPart(scope, entryId, part)
  const opened = keepsLink ? openToken(scope, entryId, row.shareTokenSealed) : token
  const url = sharedUrl(scope, { ...row, id: entryId }, visibility, opened)
  return { visibility, url, lastDay: lastDayOf(endsAt) }
}

/** From here on everybody but its owner gets this part: by its own link, in collections and wherever else it is shown. */
async function keepPart(scope: PersonScope, entryId: string, { hidden, bytes }: HiddenPart): Promise<void> {
  const nothing = { partSealed: null, partDataKeyId: null, partDigest: null }
  await scope.db
    .updateTable('backpackEntry')
    .set({ hidden: [...hidden], ...(bytes === undefined ? nothing : await sealPart(scope, entryId, bytes)) })
    .where('personId', '=', scope.personId)
    .where('id', '=', entryId)
    .execute()
  await recordEvent(scope, {
    action: 'badge.hidden_changed',
    recordType: 'badge',
    recordId: entryId,
    data: { hidden: hidden.join(', ') },
  })
}

async function sealPart(scope: PersonScope, entryId: string, bytes: Uint8Array) {
  const key = await dataKeyOf(scope, scope.personId)
  const { sealed, dataKeyId } = sealWith(key, bytes, partPlace(entryId))
  const partDigest = createHash('sha256').update(bytes).digest()
  return { partSealed: sealed, partDataKeyId: dataKeyId, partDigest }
}

/** Until when others see it from now on. */
function nextEnd(
  { shareEndsAt }: Pick<Row<'backpackEntry'>, 'shareEndsAt'>,
  before: Visibility,
  { visibility, lastDay }: Pick<Sharing, 'visibility' | 'lastDay'>,
): Date | null {
  if (visibility === 'private') return null
  if (lastDay !== undefined) return endOf(lastDay)
  return before === 'private' ? null : shareEndsAt
}

function secretColumns(scope: PersonScope, entryId: string, token: string | undefined) {
  if (token === undefined) return { shareTokenHash: null, shareTokenSealed: null }
  const sealed = scope.deps.vault.sealSecret(new TextEncoder().encode(token), tokenPlace(entryId))
  return { shareTokenHash: hashSecret(token), shareTokenSealed: Buffer.from(sealed) }
}

const tokenPlace = (entryId: string) => `backpack_entry:${entryId}:share_token`

function openToken(scope: PersonScope, entryId: string, sealed: Buffer | null): string | undefined {
  return sealed === null
    ? undefined
    : new TextDecoder().decode(scope.deps.vault.openSecret(sealed, tokenPlace(entryId)))
}

interface SharedRow {
  readonly id: string
  readonly credentialId: string | null
}

/** The address of a shared badge: its credential's page when it was issued here, `/b/…` when it was imported. */
export function sharedUrl(
  { deps }: Pick<PersonScope, 'deps'>,
  { id, credentialId }: SharedRow,
  visibility: Visibility,
  token: string | undefined,
): string | undefined {
  if (visibility === 'private') return undefined
  const page = credentialId === null ? `/b/${id}` : `/credentials/${credentialId}`
  const key = visibility === 'link' && token !== undefined ? `?key=${token}` : ''
  return `${deps.config.publicUrl}${page}${key}`
}

/**
 * Takes an imported badge out of the backpack and out of collections, and ends its sharing. It can be taken back for {@link UNDO_DAYS}. What was issued here
 * stays: it is private until its holder shares it. Errors: `not_found`, `wrong_state`.
 */
export async function removeEntry(scope: PersonScope, entryId: string): Promise<void> {
  const row = await lockEntry(scope, entryId)
  if (row.source === 'issued')
    throw new AppError('wrong_state', 'A badge that was issued here stays in the backpack.', {
      text: 'badge_stays',
    })
  if (row.removedAt !== null) return
  await scope.db
    .updateTable('backpackEntry')
    .set({
      removedAt: scope.deps.now(),
      visibility: 'private',
      shareTokenHash: null,
      shareTokenSealed: null,
      sharedAt: null,
      shareEndsAt: null,
    })
    .where('personId', '=', scope.personId)
    .where('id', '=', entryId)
    .execute()
  await scope.db.deleteFrom('collectionEntry').where('entryId', '=', entryId).execute()
  await recordEvent(scope, { action: 'badge.removed', recordType: 'badge', recordId: entryId })
  await forgetRemoved(scope)
}

/** Puts a removed badge back, private. Errors: `not_found`, also after {@link UNDO_DAYS}; `conflict` when it was imported again. */
export async function restoreEntry(scope: PersonScope, entryId: string): Promise<void> {
  await forgetRemoved(scope)
  const row = await lockEntry(scope, entryId)
  if (row.removedAt === null) return
  const again = await scope.db
    .selectFrom('backpackEntry')
    .select('id')
    .where('personId', '=', scope.personId)
    .where('issuerId', '=', row.issuerId)
    .where('credentialUrl', '=', row.credentialUrl)
    .where('removedAt', 'is', null)
    .executeTakeFirst()
  if (again !== undefined) throw new AppError('conflict', 'This badge is in the backpack again already.')
  await scope.db
    .updateTable('backpackEntry')
    .set({ removedAt: null })
    .where('personId', '=', scope.personId)
    .where('id', '=', entryId)
    .execute()
  await recordEvent(scope, { action: 'badge.restored', recordType: 'badge', recordId: entryId })
}

/** Deletes what was removed longer ago than it can be taken back. */
export async function forgetRemoved(scope: PersonScope): Promise<void> {
  const before = new Date(scope.deps.now().getTime() - UNDO_DAYS * 86_400_000)
  await scope.db
    .deleteFrom('backpackEntry')
    .where('personId', '=', scope.personId)
    .where('removedAt', '<', before)
    .execute()
}

async function lockEntry(scope: PersonScope, entryId: string) {
  const row = await scope.db
    .selectFrom('backpackEntry')
    .select([
      'source',
      'credentialId',
      'issuerId',
      'credentialUrl',
      'visibility',
      'shareEndsAt',
      'shareTokenSealed',
      'removedAt',
      'scan',
    ])
    .where('personId', '=', scope.personId)
    .where(sql`id::text`, '=', entryId)
    .forUpdate()
    .executeTakeFirst()
  if (row === undefined) throw notFound('badge')
  return row
}
