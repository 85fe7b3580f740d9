import { type Draft, draftRowsOf, draftSchema } from './draft.ts'
import type { Part } from './draft-parts.ts'

/** What a part's form posts in full; what it lacks there was cleared. Criteria and rubric share a list and are merged by hand. */
const OWN: Readonly<Record<Exclude<Part, 'criteria' | 'rubric'>, readonly (keyof Draft)[]>> = {
  basics: [
    ...(['name', 'proves', 'description', 'audience', 'proofType', 'achievementType'] as const),
    ...(['language', 'effortHours', 'turnaroundDays', 'validityMonths'] as const),
  ],
  art: ['art'],
  more: ['alignments', 'tags', 'qualityAssurance'],
}

/** A posted form as a tree; the values are what was typed. */
export interface FormTree {
  readonly [name: string]: FormTree | FormTree[] | string | string[]
}

/**
 * The fields of a form as a tree: `a.b` nests, `a.0.b` is a list, a name ending in `[]` is a list of what was chosen. Unlike `formValue`
 * empty fields in lists of texts keep their place, because the third description must not become the second.
 */
export function formTree(form: FormData): FormTree {
  const root: Record<string, unknown> = {}
  for (const name of new Set(form.keys())) {
    const values = form.getAll(name).filter((value) => typeof value === 'string')
    const path = name.replace(/\[\]$/, '').split('.')
    if (path.length > 8 || path.some((step) => step === '__proto__' || step === '')) continue
    plant(root, path, name.endsWith('[]') ? values.filter((value) => value !== '') : values[0])
  }
  return listsOf(root) as FormTree
}

function plant(
  target: Record<string, unknown>,
  [head = '', ...rest]: readonly string[],
  value: unknown,
): void {
  if (rest.length === 0) {
    target[head] = value
    return
  }
  const next = Object.hasOwn(target, head) ? target[head] : undefined
  const child = typeof next === 'object' && next !== null ? (next as Record<string, unknown>) : {}
  target[head] = child
  plant(child, rest, value)
}

/** Objects with numbers for keys become lists; empty fields outside of lists are left out. */
function listsOf(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value
  const entries = Object.entries(value)
  if (entries.length > 0 && entries.every(([key]) => /^\d{1,3}$/.test(key)))
    return entries.sort(([a], [b]) => Number(a) - Number(b)).map(([, child]) => listsOf(child))
  return Object.fromEntries(
    entries
      .filter(([, child]) => child !== '' && child !== undefined)
      .map(([key, child]) => [key, listsOf(child)]),
  )
}

type Loose = Record<string, unknown>
const listIn = (tree: Loose, name: string): Loose[] =>
  Array.isArray(tree[name])
    ? (tree[name] as unknown[]).filter((item): item is Loose => typeof item === 'object' && item !== null)
    : []

/** The draft with one part replaced by what its form holds; not checked yet. */
export function mergePart(draft: Draft, part: Part, tree: FormTree): Loose {
  switch (part) {
    case 'criteria':
      return {
        ...draft,
        criteria: listIn(tree, 'criteria').map((criterion) => withStoredRubric(criterion, draft)),
      }
    case 'rubric':
      return { ...draft, levels: tree.levels ?? [], criteria: withRubrics(draft, listIn(tree, 'criteria')) }
    case 'more':
      return { ...without(draft, OWN.more), ...pick(tree, OWN.more), tags: tagsOf(tree.tags) }
    case 'basics':
    case 'art':
      return { ...without(draft, OWN[part]), ...pick(tree, OWN[part]) }
  }
}

function withStoredRubric(criterion: Loose, draft: Draft): Loose {
  if (criterion.kind !== 'performance' && criterion.kind !== 'observation') return criterion
  const stored = draft.criteria.find(({ id }) => id === criterion.id)
  return { ...criterion, rubric: stored === undefined ? [] : draftRowsOf(stored) }
}

function withRubrics(draft: Draft, posted: readonly Loose[]): unknown[] {
  return draft.criteria.map((criterion) => {
    const own = posted.find(({ id }) => id === criterion.id)
    return own === undefined || !('rubric' in criterion)
      ? criterion
      : { ...criterion, rubric: own.rubric ?? [] }
  })
}

const tagsOf = (typed: unknown): string[] =>
  typeof typed === 'string'
    ? [...new Set(typed.split(',').map((tag) => tag.trim()))].filter((tag) => tag !== '')
    : []

const without = (draft: Draft, names: readonly string[]): Loose =>
  Object.fromEntries(Object.entries(draft).filter(([name]) => !names.includes(name)))
const pick = (tree: Loose, names: readonly string[]): Loose =>
  Object.fromEntries(Object.entries(tree).filter(([name]) => names.includes(name)))

/** As much of a merged draft as has the right shape, for showing a rejected form again with all its rows; else the stored one. */
export function shownDraft(merged: Loose, stored: Draft): Draft {
  const copy = structuredClone(merged)
  const first = draftSchema.safeParse(copy)
  if (first.success) return first.data
  for (const { path } of first.error.issues) drop(copy, path.map(String))
  const second = draftSchema.safeParse(copy)
  return second.success ? second.data : stored
}

function drop(target: unknown, path: readonly string[]): void {
  const [head, ...rest] = path
  if (typeof target !== 'object' || target === null || head === undefined) return
  const holder = target as Loose
  if (rest.length === 0) {
    if (Array.isArray(target)) target[Number(head)] = ''
    else delete holder[head]
  } else drop(holder[head], rest)
}
