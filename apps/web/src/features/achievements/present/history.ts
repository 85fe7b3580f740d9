import type { Draft, DraftCriterion, DraftRow } from '../schema/draft.ts'
import { draftRowsOf } from '../schema/draft.ts'

/** One difference between two versions. `field` is a key of the texts under `fields`. */
export interface Change {
  readonly kind: 'added' | 'removed' | 'changed'
  readonly field: string
  /** The criterion, row or level that the field belongs to, by its title. */
  readonly of: string | undefined
  readonly before: string | undefined
  readonly after: string | undefined
}

/** A fact of a definition under a key that stays the same while its value changes. */
interface Entry {
  readonly key: string
  readonly field: string
  readonly of?: string | undefined
  readonly value: string
  /** Key of the thing that it belongs to: when that comes or goes, this is not told apart. */
  readonly within?: string
}

/** What changed from one definition to the next, field by field, in the order of the editor. */
export function changesBetween(before: Draft, after: Draft): readonly Change[] {
  const old = new Map(entriesOf(before).map((entry) => [entry.key, entry]))
  const current = new Map(entriesOf(after).map((entry) => [entry.key, entry]))
  const keys = [...new Set([...current.keys(), ...old.keys()])]
  const differences = keys.flatMap((key): Change[] => {
    const [was, is] = [old.get(key), current.get(key)]
    const { field, of, within } = (is ?? was) as Entry
    if (was?.value === is?.value) return []
    if (within !== undefined && old.has(within) !== current.has(within)) return []
    const kind =
      was === undefined || was.value === ''
        ? 'added'
        : is === undefined || is.value === ''
          ? 'removed'
          : 'changed'
    return [{ kind, field, of, before: was?.value || undefined, after: is?.value || undefined }]
  })
  return [...differences, ...orderChange(before, after)]
}

/** Criteria that both versions have, in another order. */
function orderChange(before: Draft, after: Draft): readonly Change[] {
  const shared = (one: Draft, other: Draft) =>
    one.criteria.filter(({ id }) => other.criteria.some((criterion) => criterion.id === id))
  const [was, is] = [shared(before, after), shared(after, before)]
  if (was.every(({ id }, at) => is[at]?.id === id)) return []
  const titles = (criteria: readonly DraftCriterion[]) => criteria.map(({ title }) => title).join(', ')
  return [{ kind: 'changed', field: 'order', of: undefined, before: titles(was), after: titles(is) }]
}

const SIMPLE = [
  'name',
  'proves',
  'description',
  'audience',
  'proofType',
  'achievementType',
  'language',
  'effortHours',
  'turnaroundDays',
  'validityMonths',
  'qualityAssurance',
] as const satisfies readonly (keyof Draft)[]

function entriesOf(definition: Draft): readonly Entry[] {
  const { art, levels, criteria, alignments, tags } = definition
  return [
    ...SIMPLE.map((field) => ({ key: field, field, value: String(definition[field] ?? '') })),
    { key: 'art', field: 'art', value: `${art.category}, ${art.icon}, ${art.level}/${art.levels}` },
    { key: 'levels', field: 'levels', value: levels.join(', ') },
    ...criteria.flatMap((criterion) => criterionEntries(criterion, levels)),
    ...alignments.map((alignment) => ({
      key: `alignment ${alignment.targetUrl}`,
      field: 'alignment',
      value: alignment.targetName,
    })),
    { key: 'tags', field: 'tags', value: tags.join(', ') },
  ]
}

function criterionEntries(criterion: DraftCriterion, levels: readonly string[]): readonly Entry[] {
  const within = `criterion ${criterion.id}`
  const of = criterion.title
  const { practiceTask: task } = criterion
  const parts: Entry[] = [
    { key: `${within} description`, field: 'criterionDescription', value: criterion.description },
    ...kindEntries(criterion).map(([field, value]) => ({ key: `${within} ${field}`, field, value })),
    ...criterion.resources.map((resource) => ({
      key: `${within} resource ${resource.title}`,
      field: 'resource',
      value: [resource.title, resource.url, resource.hours, resource.cost]
        .filter((part) => part !== undefined)
        .join(', '),
    })),
    {
      key: `${within} task`,
      field: 'practiceTask',
      value:
        task === undefined
          ? ''
          : [task.title, task.description, task.hours].filter((part) => part).join(', '),
    },
    ...draftRowsOf(criterion).flatMap((row) => rowEntries(row, within, levels)),
  ]
  return [
    { key: within, field: 'criterion', value: criterion.title },
    ...parts.map((part) => ({ of, within, ...part })),
  ]
}

function kindEntries(criterion: DraftCriterion): readonly (readonly [field: string, value: string])[] {
  switch (criterion.kind) {
    case 'prerequisite':
      return [['prerequisite', criterion.achievementId ?? '']]
    case 'progress':
      return [['activity', criterion.activity]]
    case 'performance': {
      const { instructions, kinds, min = 1, max = 10 } = criterion.evidence
      return [
        ['evidenceInstructions', instructions],
        ['evidenceKinds', kinds.join(', ')],
        ['evidenceCount', `${min}–${max}`],
      ]
    }
    case 'observation':
      return [
        ['occasions', String(criterion.occasions ?? 1)],
        ['observers', String(criterion.observers ?? 1)],
        ['observedBy', criterion.by],
      ]
  }
}

function rowEntries(row: DraftRow, criterion: string, levels: readonly string[]): readonly Entry[] {
  const within = `${criterion} row ${row.id}`
  const parts: Entry[] = [
    { key: `${within} required`, field: 'rowRequired', value: String(row.required ?? '') },
    { key: `${within} weight`, field: 'rowWeight', value: String(row.weight ?? 1) },
    ...row.descriptions.map((text, at) => ({
      key: `${within} level ${at}`,
      field: 'rowDescription',
      of: `${row.title}, ${levels[at] ?? at + 1}`,
      value: text,
    })),
  ]
  return [
    { key: within, field: 'row', value: row.title, within: criterion },
    ...parts.map((part) => ({ of: row.title, within, ...part })),
  ]
}
