import type pg from 'pg'
import {
  type Actor,
  inOrg,
  inPerson,
  inSystem,
  type OrgScope,
  type PersonScope,
  type Role,
} from '../db/scopes.ts'
import type { Deps } from '../deps.ts'
import { newestLetterTo } from '../features/mail/queries.ts'
import { jobHandlers } from '../jobs/handlers.ts'
import { runWaitingJobs } from '../jobs/run-waiting.ts'
import { demoReceiver } from './integrations.ts'

/** A person who acts in the demo's history. */
export interface Player {
  readonly id: string
  readonly name: string
  readonly roles: readonly Role[]
}

/** What somebody does on the stage, under a clock. */
export interface Aside {
  readonly deps: Deps
  /** Sets the clock; it never goes back. */
  at(moment: Date): void
  /** Moves the clock on by minutes. */
  pass(minutes: number): void
  now(): Date
  inOrg<T>(player: Player, work: (scope: OrgScope) => Promise<T>): Promise<T>
  inPerson<T>(player: Player, work: (scope: PersonScope) => Promise<T>): Promise<T>
}

/**
 * Where the demo's history is played: the real commands, each at the moment that the story says. Log rows and audit events made
 * meanwhile are marked as simulated.
 */
export interface Stage extends Aside {
  /**
   * Many do the same on one day: each under a clock of their own, which begins some minutes after the one before. The stage's clock
   * then shows the latest. They really act at the same time, so that a day of many costs little more than a day of one.
   */
  together<One>(
    all: readonly One[],
    minutes: number,
    act: (one: One, aside: Aside) => Promise<void>,
  ): Promise<void>
  /** Runs what the changes so far put into the queue. */
  settle(): Promise<void>
}

/** Acts, and jobs, that run at the same time: what keeps both cores of a small machine at work. */
const AT_ONCE = 6
const JOBS_AT_ONCE = 3

export function createStage(real: Deps, queue: pg.Pool, start: Date, orgId: () => string): Stage {
  const shared = { ...real, simulated: true, webhooks: demoReceiver() }
  const main = createAside(shared, start, orgId)
  return {
    ...main,
    together: async (all, minutes, act) => {
      const begin = main.now().getTime()
      const asides = all.map((one, at) => {
        const aside = createAside(shared, new Date(begin + at * minutes * 60_000), orgId)
        return { aside, run: () => act(one, aside) }
      })
      await inTurns(asides.map(({ run }) => run))
      main.at(new Date(Math.max(begin, ...asides.map(({ aside }) => aside.now().getTime()))))
    },
    settle: () => runWaitingJobs(main.deps, jobHandlers, queue, JOBS_AT_ONCE),
  }
}

function createAside(shared: Deps, start: Date, orgId: () => string): Aside {
  let clock = start.getTime()
  const deps: Deps = { ...shared, now: () => new Date(clock) }
  const actor = (player: Player): Exclude<Actor, { kind: 'system' }> => ({
    kind: 'person',
    personId: player.id,
  })
  return {
    deps,
    at: (moment) => {
      if (moment.getTime() < clock)
        throw new TypeError(
          `the story goes back from ${new Date(clock).toISOString()} to ${moment.toISOString()}`,
        )
      clock = moment.getTime()
    },
    pass: (minutes) => {
      clock += minutes * 60_000
    },
    now: () => new Date(clock),
    inOrg: (player, work) =>
      inOrg(deps, { orgId: orgId(), personId: player.id, roles: player.roles, actor: actor(player) }, work),
    inPerson: (player, work) => inPerson(deps, actor(player), work),
  }
}

/** Runs all, {@link AT_ONCE} at a time, begun in their order. */
async function inTurns(works: readonly (() => Promise<void>)[]): Promise<void> {
  let next = 0
  const line = async () => {
    while (next < works.length) await works[next++]?.()
  }
  await Promise.all(Array.from({ length: AT_ONCE }, line))
}

/** The link in the newest letter to an address: the demo's people open their letters as anybody does. */
export async function letterLinkTo(deps: Deps, address: string): Promise<string> {
  const text = await inSystem(deps, (scope) => newestLetterTo(scope, address))
  const link = /^https?:\/\/\S+$/m.exec(text ?? '')?.[0]
  if (link === undefined) throw new Error(`the newest letter to ${address} has no link`)
  return link
}

/** The token in the link of the newest letter to an address. */
export async function tokenMailedTo(deps: Deps, address: string): Promise<string> {
  const token = new URL(await letterLinkTo(deps, address)).searchParams.get('token')
  if (token === null) throw new Error(`the newest letter to ${address} has no link with a token`)
  return token
}
