import { AppError } from '../../../app-error.ts'

/** What a page's script put into a hidden field as JSON. Error `invalid_input`. */
export function parseAnswer(text: unknown): unknown {
  try {
    return JSON.parse(String(text ?? '')) as unknown
  } catch {
    throw new AppError('invalid_input', 'The passkey did not answer.', { text: 'passkey_refused' })
  }
}
