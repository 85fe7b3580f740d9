import { z } from 'zod'
import type { Decided } from './commands/decide.ts'
import type { Assessment, QueueItem } from './queries.ts'
import { rowScoreSchema } from './schema.ts'

export const queueItemView = z
  .object({
    id: z.uuid(),
    /** Which try of the learner it is, from 1. */
    number: z.number().int(),
    personId: z.uuid(),
    learner: z.string(),
    achievementId: z.uuid(),
    achievementVersionId: z.uuid(),
    name: z.string(),
    submittedAt: z.iso.datetime(),
    promisedAt: z.iso.datetime(),
    overdue: z.boolean(),
    /** Who works on it now; null when it is free. */
    claim: z.object({ by: z.uuid(), name: z.string(), until: z.iso.datetime() }).nullable(),
  })
  .meta({ id: 'QueuedSubmission' })

export const presentQueueItem = ({
  claim,
  submittedAt,
  promisedAt,
  ...item
}: QueueItem): z.input<typeof queueItemView> => ({
  ...item,
  submittedAt: submittedAt.toISOString(),
  promisedAt: promisedAt.toISOString(),
  claim: claim === undefined ? null : { ...claim, until: claim.until.toISOString() },
})

export const claimView = z.object({ until: z.iso.datetime() }).meta({ id: 'Claim' })

export const assessmentView = z
  .object({
    id: z.uuid(),
    state: z.enum(['draft', 'final']),
    revision: z.number().int(),
    scores: z.array(rowScoreSchema),
    feedback: z.string(),
    updatedAt: z.iso.datetime(),
    finishedAt: z.iso.datetime().nullable(),
  })
  .meta({ id: 'Assessment' })

export const presentAssessment = ({
  id,
  state,
  revision,
  scores,
  feedback,
  updatedAt,
  finishedAt,
}: Assessment): z.input<typeof assessmentView> => ({
  ...{ id, state, revision, feedback },
  scores: scores.map((score) => ({ ...score })),
  updatedAt: updatedAt.toISOString(),
  finishedAt: finishedAt?.toISOString() ?? null,
})

export const savedView = z
  .object({ assessmentId: z.uuid(), revision: z.number().int(), savedAt: z.iso.datetime() })
  .meta({ id: 'SavedAssessment' })

export const decidedView = z
  .object({
    decisionId: z.uuid(),
    outcome: z.enum(['awarded', 'returned', 'declined']),
    /** The credential that an award orders; it is signed within seconds. */
    credentialId: z.uuid().nullable(),
  })
  .meta({ id: 'Decision' })

export const presentDecided = ({ credentialId, ...decided }: Decided): z.input<typeof decidedView> => ({
  ...decided,
  credentialId: credentialId ?? null,
})
