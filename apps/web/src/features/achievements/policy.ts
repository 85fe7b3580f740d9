import type { FieldProblem } from '../../app-error.ts'
import type { OrgScope } from '../../db/scopes.ts'
import { may } from '../../policy.ts'
import { type Definition, RUNNING_KINDS, rowsOf } from './schema.ts'

/** Definitions, their drafts and what is happening on them. */
export const maySeeAchievements = (scope: OrgScope): boolean =>
  may(scope, 'achievements:read', 'program_manager', 'administrator')
/** Write, publish and retire. */
export const mayDefine = (scope: OrgScope): boolean =>
  may(scope, 'achievements:write', 'program_manager', 'administrator')
/** What is published: every member. */
export const maySeeCatalog = (scope: OrgScope): boolean => may(scope, 'achievements:read')

/** A problem of publishing, in a form that `http/input.ts` can put into words. */
export interface RuleProblem {
  readonly path: readonly (string | number)[]
  readonly code: 'kind_not_running' | 'prerequisite_self' | 'prerequisite_unpublished' | 'prerequisite_cycle'
}

/**
 * What stands in the way of publishing a definition that is complete: kinds of criteria that cannot be judged yet, and prerequisites that
 * nobody can meet. `graph` has for each published achievement of the organization those that it asks for.
 */
export function publishingProblems(
  definition: Definition,
  achievementId: string,
  graph: ReadonlyMap<string, readonly string[]>,
): readonly RuleProblem[] {
  return definition.criteria.flatMap((criterion, index): RuleProblem[] => {
    if (!RUNNING_KINDS.includes(criterion.kind))
      return [{ path: ['criteria', index, 'kind'], code: 'kind_not_running' }]
    if (criterion.kind !== 'prerequisite') return []
    const path = ['criteria', index, 'achievementId']
    if (criterion.achievementId === achievementId) return [{ path, code: 'prerequisite_self' }]
    if (!graph.has(criterion.achievementId)) return [{ path, code: 'prerequisite_unpublished' }]
    return leadsTo(graph, criterion.achievementId, achievementId)
      ? [{ path, code: 'prerequisite_cycle' }]
      : []
  })
}

/** Whether `from` asks for `to`, directly or through others. */
function leadsTo(graph: ReadonlyMap<string, readonly string[]>, from: string, to: string): boolean {
  const seen = new Set<string>()
  const open = [from]
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    if (next === to) return true
    if (seen.has(next)) continue
    seen.add(next)
    open.push(...(graph.get(next) ?? []))
  }
  return false
}

/** A question to the author, which does not stop publishing. */
export interface FocusWarning {
  readonly code: 'too_many_skills' | 'too_many_criteria' | 'too_many_rows' | 'nothing_judged' | 'no_effort'
  readonly count: number
  readonly effortHours: number
}

/**
 * Hours below which one more is too thin to be shown and judged: a skill takes about two hours to practise and show, a criterion one,
 * and a row of a rubric a quarter. The floor is what even a short definition may have.
 */
const FOCUS = {
  too_many_skills: { hoursEach: 2, floor: 3, ceiling: 8 },
  too_many_criteria: { hoursEach: 1, floor: 3, ceiling: 8 },
  too_many_rows: { hoursEach: 0.25, floor: 6, ceiling: 24 },
} as const

/** Questions about the focus of a definition: too much for its effort, or a proof that nobody judges. */
export function focusWarnings(definition: Definition): readonly FocusWarning[] {
  const { effortHours, criteria, alignments, proofType } = definition
  const counts = {
    too_many_skills: alignments.length,
    too_many_criteria: criteria.length,
    too_many_rows: criteria.reduce((sum, criterion) => sum + rowsOf(criterion).length, 0),
  }
  const warnings: FocusWarning[] = (Object.keys(FOCUS) as (keyof typeof FOCUS)[]).flatMap((code) => {
    const { hoursEach, floor, ceiling } = FOCUS[code]
    const room = Math.min(ceiling, Math.max(floor, Math.floor(effortHours / hoursEach)))
    return counts[code] > room ? [{ code, count: counts[code], effortHours }] : []
  })
  if (effortHours === 0) warnings.push({ code: 'no_effort', count: 0, effortHours })
  if (proofType === 'demonstration' && counts.too_many_rows === 0)
    warnings.push({ code: 'nothing_judged', count: 0, effortHours })
  return warnings
}

/** A problem as forms and the API show it; `words` gives the sentence of a code. */
export const problemField = ({ path, code }: RuleProblem, words: (code: string) => string): FieldProblem => ({
  path: path.join('.'),
  code,
  message: words(code),
})
