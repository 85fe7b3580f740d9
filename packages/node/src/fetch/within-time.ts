import { errors } from 'undici'
import { type FetchProblem, FetchStop, unreachable } from './fetch-result.ts'

/** Does something that can be aborted within a time, and answers what stopped it as a value; never rejects. */
export async function withinTime<T>(
  milliseconds: number,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T | FetchProblem> {
  const deadline = new AbortController()
  const timer = setTimeout(() => deadline.abort(), milliseconds)
  try {
    return await work(deadline.signal)
  } catch (error) {
    return explain(error, deadline.signal, milliseconds)
  } finally {
    clearTimeout(timer)
    deadline.abort()
  }
}

/** For work that cannot be aborted, as name resolution: its answer is then left alone. */
export function beforeDeadline<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    signal.addEventListener('abort', () => reject(unreachable('fetch.timeout', '')), { once: true })
    work.then(resolve, reject)
  })
}

function explain(error: unknown, signal: AbortSignal, milliseconds: number): FetchProblem {
  if (signal.aborted) {
    const message = `No whole answer came within ${milliseconds / 1000} seconds.`
    return { outcome: 'unreachable', code: 'fetch.timeout', message }
  }
  if (error instanceof FetchStop) return error.problem
  if (error instanceof errors.HeadersOverflowError) {
    return { outcome: 'unreachable', code: 'fetch.headers', message: 'The answer has too many headers.' }
  }
  const code = (error as { code?: unknown }).code
  const reason = typeof code === 'string' ? ` (${code})` : ''
  if (error instanceof errors.HTTPParserError || (typeof code === 'string' && /^(Z_|UND_ERR_)/.test(code))) {
    return { outcome: 'unreachable', code: 'fetch.broken', message: `The answer is not whole${reason}.` }
  }
  return { outcome: 'unreachable', code: 'fetch.connect', message: `No connection could be made${reason}.` }
}
