import { z } from 'zod'
import { LANGUAGES } from '../../i18n/languages.ts'
import { noneIfEmpty } from '../backpack/schema/last-day.ts'
import { VISIBILITIES } from '../backpack/schema/visibilities.ts'
import { mastodonServer } from './schema/mastodon.ts'

/** Collections of one person, and badges in one: pages show all of them at once. */
export const COLLECTIONS = 50
export const COLLECTION_BADGES = 500

const list = (value: unknown) => (typeof value === 'string' ? [value] : value)

export const collectionSchema = z.strictObject({
  title: z.string().trim().min(1).max(120),
  description: z.string().trim().max(2000).default(''),
  /** Places in the backpack, in the order in which they are shown. */
  entries: z.preprocess(
    list,
    z
      .array(z.uuid())
      .max(COLLECTION_BADGES)
      .refine((ids) => new Set(ids).size === ids.length)
      .default([]),
  ),
  visibility: z.enum(VISIBILITIES).default('private'),
  /** The last day (UTC) on which others see it. */
  lastDay: z.preprocess(noneIfEmpty, z.iso.date().nullable().default(null)),
})
export type CollectionInput = z.output<typeof collectionSchema>

export const collectionChangeSchema = collectionSchema.extend({
  /** The revision that was read; a newer one makes the change `stale`. */
  revision: z.coerce.number().int().min(1),
  /** Makes a new link and ends the old one at once. */
  renew: z.preprocess((value) => value === true || value === 'yes', z.boolean()).default(false),
})
export type CollectionChange = z.output<typeof collectionChangeSchema>

/**
 * Entries of a form in the order of the numbers beside them. Equal and missing numbers keep the order of the form, the missing ones
 * last.
 */
export function inOrder(
  ids: readonly string[],
  numbers: Readonly<Record<string, unknown>>,
): readonly string[] {
  const place = (id: string) => {
    const number = Number(numbers[id])
    return numbers[id] === undefined || Number.isNaN(number) ? Number.MAX_SAFE_INTEGER : number
  }
  return [...ids].sort((a, b) => place(a) - place(b))
}

/** What ways to share are asked for: the server of a Mastodon account, as a person types it. */
export const shareQuerySchema = z.object({
  /** Of the words around names. */
  language: z.enum(LANGUAGES).default('en'),
  mastodon: z
    .string()
    .trim()
    .max(300)
    .transform((typed, context) => {
      if (typed === '') return undefined
      const server = mastodonServer(typed)
      if (server === undefined) context.addIssue({ code: 'custom', message: 'errors.mastodon_server' })
      return server
    })
    .optional(),
})

/** Who may see something from now on. */
export const visibilitySchema = z.object({ visibility: z.enum(VISIBILITIES) })
