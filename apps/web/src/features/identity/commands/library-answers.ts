import { isAPIError } from 'better-auth/api'
import { AppError } from '../../../app-error.ts'

/** Runs what uses a mailed link; whatever the library refuses is a link that does not work. */
export async function orLinkSpent<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    if (isAPIError(error)) throw linkSpent()
    throw error
  }
}

/** The error of a mailed link that was used, is too old, or never was one. */
export const linkSpent = () =>
  new AppError('gone', 'This link was used already or is too old; ask for a new one.', { text: 'link_spent' })

/** The cookies that an answer of the sign-in library sets. */
export function cookiesOf(answer: Headers): Headers {
  return new Headers(answer.getSetCookie().map((cookie) => ['set-cookie', cookie] as [string, string]))
}
