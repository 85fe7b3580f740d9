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

/**
 * Where the demo's history is played: the real commands, each at the moment that the story says. Log rows and audit events made
 * meanwhile are marked as simulated.
 */
export interface Stage {
  readonly deps: Deps
  /** Sets the clock; it never goes back. */
  at(moment: Date): void
  /** Moves the clock on by minutes. */
  pass(minutes: number): void
  now(): Date
  inOrg<T>(player: Player, work: (scope: OrgScope) => Promise<T>): Promise<T>
  inPerson<T>(player: Player, work: (scope: PersonScope) => Promise<T>): Promise<T>
  /** Runs what the changes so far put into the queue. */
  settle(): Promise<void>
}

export function createStage(real: Deps, queue: pg.Pool, start: Date, orgId: () => string): Stage {
  let clock = start.getTime()
  const deps: Deps = { ...real, now: () => new Date(clock), simulated: true, webhooks: demoReceiver() }
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
    settle: () => runWaitingJobs(deps, jobHandlers, queue),
  }
}

/** The token in the newest letter to an address: the demo's people open their letters as anybody does. */
export async function tokenMailedTo(deps: Deps, address: string): Promise<string> {
  const text = await inSystem(deps, (scope) => newestLetterTo(scope, address))
  const link = /^https?:\/\/\S+$/m.exec(text ?? '')?.[0] ?? 'about:blank'
  const token = new URL(link).searchParams.get('token')
  if (token === null) throw new Error(`the newest letter to ${address} has no link with a token`)
  return token
}
