import { z } from 'zod'
import { isGlyphName } from '../../ui/badge-art/index.ts'
import {
  ACHIEVEMENT_TYPES,
  CATEGORIES,
  EVIDENCE_KINDS,
  OBSERVED_BY,
  PROOF_TYPES,
  STATES,
} from './schema/terms.ts'

export {
  ACHIEVEMENT_TYPES,
  type AchievementState,
  CATEGORIES,
  CRITERION_KINDS,
  type CriterionKind,
  EVIDENCE_KINDS,
  OBSERVED_BY,
  PROOF_TYPES,
  RUNNING_KINDS,
  STATES,
} from './schema/terms.ts'

const text = (max: number) => z.string().trim().max(max)
const needed = (max: number) => text(max).min(1)
const webAddress = z.url({ protocol: /^https?$/ }).max(1000)
/** Ids inside a definition are chosen by the editor and stay through versions, so that results can be compared. */
export const localId = z.string().regex(/^[a-z0-9][a-z0-9-]{0,39}$/, { error: 'errors.local_id' })

/** Hours of learner's time; a thousand is more than a master's thesis. */
const hours = z.coerce.number().min(0).max(1000)

const resourceSchema = z.strictObject({
  title: needed(200),
  kind: z.enum(['course', 'guide', 'coach', 'task']),
  url: webAddress.optional(),
  hours: hours.optional(),
  /** In the currency of the organization; 0 is free. */
  cost: z.coerce.number().min(0).max(1_000_000).optional(),
})

const practiceTaskSchema = z.strictObject({
  title: needed(200),
  description: text(4000),
  hours: hours.optional(),
})

const criterionBase = {
  id: localId,
  title: needed(200),
  description: text(4000).default(''),
  resources: z.array(resourceSchema).max(20).default([]),
  practiceTask: practiceTaskSchema.optional(),
}

const prerequisiteSchema = z.strictObject({
  ...criterionBase,
  kind: z.literal('prerequisite'),
  /** A micro-credential of this organization that must be held and in force. */
  achievementId: z.uuid(),
})

const progressSchema = z.strictObject({
  ...criterionBase,
  kind: z.literal('progress'),
  activity: needed(400),
  activityUrl: webAddress.optional(),
})

/** One row of a rubric: what is looked at, in words for each level of the definition's scale. */
export const rubricRowSchema = z.strictObject({
  id: localId,
  title: needed(200),
  weight: z.coerce.number().min(0.1).max(100).default(1),
  /** The level (1 is the lowest) that must be reached for an award. */
  required: z.coerce.number().int().min(1).max(6),
  /** One description a level, lowest first. */
  descriptions: z.array(needed(600)).min(2).max(6),
})
export type RubricRow = z.output<typeof rubricRowSchema>

const performanceSchema = z.strictObject({
  ...criterionBase,
  kind: z.literal('performance'),
  evidence: z.strictObject({
    /** What to hand in, in words. */
    instructions: needed(2000),
    kinds: z.array(z.enum(EVIDENCE_KINDS)).min(1),
    /** How many pieces at least and at most. */
    min: z.coerce.number().int().min(1).max(50).default(1),
    max: z.coerce.number().int().min(1).max(50).default(10),
  }),
  rubric: z.array(rubricRowSchema).min(1).max(20),
})

const observationSchema = z.strictObject({
  ...criterionBase,
  kind: z.literal('observation'),
  /** Times it must be seen. */
  occasions: z.coerce.number().int().min(1).max(50).default(1),
  /** By how many different people, at least. */
  observers: z.coerce.number().int().min(1).max(50).default(1),
  by: z.enum(OBSERVED_BY).default('observer'),
  rubric: z.array(rubricRowSchema).min(1).max(20),
})

export const criterionSchema = z.discriminatedUnion('kind', [
  prerequisiteSchema,
  progressSchema,
  performanceSchema,
  observationSchema,
])
export type Criterion = z.output<typeof criterionSchema>

/** A skill that the micro-credential shows (Open Badges `Alignment`). */
const alignmentSchema = z.strictObject({
  targetName: needed(300),
  targetUrl: webAddress,
  targetType: z
    .enum(['ceasn:Competency', 'CFItem', 'CTDL', 'ceterms:Credential'])
    .default('ceasn:Competency'),
  targetCode: text(200).optional(),
  targetFramework: text(300).optional(),
  targetDescription: text(2000).optional(),
})

const artSchema = z.strictObject({
  category: z.enum(CATEGORIES),
  icon: z.string().regex(/^[a-z][a-z0-9-]{0,30}$/),
  /** Level pips on the badge: reached, of how many. */
  level: z.coerce.number().int().min(1).max(6),
  levels: z.coerce.number().int().min(1).max(6),
})

/** A whole definition of a micro-credential, as it is stored, imported and exported. */
export const definitionSchema = z
  .strictObject({
    name: needed(200),
    /** What a holder can do, in one or two sentences; the badge says this. */
    proves: needed(1000),
    description: text(8000).default(''),
    audience: text(1000).default(''),
    proofType: z.enum(PROOF_TYPES),
    achievementType: z.enum(ACHIEVEMENT_TYPES).default('MicroCredential'),
    language: z.enum(['en', 'es']).default('en'),
    art: artSchema,
    /** Names of the rubric's levels, lowest first; every row describes each of them. */
    levels: z.array(needed(60)).min(2).max(6),
    criteria: z.array(criterionSchema).min(1).max(20),
    effortHours: hours,
    /** Working days from handing in to a decision. */
    turnaroundDays: z.coerce.number().int().min(1).max(90),
    /** Months for which a credential is valid; absent: without end. */
    validityMonths: z.coerce.number().int().min(1).max(240).optional(),
    alignments: z.array(alignmentSchema).max(30).default([]),
    qualityAssurance: text(4000).default(''),
    tags: z.array(needed(60)).max(20).default([]),
  })
  .superRefine(checkDefinition)
export type Definition = z.output<typeof definitionSchema>
/** What an editor sends: defaults may be left out. */
export type DefinitionInput = z.input<typeof definitionSchema>

interface CheckedDefinition {
  readonly levels: readonly string[]
  readonly criteria: readonly Criterion[]
  readonly art: { readonly icon: string; readonly level: number; readonly levels: number }
}

/** Rules that join several fields; each problem names the field that has to change. */
function checkDefinition(definition: CheckedDefinition, context: z.core.$RefinementCtx): void {
  const problem = (path: (string | number)[], key: string) =>
    context.addIssue({ code: 'custom', path, message: `errors.${key}`, input: undefined })
  if (definition.art.level > definition.art.levels) problem(['art', 'level'], 'art_level')
  if (!isGlyphName(definition.art.icon)) problem(['art', 'icon'], 'unknown_icon')
  const seen = new Set<string>()
  definition.criteria.forEach((criterion, index) => {
    if (seen.has(criterion.id)) problem(['criteria', index, 'id'], 'repeated_id')
    seen.add(criterion.id)
    if (criterion.kind === 'performance' && criterion.evidence.min > criterion.evidence.max)
      problem(['criteria', index, 'evidence', 'min'], 'evidence_range')
    if (criterion.kind === 'observation' && criterion.observers > criterion.occasions)
      problem(['criteria', index, 'observers'], 'more_observers')
    rowsOf(criterion).forEach((row, at) => {
      const path = ['criteria', index, 'rubric', at]
      if (row.descriptions.length !== definition.levels.length)
        problem([...path, 'descriptions'], 'descriptions_per_level')
      if (row.required > definition.levels.length) problem([...path, 'required'], 'required_level')
      if (seen.has(`${criterion.id}/${row.id}`)) problem([...path, 'id'], 'repeated_id')
      seen.add(`${criterion.id}/${row.id}`)
    })
  })
}

/** The rubric rows of a criterion; prerequisites and progress have none. */
export function rowsOf(criterion: Criterion): readonly RubricRow[] {
  return criterion.kind === 'performance' || criterion.kind === 'observation' ? criterion.rubric : []
}

/** The JSON that a definition is exported as and imported from. */
export const exchangeSchema = z.strictObject({
  format: z.literal('assay-achievement'),
  version: z.literal(1),
  definition: definitionSchema,
})

const paging = {
  q: z.string().trim().max(200).optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
  offset: z.coerce.number().int().min(0).max(1_000_000).default(0),
}

export const achievementsQuerySchema = z.object({ ...paging, state: z.enum(STATES).optional() })
export type AchievementsQuery = z.input<typeof achievementsQuerySchema>

export const catalogQuerySchema = z.object(paging)
export type CatalogQuery = z.input<typeof catalogQuerySchema>

export const publishSchema = z.strictObject({
  /** What changed and why, for readers of the history. */
  changeNote: text(1000).default(''),
  /** The draft as the publisher saw it; absent: as it is now. */
  revision: z.coerce.number().int().min(1).optional(),
})
export type PublishInput = z.input<typeof publishSchema>
