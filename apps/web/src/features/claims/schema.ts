import { z } from 'zod'
import { addressSchema } from '../identity/schema.ts'
import { CLAIM_STATES } from '../recipients/schema/terms.ts'

/** Days after the first letter on which an unclaimed badge is brought to mind again. */
export const REMINDER_DAYS = [3, 10, 30] as const

/** Days for which a mailed link works; each letter begins them anew, and whoever has an old link can ask for a new one. */
export const CLAIM_DAYS = 90

/** Letters about one claim in a day, whoever asks for them: staff, or whoever holds a link. */
export const CLAIM_LETTERS_A_DAY = 3

/** Letters of claims that one organization sends a day on request; awards and reminders are not counted. */
export const CLAIM_LETTERS_OF_ORGANIZATION = 500

const DAY = 86_400_000
export const daysAfter = (from: Date, days: number): Date => new Date(from.getTime() + days * DAY)

export const claimsQuerySchema = z.object({
  /** Part of the recipient's name, their address, or the micro-credential's name. */
  q: z.string().trim().max(200).optional(),
  /** `waiting`: everything that nobody has claimed yet and somebody still can. */
  state: z.enum([...CLAIM_STATES, 'waiting']).optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
  offset: z.coerce.number().int().min(0).max(1_000_000).default(0),
})
export type ClaimsQuery = z.output<typeof claimsQuerySchema>

export const correctionSchema = z.strictObject({
  address: addressSchema,
  name: z
    .string()
    .trim()
    .max(200)
    .transform((name) => (name === '' ? undefined : name))
    .optional(),
})
export type Correction = z.output<typeof correctionSchema>

export const bounceSchema = z.strictObject({
  address: addressSchema,
  /** What the mail system said. */
  reason: z.string().trim().max(500).default(''),
})
export type Bounce = z.output<typeof bounceSchema>

/** The same from a page's address: by page, and what makes no sense is ignored. */
export const claimsPageSchema = z.object({
  q: claimsQuerySchema.shape.q.catch(undefined),
  state: claimsQuerySchema.shape.state.catch(undefined),
  page: z.coerce.number().int().min(1).max(20_000).catch(1),
})
