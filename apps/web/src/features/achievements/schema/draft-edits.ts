import { CRITERION_KINDS, type CriterionKind } from '../schema.ts'
import { type Draft, type DraftCriterion, type DraftRow, draftRowsOf } from './draft.ts'

/**
 * What the buttons of the editor do besides saving, written as `verb:path` in the form's `intent`, so that they work without scripts:
 * `add:criteria:performance`, `up:criteria.1`, `remove:criteria.0.rubric.2`, `add:levels`.
 */
export type Edit =
  | { readonly verb: 'add'; readonly path: readonly string[]; readonly kind: CriterionKind | undefined }
  | { readonly verb: 'remove' | 'up' | 'down'; readonly path: readonly string[] }

const ADDABLE = /^(criteria|levels|alignments|criteria\.\d+\.(resources|practiceTask|rubric))$/
const MOVABLE = /^(criteria|alignments|criteria\.\d{1,4}\.(resources|rubric))\.\d{1,4}$/
const REMOVABLE = /^(levels\.\d+|criteria\.\d+\.practiceTask)$/

/** Reads an intent; undefined when it is none of the edits. */
export function parseEdit(intent: string): Edit | undefined {
  const [verb, path = '', kind] = intent.split(':')
  if (verb === 'add' && ADDABLE.test(path))
    return { verb, path: path.split('.'), kind: CRITERION_KINDS.find((known) => known === kind) }
  const moves = MOVABLE.test(path)
  if ((verb === 'up' || verb === 'down') && moves) return { verb, path: path.split('.') }
  if (verb === 'remove' && (moves || REMOVABLE.test(path))) return { verb, path: path.split('.') }
  return undefined
}

/** The draft after an edit, and the part of the page where it happened. What the path does not name changes nothing. */
export function applyEdit(draft: Draft, edit: Edit): { readonly draft: Draft; readonly anchor: string } {
  const [top, at, list, index] = edit.path
  if (top === 'levels') return { draft: editLevels(draft, edit), anchor: 'levels' }
  if (top === 'alignments')
    return {
      draft: { ...draft, alignments: edited(draft.alignments, edit, at, newAlignment) },
      anchor: 'alignments',
    }
  if (list === undefined) return editCriteria(draft, edit, at)
  const criterion = draft.criteria[Number(at)]
  if (criterion === undefined) return { draft, anchor: 'criteria' }
  const changed = editInside(criterion, edit, list, index, draft.levels.length)
  return {
    draft: { ...draft, criteria: draft.criteria.map((each) => (each === criterion ? changed : each)) },
    anchor: `criterion-${criterion.id}`,
  }
}

function editCriteria(draft: Draft, edit: Edit, at: string | undefined) {
  const id = freshId('criterion', draft.criteria)
  const kind = edit.verb === 'add' ? (edit.kind ?? 'performance') : 'performance'
  const criteria = edited(draft.criteria, edit, at, () => newCriterion(kind, id))
  const anchor =
    edit.verb === 'add' ? id : edit.verb === 'remove' ? undefined : draft.criteria[Number(at)]?.id
  return { draft: { ...draft, criteria }, anchor: anchor === undefined ? 'criteria' : `criterion-${anchor}` }
}

function editInside(
  criterion: DraftCriterion,
  edit: Edit,
  list: string,
  index: string | undefined,
  levels: number,
): DraftCriterion {
  if (list === 'practiceTask') {
    const { practiceTask: _, ...rest } = criterion
    return edit.verb === 'add' ? { ...rest, practiceTask: { title: '', description: '' } } : rest
  }
  if (list === 'resources')
    return {
      ...criterion,
      resources: edited(criterion.resources, edit, index, () => ({ title: '', kind: 'guide' })),
    }
  if (!('rubric' in criterion)) return criterion
  const rubric = edited(criterion.rubric, edit, index, () => newRow(freshId('row', criterion.rubric), levels))
  return { ...criterion, rubric }
}

function edited<T>(items: readonly T[], edit: Edit, at: string | undefined, make: () => T): T[] {
  if (edit.verb === 'add') return [...items, make()]
  const index = Number(at)
  const item = items[index]
  if (item === undefined) return [...items]
  const rest = items.filter((_, place) => place !== index)
  if (edit.verb === 'remove') return rest
  return rest.toSpliced(Math.max(0, edit.verb === 'up' ? index - 1 : index + 1), 0, item)
}

/** Levels come and go with their descriptions in every row. */
function editLevels(draft: Draft, edit: Edit): Draft {
  const at = Number(edit.path[1])
  const change = (texts: readonly string[]): string[] =>
    edit.verb === 'add'
      ? [...texts, '']
      : edit.verb === 'remove'
        ? texts.filter((_, place) => place !== at)
        : [...texts]
  const levels = change(draft.levels)
  const inRow = (row: DraftRow): DraftRow => ({
    ...row,
    descriptions: change(padded(row.descriptions, draft.levels.length)),
    ...(row.required === undefined ? {} : { required: Math.max(1, Math.min(row.required, levels.length)) }),
  })
  return {
    ...draft,
    levels,
    criteria: draft.criteria.map((criterion) =>
      'rubric' in criterion ? { ...criterion, rubric: draftRowsOf(criterion).map(inRow) } : criterion,
    ),
  }
}

const padded = (texts: readonly string[], length: number): string[] =>
  Array.from({ length }, (_, at) => texts[at] ?? '')

/** An id that no other has; those of removed ones may come again, since nothing was judged by them. */
function freshId(base: string, others: readonly { readonly id: string }[]): string {
  let number = others.length + 1
  while (others.some(({ id }) => id === `${base}-${number}`)) number += 1
  return `${base}-${number}`
}

function newCriterion(kind: CriterionKind, id: string): DraftCriterion {
  const base = { id, title: '', description: '', resources: [] }
  switch (kind) {
    case 'prerequisite':
      return { ...base, kind }
    case 'progress':
      return { ...base, kind, activity: '' }
    case 'performance':
      return {
        ...base,
        kind,
        evidence: { instructions: '', kinds: ['text', 'file', 'link'], min: 1, max: 10 },
        rubric: [],
      }
    case 'observation':
      return { ...base, kind, occasions: 1, observers: 1, by: 'observer', rubric: [] }
  }
}

const newRow = (id: string, levels: number): DraftRow => ({
  id,
  title: '',
  weight: 1,
  required: Math.max(1, Math.min(2, levels)),
  descriptions: padded([], levels),
})

const newAlignment = (): Draft['alignments'][number] => ({
  targetName: '',
  targetUrl: '',
  targetType: 'ceasn:Competency',
})
