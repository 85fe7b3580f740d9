import { Agent, request } from 'node:http'
import { setTimeout as sleep } from 'node:timers/promises'

/** Milliseconds of every request, and how many were answered with something else than the page. */
export interface PageTimes {
  readonly milliseconds: readonly number[]
  readonly failed: number
}

/**
 * Asks for a page so many times a second until `until` resolves, each at its own moment whether the former was answered or not: a server
 * that stalls is asked all the same, and its delay counts. A request's time begins when it was due; after ten seconds it is given up, and
 * counts with the time until then.
 */
export async function loadPage(url: string, rate: number, until: Promise<unknown>): Promise<PageTimes> {
  const agent = new Agent({ keepAlive: true, maxSockets: 64 })
  const answers: Promise<{ readonly took: number; readonly good: boolean }>[] = []
  let over = false
  void until.finally(() => {
    over = true
  })
  const begun = performance.now()
  for (let number = 0; !over; number += 1) {
    const due = begun + (number * 1000) / rate
    const wait = due - performance.now()
    if (wait > 0) await sleep(wait)
    answers.push(ask(url, agent, due))
  }
  const all = await Promise.all(answers)
  agent.destroy()
  return { milliseconds: all.map(({ took }) => took), failed: all.filter(({ good }) => !good).length }
}

/** Milliseconds. */
const GIVE_UP = 10_000

function ask(url: string, agent: Agent, due: number): Promise<{ took: number; good: boolean }> {
  return new Promise((resolve) => {
    const end = (good: boolean) => resolve({ took: performance.now() - due, good })
    const asked = request(url, { agent, headers: { accept: 'text/html' } }, (response) => {
      response.resume().once('end', () => end(response.statusCode === 200))
    })
    let givenUp = false
    const giveUp = setTimeout(() => {
      givenUp = true
      end(true)
      asked.destroy()
    }, GIVE_UP)
    asked
      .once('error', () => {
        // A connection that the server closed while it was chosen to be used again is no answer.
        if (asked.reusedSocket && !givenUp) void ask(url, agent, due).then(resolve)
        else end(false)
      })
      .once('close', () => clearTimeout(giveUp))
    asked.end()
  })
}

/** The value that 95 of 100 stay below. */
export function percentile95(values: readonly number[]): number {
  const sorted = values.toSorted((left, right) => left - right)
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * 0.95))] ?? Number.NaN
}
