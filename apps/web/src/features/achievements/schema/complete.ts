import { AppError, type FieldProblem } from '../../../app-error.ts'
import { parseInput } from '../../../http/input.ts'
import type { Language } from '../../../i18n/languages.ts'
import { translateIn } from '../../../i18n/server.ts'
import { type Definition, definitionSchema } from '../schema.ts'
import type { Draft } from './draft.ts'

/**
 * A draft as a whole definition. Error: `invalid_input` with all that is missing or does not fit together. A draft was checked for size
 * and kind when it was saved, so what is too small or of no kind here is what nobody has written yet; it is told so.
 */
export function completeDefinition(draft: Draft, language: Language): Definition {
  try {
    return parseInput(definitionSchema, draft, language)
  } catch (error) {
    if (!(error instanceof AppError) || error.fields.length === 0) throw error
    const t = translateIn(language)
    const told = (field: FieldProblem): FieldProblem =>
      field.code === 'too_small' || field.code === 'invalid_type'
        ? { ...field, code: 'missing', message: t('errors:missing') }
        : field
    throw new AppError(error.code, error.message, { fields: error.fields.map(told) })
  }
}
