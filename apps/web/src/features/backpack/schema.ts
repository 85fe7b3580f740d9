import type { Report } from '@assay/verifier'
import { z } from 'zod'
import { HIDEABLE } from '../credentials/schema/hideable.ts'
import { noneIfEmpty } from './schema/last-day.ts'
import { ENTRY_SOURCES, ENTRY_STATES } from './schema/terms.ts'
import { VISIBILITIES } from './schema/visibilities.ts'

/** `shown`: the badge names an address that the person has proven. `not_shown`: it names nobody in a way that could be compared. */
export const OWNERSHIPS = ['shown', 'not_shown'] as const
export type Ownership = (typeof OWNERSHIPS)[number]

/** What is kept of a verification beside the badge. */
export interface KeptReport {
  readonly source: string
  readonly checkedAt: string
  readonly report: Report
  readonly ownership: Ownership
}

/** Days for which a removed badge can be taken back. */
export const UNDO_DAYS = 30

/** Imported badges of one person: more than anyone has earned, and a bound on what must be opened for a list. */
export const KEPT_BADGES = 500
/** Room for the imported badges of one person, all together. */
export const KEPT_BYTES = 200 * 1024 * 1024

export const entriesQuerySchema = z.object({
  /** Part of the badge's or the issuer's name. */
  q: z.string().trim().max(200).optional(),
  state: z.enum(ENTRY_STATES).optional(),
  source: z.enum(ENTRY_SOURCES).optional(),
  visibility: z.enum(VISIBILITIES).optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
  offset: z.coerce.number().int().min(0).max(1_000_000).default(0),
})
export type EntriesQuery = z.output<typeof entriesQuerySchema>

export const sharingSchema = z.strictObject({
  visibility: z.enum(VISIBILITIES),
  /** Makes a new link and ends the old one at once. */
  renew: z.preprocess((value) => value === true || value === 'yes', z.boolean()).default(false),
  /** The last day (UTC) on which others see it; null: until you end that. Default: as it is, and none for what is shared anew. */
  lastDay: z.preprocess(noneIfEmpty, z.iso.date().nullable().optional()),
  /** What others do not get of the badge, by its link, in collections and wherever else. Default: as it is. */
  hide: z.array(z.enum(HIDEABLE)).max(HIDEABLE.length).optional(),
})
export type Sharing = z.output<typeof sharingSchema>

/** What a form of an entry's page asks for; the fields of sharing stand beside it. */
export const intentSchema = z.looseObject({ intent: z.enum(['share', 'check', 'remove', 'restore']) })

export const importOptionsSchema = z.strictObject({
  /** Keep a badge that could not be checked; it is shown as such. */
  keepUnconfirmed: z.preprocess((value) => value === true || value === 'yes', z.boolean()).default(false),
})

/** The page's form: a badge that could not be checked is held in the page while its owner decides. */
export const importFormSchema = importOptionsSchema.extend({
  held: z.string().optional(),
  heldAs: z.string().max(600).default('file'),
})

/**
 * Equality of credentials (STANDARDS OH6): ids are compared after percent-unescaping and trimming. What cannot be unescaped is
 * compared as it is.
 */
export function normaliseId(id: string): string {
  try {
    return decodeURIComponent(id.trim()).trim()
  } catch (error) {
    if (error instanceof URIError) return id.trim()
    throw error
  }
}
