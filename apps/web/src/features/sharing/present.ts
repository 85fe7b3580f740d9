import { z } from 'zod'
import { VISIBILITIES } from '../backpack/schema/visibilities.ts'
import type { Collection, SharedThing } from './queries.ts'
import { lastDayOf, toldCount } from './schema.ts'

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
    visibility: z.enum(['link', 'public']),
    since: time.nullable(),
    lastDay: z.iso.date().nullable(),
    /** In total; null below five. */
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
    },
    views: toldCount(thing.views),
    verifications: toldCount(thing.verifications),
  }
}
