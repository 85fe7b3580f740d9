// Closed lists that pages need in the browser, apart from the schemas and the library that parses.

/**
 * A batch is read and shown (`preview`), then issues rows (`running`, `paused`) until all are handled (`done`). Taking it back revokes what
 * it issued. A `discarded` preview issued nothing.
 */
export const BATCH_STATES = [
  'preview',
  'running',
  'paused',
  'done',
  'revoking',
  'revoked',
  'discarded',
] as const
export type BatchState = (typeof BATCH_STATES)[number]

/**
 * `ready`: will be issued. `wrong`: something in the row has to be mended. `repeated`: an earlier row of the file has the same person.
 * `held`: the person holds this version in force. `unchanged`: the row's key was issued before. `issued`; `failed`: was good in the
 * preview and could not be issued. `left_out`: the batch was taken back first. `revoked`; `kept`: taken back
 * by somebody whose own credential this is, which nobody may revoke themselves.
 */
export const ROW_STATES = [
  'ready',
  'wrong',
  'repeated',
  'held',
  'unchanged',
  'issued',
  'failed',
  'left_out',
  'revoked',
  'kept',
] as const
export type RowState = (typeof ROW_STATES)[number]

/** What can be wrong with a row; each has a sentence that says what to do (`bulk:problems`). */
export const ROW_PROBLEMS = [
  'address_missing',
  'address_wrong',
  'name_missing',
  'name_long',
  'date_wrong',
  'date_future',
  'date_before',
  'date_expired',
  'reason_short',
  'reason_long',
  'level_unknown',
  'language_unknown',
  'key_wrong',
  'too_many_cells',
  'strange_characters',
  'not_json',
  'not_object',
  'not_text',
  'own',
  'key_used',
  'erased',
  'version_retired',
] as const
export type RowProblemCode = (typeof ROW_PROBLEMS)[number]

/** What is wrong in one field of a row. */
export interface RowProblem {
  /** The column as the file calls it; of an API row the member's name. Empty: the whole row. */
  readonly field: string
  readonly code: RowProblemCode
}

/** Hours for which a batch that is done can be taken back as a whole. */
export const UNDO_HOURS = 24

/** The rows of a batch that one job after the other issues: of `of` parts of the file, one behind the other, the one of this `number`, from 0. */
export interface Stripe {
  readonly number: number
  readonly of: number
}
