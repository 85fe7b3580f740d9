import { z } from 'zod'
import type { Collection } from '../backpack/queries/collections.ts'
import type { Entry } from '../backpack/queries.ts'
import { lastDayOf } from '../backpack/schema/last-day.ts'
import { toldCount } from '../backpack/schema/told-count.ts'
import { VISIBILITIES } from '../backpack/schema/visibilities.ts'
import { HIDEABLE } from '../credentials/schema/hideable.ts'
import { type Opening, openingQuery } from '../credentials/schema/opening.ts'
import type { SharedThing } from './queries.ts'

const time = z.iso.datetime()

export const collectionView = z
  .object({
    id: z.uuid(),
    title: z.string(),
    description: z.string(),
    /** Places in the backpack, in order. */
    entries: z.array(z.uuid()),
    visibility: z.enum(VISIBILITIES),
    /** The last day (UTC) on which others see it. */
    lastDay: z.iso.date().nullable(),
    /** Where others find it; null while private. */
    url: z.string().nullable(),
    sharedAt: time.nullable(),
    revision: z.number().int(),
    createdAt: time,
    updatedAt: time,
  })
  .meta({ id: 'Collection' })

export function presentCollection(row: Collection, url: string | undefined): z.input<typeof collectionView> {
  const { id, title, description, entries, visibility, revision } = row
  return {
    ...{ id, title, description, entries: [...entries], visibility, revision },
    lastDay: lastDayOf(row.endsAt),
    url: url ?? null,
    sharedAt: row.sharedAt?.toISOString() ?? null,
    createdAt: row.createdAt.toISOString(),
    updatedAt: row.updatedAt.toISOString(),
  }
}

export const sharedThingView = z
  .object({
    kind: z.enum(['badge', 'collection']),
    id: z.uuid(),
    title: z.string(),
    /** How many badges a collection shows to others, private ones too; null for a badge. */
    badges: z.number().int().nullable(),
    visibility: z.enum(['link', 'public']),
    /** What others do not get of a badge. */
    hidden: z.array(z.enum(HIDEABLE)),
    since: time.nullable(),
    lastDay: z.iso.date().nullable(),
    /** In total, in steps of five; null below five. */
    views: z.number().int().nullable(),
    verifications: z.number().int().nullable(),
  })
  .meta({ id: 'SharedThing' })

export function presentShared(thing: SharedThing): z.input<typeof sharedThingView> {
  const { kind, id, title, visibility, since, endsAt } = thing
  return {
    ...{
      kind,
      id,
      title,
      visibility,
      since: since?.toISOString() ?? null,
      lastDay: lastDayOf(endsAt ?? null),
      badges: thing.badges ?? null,
      hidden: [...thing.hidden],
    },
    views: toldCount(thing.views),
    verifications: toldCount(thing.verifications),
  }
}

/** A badge of a collection as its page shows it: nothing of the owner, and no secret of the badge's own, leaves the server. */
export function presentMember(entry: Entry, opening: Opening) {
  const { id, name, issuerId, credentialId, art, state, validFrom, source, visibility } = entry
  const path = credentialId === undefined ? `/b/${id}` : `/credentials/${credentialId}`
  // What anyone may see needs nothing of the collection, and is kept by caches under one address.
  const query = visibility === 'public' ? '' : openingQuery(opening)
  const picture = credentialId === undefined ? 'picture.png' : 'badge.png'
  return {
    ...{ id, name, issuerId, art, state },
    issuerName: entry.issuerName ?? null,
    claimed: source === 'imported',
    validFrom: validFrom?.toISOString() ?? null,
    picture: entry.picture ? `${path}/${picture}${query}` : undefined,
    page: `${path}${query}`,
  }
}
