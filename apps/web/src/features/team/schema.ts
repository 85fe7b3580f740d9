import { z } from 'zod'
import { RENEWAL_DAYS } from '../credentials/schema/terms.ts'

/** Days before its end from which a credential lapses, and before its day from which an enrollment is due. */
export const SOON_DAYS = RENEWAL_DAYS

export const teamQuerySchema = z.object({
  q: z.string().trim().max(200).optional(),
  /** Only those with something overdue, or something that lapses. */
  show: z.enum(['all', 'overdue', 'lapsing']).default('all'),
  limit: z.coerce.number().int().min(1).max(200).default(50),
  offset: z.coerce.number().int().min(0).max(1_000_000).default(0),
})
export type TeamQuery = z.output<typeof teamQuerySchema>

/** The same from a page's address: by page, and what makes no sense is ignored. */
export const teamPageSchema = z.object({
  q: z.string().trim().max(200).optional().catch(undefined),
  show: z.enum(['all', 'overdue', 'lapsing']).catch('all'),
  page: z.coerce.number().int().min(1).max(20_000).catch(1),
})
