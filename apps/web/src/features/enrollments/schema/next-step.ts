import type { ChecklistRow } from './checklist.ts'

/** What the learner does next; `criterion` is the one that it is about. Keys of `enrollments.json`, `title`. */
export type NextStep =
  | { readonly code: 'hand_in' }
  | {
      readonly code:
        | 'add'
        | 'add_more'
        | 'too_many'
        | 'wrong_kind'
        | 'quarantined'
        | 'prerequisite'
        | 'observations'
        | 'observers'
        | 'not_available'
      readonly criterion: { readonly id: string; readonly title: string }
      readonly count: number
    }

/** The first criterion that is not met says what to do; evidence comes before what must be earned elsewhere. */
export function nextStep(rows: readonly ChecklistRow[]): NextStep {
  const unmet = rows.filter(({ stand }) => stand.state !== 'met')
  const row = unmet.find(({ criterion }) => criterion.kind === 'performance') ?? unmet[0]
  if (row === undefined || row.stand.state === 'met') return { code: 'hand_in' }
  const { criterion, stand } = row
  const [missing] = stand.missing
  const about = { criterion: { id: criterion.id, title: criterion.title }, count: missing?.count ?? 1 }
  switch (missing?.code) {
    case 'prerequisite':
    case 'observations':
    case 'observers':
    case 'not_available':
    case 'too_many':
    case 'wrong_kind':
    case 'quarantined':
      return { code: missing.code, ...about }
    case 'too_few':
    case undefined:
      return { code: stand.state === 'started' ? 'add_more' : 'add', ...about }
  }
}
