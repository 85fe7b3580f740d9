import { z } from 'zod'
import { OBSERVED_FILES, seenRowSchema } from '../enrollments/schema/observation.ts'
import { EVIDENCE_LIMITS } from '../enrollments/schema.ts'

/** What one observation may bring along: a handful of files that fit into one request together. */
export const OBSERVATION_LIMITS = {
  files: OBSERVED_FILES,
  requestBytes: EVIDENCE_LIMITS.requestBytes,
  /** Days back: what was seen longer ago is remembered and not observed. */
  daysBack: 365,
} as const

/** Why something is taken back, for the one who was observed: a few words at least. */
const reason = z.string().trim().min(3, { error: 'errors.reason_short' }).max(1000)

export const observationSchema = z.strictObject({
  /** Chosen by the one who sends it, so that what is sent twice is recorded once. */
  id: z.uuid().optional(),
  criterionId: z.string().max(40),
  /** The day on which it was seen. */
  on: z.iso.date(),
  /** When it was signed, by the clock of the device on which it waited for a connection. */
  signedAt: z.iso.datetime().optional(),
  /** Where, and at which work. */
  place: z.string().trim().min(2, { error: 'errors.required' }).max(300),
  note: z.string().trim().max(4000).default(''),
  /** A level for each row of the criterion's rubric; 0: not seen. */
  rows: z.array(seenRowSchema).min(1, { error: 'errors.rows_missing' }).max(20),
  /** "I saw this myself": without it nothing is recorded. */
  seen: z.literal(true, { error: 'errors.seen_myself' }),
  /** An observation of one's own that this one takes the place of, and why. */
  supersedes: z.strictObject({ id: z.uuid(), reason }).optional(),
})
export type ObservationInput = z.output<typeof observationSchema>

export const withdrawalSchema = z.strictObject({ reason })

export const remarkSchema = z.strictObject({
  kind: z.enum(['comment', 'disagreement']),
  text: z.string().trim().min(1, { error: 'errors.required' }).max(4000),
})
export type RemarkInput = z.output<typeof remarkSchema>

const paging = {
  limit: z.coerce.number().int().min(1).max(200).default(50),
  offset: z.coerce.number().int().min(0).max(1_000_000).default(0),
}

export const waitingQuerySchema = z.object({
  /** Part of the name of the person or of the micro-credential. */
  q: z.string().trim().max(200).optional(),
  ...paging,
})
export type WaitingQuery = z.output<typeof waitingQuerySchema>

export const recordedQuerySchema = z.object(paging)

/** The same from a page's address: what makes no sense is ignored. */
export const waitingPageSchema = z.object({
  q: z.string().trim().max(200).optional().catch(undefined),
  page: z.coerce.number().int().min(1).max(20_000).catch(1),
})
