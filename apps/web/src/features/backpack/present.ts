import { z } from 'zod'
import { HIDEABLE, type Hideable } from '../credentials/schema/hideable.ts'
import { reportDocument } from '../verify/schema/report-view.ts'
import { reportSchema } from '../verify/schema.ts'
import type { BadgeArt, Entry } from './queries.ts'
import { lastDayOf } from './schema/last-day.ts'
import { ENTRY_SOURCES, ENTRY_STATES } from './schema/terms.ts'
import { VISIBILITIES } from './schema/visibilities.ts'
import { OWNERSHIPS } from './schema.ts'

export const entryView = z
  .object({
    id: z.uuid(),
    source: z.enum(ENTRY_SOURCES),
    /** The credential on this server, for a badge that was issued here. */
    credentialId: z.uuid().nullable(),
    /** The credential's own id. */
    credentialUrl: z.string(),
    issuerId: z.string(),
    name: z.string(),
    description: z.string().nullable(),
    /** For an imported badge: what the badge says. */
    issuerName: z.string().nullable(),
    state: z.enum(ENTRY_STATES),
    validFrom: z.iso.datetime().nullable(),
    validUntil: z.iso.datetime().nullable(),
    verdict: z.string().nullable(),
    verifiedAt: z.iso.datetime().nullable(),
    /** Whether the badge names an address that the person has proven. */
    ownership: z.enum(OWNERSHIPS),
    /** As others see it now: private, too, once its last day has passed. */
    visibility: z.enum(VISIBILITIES),
    /** The last day (UTC) on which others see it, or saw it. */
    lastDay: z.iso.date().nullable(),
    sharedAt: z.iso.datetime().nullable(),
    addedAt: z.iso.datetime(),
    removedAt: z.iso.datetime().nullable(),
    /** What a scanner said of an imported badge; `quarantined`: it is given to nobody. */
    scan: z.enum(['not_scanned', 'clean', 'quarantined']),
    /** What others do not get of it. */
    hidden: z.array(z.enum(HIDEABLE)),
    /** The platform that put it in; null where you did. */
    broughtBy: z.object({ name: z.string(), host: z.string() }).nullable(),
    /** The credential of yours that it renews, and the one that renews it; null for an imported badge. */
    renewsId: z.uuid().nullable(),
    renewedById: z.uuid().nullable(),
    /** Whether you may begin to renew it, where you belong to the organization. */
    renewable: z.boolean(),
  })
  .meta({ id: 'BackpackEntry' })

export const entryDetailView = entryView
  .extend({
    report: reportSchema.nullable(),
    /** What of it can be hidden from others; nothing of a badge from elsewhere. */
    hideable: z.array(z.enum(HIDEABLE)),
  })
  .meta({ id: 'BackpackEntryDetail' })

export const importView = z
  .object({
    outcome: z.enum(['kept', 'replaced', 'unchanged', 'refused', 'unconfirmed', 'not_yours']),
    entry: entryView.nullable(),
    report: reportSchema,
  })
  .meta({ id: 'BackpackImport' })

export const sharedView = z
  .object({
    visibility: z.enum(VISIBILITIES),
    /** Where others find it; null while private. */
    url: z.string().nullable(),
    /** The last day (UTC) on which others see it. */
    lastDay: z.iso.date().nullable(),
    /** What they do not get of it. */
    hidden: z.array(z.enum(HIDEABLE)),
  })
  .meta({ id: 'BackpackSharing' })

export const contentView = z
  .object({ mediaType: z.string(), encoding: z.enum(['utf8', 'base64']), data: z.string() })
  .meta({ id: 'BackpackContent' })

const isoOf = (date: Date | undefined): string | null => date?.toISOString() ?? null

export function presentEntry(entry: Entry): z.input<typeof entryView> {
  return {
    id: entry.id,
    source: entry.source,
    credentialId: entry.credentialId ?? null,
    credentialUrl: entry.credentialUrl,
    issuerId: entry.issuerId,
    name: entry.name,
    description: entry.description ?? null,
    issuerName: entry.issuerName ?? null,
    state: entry.state,
    validFrom: isoOf(entry.validFrom),
    validUntil: isoOf(entry.validUntil),
    verdict: entry.verdict ?? null,
    verifiedAt: isoOf(entry.verifiedAt),
    ownership: entry.ownership,
    visibility: entry.visibility,
    lastDay: lastDayOf(entry.shareEndsAt ?? null),
    sharedAt: isoOf(entry.sharedAt),
    addedAt: entry.addedAt.toISOString(),
    removedAt: isoOf(entry.removedAt),
    scan: entry.scan,
    hidden: [...entry.hidden],
    broughtBy: entry.broughtBy ?? null,
    renewsId: entry.renewal?.renewsId ?? null,
    renewedById: entry.renewal?.renewedById ?? null,
    renewable: entry.renewal?.orgId !== undefined,
  }
}

export function presentEntryDetail(
  entry: Entry,
  hideable: readonly Hideable[],
): z.input<typeof entryDetailView> {
  const { report: kept } = entry
  const report =
    kept === undefined
      ? null
      : reportDocument(kept.report, { source: kept.source, checkedAt: new Date(kept.checkedAt) })
  return { ...presentEntry(entry), report, hideable: [...hideable] }
}

/** An entry as pages show it: with what its picture is made from. */
export interface ShownEntry extends z.input<typeof entryView> {
  readonly art: BadgeArt | undefined
  /** The form it came in, for an imported badge. */
  readonly format: string | undefined
  /** Path of a picture, where there is one; otherwise `art` is drawn, or the issuer's initials. */
  readonly picture: string | undefined
}

export function showEntry(entry: Entry): ShownEntry {
  const path =
    entry.credentialId === undefined
      ? `/b/${entry.id}/picture.png`
      : `/credentials/${entry.credentialId}/badge.png`
  return {
    ...presentEntry(entry),
    art: entry.art,
    format: entry.report?.report.format,
    picture: entry.picture ? path : undefined,
  }
}
