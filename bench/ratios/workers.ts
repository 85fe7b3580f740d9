import { once } from 'node:events'
import { Worker } from 'node:worker_threads'
import type { Line } from './measure.ts'

/** What a thread is asked to do, and what it answers. */
export interface WorkerAnswer {
  readonly issued: number
}

/** Milliseconds of the clock that the threads work. */
const DURATION = 4_000
const ROUNDS = 5

/** Credentials a second of the clock with so many threads at work. */
async function rateOf(threads: readonly Worker[]): Promise<number> {
  const answers = threads.map(async (thread) => {
    const answered = once(thread, 'message')
    thread.postMessage({ milliseconds: DURATION })
    const [answer] = (await answered) as [WorkerAnswer]
    return answer
  })
  const started = performance.now()
  const issued = (await Promise.all(answers)).reduce((sum, answer) => sum + answer.issued, 0)
  return (issued / (performance.now() - started)) * 1000
}

/** Two threads beside one, by the clock, in turns. A machine with two free cores gives 2. */
export async function measureWorkers(): Promise<Line> {
  const url = new URL('./issue-thread.mjs', import.meta.url)
  const threads = [new Worker(url), new Worker(url)]
  const [first] = threads
  if (first === undefined) throw new TypeError('there are two threads')
  // Warm: both compile what they run.
  await rateOf(threads)
  const rounds: { readonly one: number; readonly two: number }[] = []
  for (let round = 0; round < ROUNDS; round += 1) {
    rounds.push({ one: await rateOf([first]), two: await rateOf(threads) })
  }
  await Promise.all(threads.map((thread) => thread.terminate()))
  const ratios = rounds.map(({ one, two }) => two / one).sort((left, right) => left - right)
  const best = Math.max(...rounds.map(({ two }) => two))
  return {
    name: 'issue.workers',
    value: Math.round(best),
    unit: 'credentials/s',
    ratio: Math.round((ratios[Math.floor(ROUNDS / 2)] ?? 0) * 1000) / 1000,
    against: 'one worker',
  }
}
