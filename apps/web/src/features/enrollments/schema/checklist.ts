import type { Criterion, Definition } from '../../achievements/schema.ts'
import type { Artifact } from '../schema.ts'
import { NOT_OBSERVED, type ObservationCriterion, type Observed, stillToSee } from './observation.ts'

/** Where one criterion stands. `unavailable` kinds cannot be met in this version of Assay. */
export type CriterionStand =
  | { readonly state: 'met' }
  | { readonly state: 'started'; readonly missing: readonly Missing[] }
  | { readonly state: 'open'; readonly missing: readonly Missing[] }

/** What is still missing for handing in; `code` is a key of `enrollments.json`, `missing`. */
export interface Missing {
  readonly code:
    | 'prerequisite'
    | 'too_few'
    | 'too_many'
    | 'wrong_kind'
    | 'quarantined'
    | 'observations'
    | 'observers'
    | 'not_available'
  readonly count?: number
}

export interface ChecklistRow {
  readonly criterion: Criterion
  readonly stand: CriterionStand
}

type Piece = Pick<Artifact, 'criterionId' | 'kind'> & Partial<Pick<Artifact, 'scan'>>

/** The criteria of a definition as a checklist: what is met, what is started, what is missing. */
export function checklist(
  definition: Pick<Definition, 'criteria'>,
  evidence: readonly Piece[],
  held: ReadonlySet<string>,
  observed: readonly Observed[],
): ChecklistRow[] {
  return definition.criteria.map((criterion) => ({
    criterion,
    stand:
      criterion.kind === 'observation'
        ? observedStand(
            criterion,
            observed.find(({ criterionId }) => criterionId === criterion.id),
          )
        : standOf(criterion, evidence, held),
  }))
}

/** Whether everything that handing in needs is there. */
export const isReady = (rows: readonly ChecklistRow[]): boolean =>
  rows.every(({ stand }) => stand.state === 'met')

function observedStand(
  criterion: ObservationCriterion,
  seen: Omit<Observed, 'criterionId'> = NOT_OBSERVED,
): CriterionStand {
  const { occasions, observers } = stillToSee(criterion, seen)
  if (occasions === 0) return { state: 'met' }
  const missing: Missing[] = [
    { code: 'observations', count: occasions },
    // Who observed so far is not enough, however often they come.
    ...(observers > 0 && seen.observers > 0 ? [{ code: 'observers' as const, count: observers }] : []),
  ]
  return { state: seen.recorded > 0 ? 'started' : 'open', missing }
}

function standOf(
  criterion: Exclude<Criterion, ObservationCriterion>,
  evidence: readonly Piece[],
  held: ReadonlySet<string>,
): CriterionStand {
  switch (criterion.kind) {
    case 'prerequisite':
      return held.has(criterion.achievementId)
        ? { state: 'met' }
        : { state: 'open', missing: [{ code: 'prerequisite' }] }
    case 'performance': {
      const own = evidence.filter(({ criterionId }) => criterionId === criterion.id)
      const missing = missingOf(criterion.evidence, own)
      if (missing.length === 0) return { state: 'met' }
      return { state: own.length > 0 ? 'started' : 'open', missing }
    }
    case 'progress':
      return { state: 'open', missing: [{ code: 'not_available' }] }
  }
}

interface EvidenceAsked {
  readonly min: number
  readonly max: number
  readonly kinds: readonly string[]
}

function missingOf({ min, max, kinds }: EvidenceAsked, own: readonly Piece[]): Missing[] {
  return [
    ...(own.length < min ? [{ code: 'too_few' as const, count: min - own.length }] : []),
    ...(own.length > max ? [{ code: 'too_many' as const, count: own.length - max }] : []),
    ...(own.some(({ kind }) => !kinds.includes(kind)) ? [{ code: 'wrong_kind' as const }] : []),
    ...(own.some(({ scan }) => scan === 'quarantined') ? [{ code: 'quarantined' as const }] : []),
  ]
}
