import { AppError } from '../../../app-error.ts'
import { parseInput } from '../../../http/input.ts'
import type { Language } from '../../../i18n/languages.ts'
import { peopleSchema } from '../schema.ts'

/** What the forms on the page of something with members do. */
export interface FormWork {
  readonly change: () => Promise<void>
  readonly add: (personIds: readonly string[]) => Promise<void>
  readonly takeOut: (personIds: readonly string[]) => Promise<void>
  readonly remove: () => Promise<void>
}

/** Does what one of the forms asks for, told by its `intent`. Errors: `malformed` for one that is not known; `invalid_input`. */
export function postThing(
  { intent, personIds }: Record<string, unknown>,
  language: Language,
  work: FormWork,
): Promise<void> {
  const chosen = () => parseInput(peopleSchema, { personIds }, language).personIds
  switch (intent) {
    case 'change':
      return work.change()
    case 'add':
      return work.add(chosen())
    case 'take-out':
      return work.takeOut(chosen())
    case 'remove':
      return work.remove()
    default:
      throw new AppError('malformed', 'The form asks for nothing that is known.')
  }
}
