import type { PersonScope } from '../../../db/scopes.ts'
import { STRIP } from '../../../ui/link-preview/collection-preview.server.ts'
import { sharedUrl } from '../../backpack/commands.ts'
import { collectionUrl, getCollection, listSharedWith } from '../../backpack/queries/collections.ts'
import { type Entry, getEntry, getShareKey } from '../../backpack/queries.ts'
import type { Visibility } from '../../backpack/schema/visibilities.ts'
import { credentialFacts } from '../../credentials/queries.ts'
import type { EmbeddedShelf } from '../schema/oembed.ts'

/** What the ways to share something of one's own are made from. */
export interface Shareable {
  readonly id: string
  readonly title: string
  readonly visibility: Visibility
  /** Where others see it; undefined while nobody does. */
  readonly url: string | undefined
  /** Who issued a badge, and for an imported one who it says did; of a collection how many badges it holds. */
  readonly by:
    | { readonly kind: 'issued' | 'claimed'; readonly issuer: string }
    | { readonly kind: 'collection'; readonly count: number }
  /** Shared collections that show a badge to others too, also while it is private itself. */
  readonly shownIn: readonly { readonly id: string; readonly title: string }[]
  /** What can be embedded of it. */
  readonly embedded: { readonly shelf: EmbeddedShelf; readonly id: string }
  /** Absolute address of a small picture, with the size that it is shown in, in CSS pixels. */
  readonly picture: { readonly src: string; readonly width: number; readonly height: number } | undefined
  /** What LinkedIn's form for a certification asks. */
  readonly award:
    | {
        readonly validFrom: Date | undefined
        readonly validUntil: Date | undefined
        readonly credentialId: string
      }
    | undefined
}

/** Side of a badge in a letter, in CSS pixels. */
const BADGE = 96

/** One of the person's badges. Error `not_found`. */
export async function getShareableBadge(scope: PersonScope, entryId: string): Promise<Shareable> {
  const entry = await getEntry(scope, entryId)
  const { id, credentialId, name: title, visibility, issuerId, validFrom, validUntil } = entry
  const key = await getShareKey(scope, id)
  const url = sharedUrl(scope, { id, credentialId: credentialId ?? null }, visibility, key)
  const src = url === undefined ? undefined : await pictureOf(scope, entry, key)
  const kind = credentialId === undefined ? 'claimed' : 'issued'
  return {
    ...{ id, title, visibility, url },
    by: { kind, issuer: entry.issuerName ?? issuerId },
    shownIn: (await listSharedWith(scope, id)).map(({ id, title }) => ({ id, title })),
    embedded: credentialId === undefined ? { shelf: 'b', id } : { shelf: 'credentials', id: credentialId },
    picture: src === undefined ? undefined : { src, width: BADGE, height: BADGE },
    award: { validFrom, validUntil, credentialId: entry.credentialUrl },
  }
}

/** Of a badge from here the issuer's own picture: it says nothing of the person, holds no secret and stays when sharing ends. */
async function pictureOf(
  scope: PersonScope,
  { id, credentialId, issuerId, picture }: Entry,
  key: string | undefined,
): Promise<string | undefined> {
  const { publicUrl } = scope.deps.config
  if (credentialId === undefined)
    return picture ? `${publicUrl}/b/${id}/picture.png${key === undefined ? '' : `?key=${key}`}` : undefined
  const { achievementVersionId, validFrom } = await credentialFacts(scope, credentialId)
  const { pathname } = new URL(issuerId)
  return `${publicUrl}${pathname}/badges/${achievementVersionId}/${validFrom.getUTCFullYear()}-small.png`
}

/** One of the person's collections; one whose last day has passed is shared with nobody. Error `not_found`. */
export async function getShareableCollection(scope: PersonScope, collectionId: string): Promise<Shareable> {
  const collection = await getCollection(scope, collectionId)
  const { id, title, entries, endsAt } = collection
  const ended = endsAt !== null && endsAt <= scope.deps.now()
  const visibility = ended ? 'private' : collection.visibility
  const url = ended ? undefined : await collectionUrl(scope, id)
  const picture = url === undefined ? undefined : url.replace(id, `${id}/badges.png`)
  return {
    ...{ id, title, visibility, url },
    by: { kind: 'collection', count: entries.length },
    shownIn: [],
    embedded: { shelf: 'collections', id },
    picture: picture === undefined ? undefined : { src: picture, ...STRIP },
    award: undefined,
  }
}
