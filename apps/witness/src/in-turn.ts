import { WitnessError } from './witness-error.ts'

/** Runs work one after the other for each key; work of different keys runs side by side. */
export type InTurn = <T>(key: string, work: () => Promise<T>) => Promise<T>

/** Throws `WitnessError` `queue.full` for more than `most` that wait for one key. */
export function createQueues(most: number): InTurn {
  const lines = new Map<string, { last: Promise<unknown>; length: number }>()
  return async (key, work) => {
    const line = lines.get(key) ?? { last: Promise.resolve(), length: 0 }
    if (line.length >= most) throw new WitnessError('queue.full', 'too many requests for this log wait')
    lines.set(key, line)
    line.length += 1
    const result = line.last.then(work)
    // Whoever comes next waits, whatever the outcome.
    line.last = result.catch(() => undefined)
    try {
      return await result
    } finally {
      line.length -= 1
      if (line.length === 0) lines.delete(key)
    }
  }
}
