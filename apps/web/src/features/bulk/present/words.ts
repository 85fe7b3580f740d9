import type { Translate } from '../../../i18n/translate.ts'
import type { RowProblem } from '../schema/terms.ts'

// Apart from views.ts, because the browser needs these words and not the schemas.

/** What is wrong with a row and what to do, as a sentence. */
export const problemSentence = (t: Translate, { field, code }: RowProblem): string =>
  String(t(`bulk:problems.${code}`, { field }))
