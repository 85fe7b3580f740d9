import { z } from 'zod'
import {
  ACHIEVEMENT_TYPES,
  CATEGORIES,
  EVIDENCE_KINDS,
  localId,
  OBSERVED_BY,
  PROOF_TYPES,
} from '../schema.ts'

/**
 * A definition while it is being written: the same shape as `definitionSchema`, in which anything may still be missing. Sizes and
 * choices hold from the first save on; what has to be there is asked when it is published.
 */
const text = (max: number) => z.string().trim().max(max).default('')
const maybeText = (max: number) => z.string().trim().max(max).optional()
const number = (min: number, max: number) =>
  z.coerce.number({ error: 'errors.not_a_number' }).min(min).max(max).optional()
const whole = (min: number, max: number) =>
  z.coerce.number({ error: 'errors.not_a_number' }).int().min(min).max(max).optional()

const resource = z.strictObject({
  title: text(200),
  kind: z.enum(['course', 'guide', 'coach', 'task']).default('guide'),
  url: maybeText(1000),
  hours: number(0, 1000),
  cost: number(0, 1_000_000),
})

const base = {
  id: localId,
  title: text(200),
  description: text(4000),
  resources: z.array(resource).max(20).default([]),
  practiceTask: z
    .strictObject({ title: text(200), description: text(4000), hours: number(0, 1000) })
    .optional(),
}

const row = z.strictObject({
  id: localId,
  title: text(200),
  weight: number(0.1, 100),
  required: whole(1, 6),
  descriptions: z.array(z.string().trim().max(600)).max(6).default([]),
})
export type DraftRow = z.output<typeof row>

const rubric = z.array(row).max(20).default([])

const criterion = z.discriminatedUnion('kind', [
  z.strictObject({ ...base, kind: z.literal('prerequisite'), achievementId: z.uuid().optional() }),
  z.strictObject({
    ...base,
    kind: z.literal('progress'),
    activity: text(400),
    activityUrl: maybeText(1000),
  }),
  z.strictObject({
    ...base,
    kind: z.literal('performance'),
    evidence: z
      .strictObject({
        instructions: text(2000),
        kinds: z.array(z.enum(EVIDENCE_KINDS)).default([]),
        min: whole(1, 50),
        max: whole(1, 50),
      })
      .prefault({}),
    rubric,
  }),
  z.strictObject({
    ...base,
    kind: z.literal('observation'),
    occasions: whole(1, 50),
    observers: whole(1, 50),
    by: z.enum(OBSERVED_BY).default('observer'),
    rubric,
  }),
])
export type DraftCriterion = z.output<typeof criterion>

const alignment = z.strictObject({
  targetName: text(300),
  targetUrl: text(1000),
  targetType: z
    .enum(['ceasn:Competency', 'CFItem', 'CTDL', 'ceterms:Credential'])
    .default('ceasn:Competency'),
  targetCode: maybeText(200),
  targetFramework: maybeText(300),
  targetDescription: maybeText(2000),
})

export const draftSchema = z.strictObject({
  name: text(200),
  proves: text(1000),
  description: text(8000),
  audience: text(1000),
  proofType: z.enum(PROOF_TYPES).default('demonstration'),
  achievementType: z.enum(ACHIEVEMENT_TYPES).default('MicroCredential'),
  language: z.enum(['en', 'es']).default('en'),
  art: z
    .strictObject({
      category: z.enum(CATEGORIES).default('quality'),
      icon: z
        .string()
        .regex(/^[a-z][a-z0-9-]{0,30}$/)
        .default('star'),
      level: z.coerce.number().int().min(1).max(6).default(1),
      levels: z.coerce.number().int().min(1).max(6).default(3),
    })
    .prefault({}),
  levels: z.array(z.string().trim().max(60)).max(6).default([]),
  criteria: z.array(criterion).max(20).default([]),
  effortHours: number(0, 1000),
  turnaroundDays: whole(1, 90),
  validityMonths: whole(1, 240),
  alignments: z.array(alignment).max(30).default([]),
  qualityAssurance: text(4000),
  tags: z.array(z.string().trim().min(1).max(60)).max(20).default([]),
})
export type Draft = z.output<typeof draftSchema>
/** What may be sent for a draft; a whole definition is one too. */
export type DraftInput = z.input<typeof draftSchema>

/** The rows of a criterion's rubric while it is being written. */
export const draftRowsOf = (criterion: DraftCriterion): readonly DraftRow[] =>
  criterion.kind === 'performance' || criterion.kind === 'observation' ? criterion.rubric : []
