import fc from 'fast-check'
import { GLYPH_NAMES } from '../../../ui/badge-art/index.ts'
import {
  ACHIEVEMENT_TYPES,
  CATEGORIES,
  type Definition,
  type DefinitionInput,
  definitionSchema,
  EVIDENCE_KINDS,
  OBSERVED_BY,
  PROOF_TYPES,
} from '../schema.ts'

/** Texts as they are stored: trimmed, of any script, within a size. */
const text = (min: number, max: number) =>
  fc.string({ unit: 'grapheme', minLength: min, maxLength: 12 }).map((value) => {
    const trimmed = value.trim().slice(0, max)
    return trimmed === '' && min > 0 ? 'x' : trimmed
  })
const whole = (min: number, max: number) => fc.integer({ min, max })
const id = (at: number, base: string) => `${base}-${at}`
const url = fc.webUrl().filter((address) => address.length <= 500)

const optional = <T extends object>(
  required: T,
  extra: { [K in keyof T]?: never } & Record<string, fc.Arbitrary<unknown>>,
) => fc.record({ ...extra }, { requiredKeys: [] }).map((chosen) => ({ ...required, ...chosen }))

const resource = fc
  .tuple(text(1, 200), fc.constantFrom('course', 'guide', 'coach', 'task'))
  .chain(([title, kind]) =>
    optional({ title, kind }, { url, hours: whole(0, 1000), cost: whole(0, 1_000_000) }),
  )

const row = (levels: number) =>
  fc.record({
    title: text(1, 200),
    weight: whole(1, 100),
    required: whole(1, levels),
    descriptions: fc.array(text(1, 600), { minLength: levels, maxLength: levels }),
  })

const rubric = (levels: number) =>
  fc
    .array(row(levels), { minLength: 1, maxLength: 3 })
    .map((rows) => rows.map((each, at) => ({ id: id(at, 'row'), ...each })))

const criterion = (levels: number) => {
  const base = {
    title: text(1, 200),
    description: text(0, 400),
    resources: fc.array(resource, { maxLength: 2 }),
  }
  const evidence = fc
    .tuple(
      text(1, 400),
      fc.uniqueArray(fc.constantFrom(...EVIDENCE_KINDS), { minLength: 1 }),
      whole(1, 10),
      whole(0, 10),
    )
    .map(([instructions, kinds, min, more]) => ({ instructions, kinds, min, max: min + more }))
  return fc.oneof(
    fc.record({ ...base, kind: fc.constant('prerequisite'), achievementId: fc.uuid() }),
    fc.record({ ...base, kind: fc.constant('progress'), activity: text(1, 400) }),
    fc.record({ ...base, kind: fc.constant('performance'), evidence, rubric: rubric(levels) }),
    fc
      .tuple(
        fc.record({ ...base, kind: fc.constant('observation'), rubric: rubric(levels) }),
        whole(1, 50),
        whole(1, 50),
        fc.constantFrom(...OBSERVED_BY),
      )
      .map(([criterion, one, other, by]) => ({
        ...criterion,
        occasions: Math.max(one, other),
        observers: Math.min(one, other),
        by,
      })),
  )
}

/** Any definition that is complete. */
export const anyDefinition: fc.Arbitrary<Definition> = whole(2, 4).chain((levels) =>
  fc
    .record({
      name: text(1, 200),
      proves: text(1, 400),
      description: text(0, 400),
      audience: text(0, 400),
      proofType: fc.constantFrom(...PROOF_TYPES),
      achievementType: fc.constantFrom(...ACHIEVEMENT_TYPES),
      language: fc.constantFrom('en' as const, 'es' as const),
      art: whole(1, 6).chain((top) =>
        fc.record({
          category: fc.constantFrom(...CATEGORIES),
          icon: fc.constantFrom(...GLYPH_NAMES),
          level: whole(1, top),
          levels: fc.constant(top),
        }),
      ),
      levels: fc.array(text(1, 60), { minLength: levels, maxLength: levels }),
      criteria: fc
        .array(criterion(levels), { minLength: 1, maxLength: 4 })
        .map((all) => all.map((each, at) => ({ id: id(at, 'criterion'), ...each }))),
      effortHours: whole(0, 1000),
      turnaroundDays: whole(1, 90),
      alignments: fc.array(fc.record({ targetName: text(1, 300), targetUrl: url }), { maxLength: 3 }),
      qualityAssurance: text(0, 400),
      tags: fc.array(text(1, 60), { maxLength: 3 }),
    })
    .map((value) => definitionSchema.parse(value as DefinitionInput)),
)
