import type { ActorName } from './actors.ts'
import { ACTORS, MEMBERS, OUTSIDERS } from './actors.ts'
import type { Records } from './records.ts'
import type { RouteKey } from './routes.ts'

/** How a route is called: every parameter of its address, and what it takes. */
export interface Call {
  readonly params?: Readonly<Record<string, string>>
  readonly query?: Readonly<Record<string, string>>
  readonly json?: unknown
  /** Fields of a form; a list for a field that stands in it several times. */
  readonly form?: Readonly<Record<string, string | readonly string[] | Blob>>
  /** Lines of JSON, for a route that takes a file of them. */
  readonly lines?: string
  readonly accept?: string
}

/** Who may use a route, and a call of it that is valid in every other respect. */
export interface Expectation {
  readonly key: string
  readonly may: readonly ActorName[]
  /** The call with an organization's records; those of the other organization make it an attack. */
  call(records: Records): Call
  /** Statuses besides 401, 403 and 404 that refuse without a hint, with the reason beside the expectation. */
  readonly refusals: readonly number[]
  /** Statuses of 400 and above that an allowed call may have, with the reason beside the expectation. */
  readonly answers: readonly number[]
  /** Shows to whoever may read it what is private elsewhere, with the reason beside the expectation. */
  readonly tells: boolean
  /** Whoever has the secret that the call carries may use it, wherever they belong. */
  readonly bearer: boolean
}

interface Options {
  readonly refusals?: readonly number[]
  readonly answers?: readonly number[]
  readonly tells?: boolean
  readonly bearer?: boolean
}

/** One line of the matrix. */
export function route(
  key: string,
  may: readonly ActorName[],
  call: (records: Records) => Call = () => ({}),
  { refusals = [], answers = [], tells = false, bearer = false }: Options = {},
): Expectation {
  return { key, may, call, refusals, answers, tells, bearer }
}

/** Everybody, signed in or not. */
export const anyone: readonly ActorName[] = ACTORS

/** Every member, and the administrator's key. */
export const members: readonly ActorName[] = [...MEMBERS, 'key']

/** Whoever is signed in as a person, wherever they belong. */
export const sessions: readonly ActorName[] = [...MEMBERS, ...OUTSIDERS]

/** Everybody who is signed in, and the learner's own key. */
export const owners: readonly ActorName[] = [...sessions, 'personal_key']

/** The learner, whose records are asked for, and their own key. */
export const learner: readonly ActorName[] = ['learner', 'personal_key']

/** The administrator and their key. */
export const administrators: readonly ActorName[] = ['administrator', 'key']

/** Who judges: by their role, and in the assessor's place. */
export const assessors: readonly ActorName[] = ['assessor', 'second_assessor', 'delegate']

/** Those who plan programs: program managers and administrators. */
export const planners: readonly ActorName[] = ['program_manager', ...administrators]

/** The address of a route with a call's parameters; those not given are records of the same name. */
export function addressOf({ path, key }: RouteKey, call: Call, records: Records): string {
  const values: Readonly<Record<string, unknown>> = { ...records, ...call.params }
  const filled = path.replace('*', 'nowhere').replaceAll(/\{(\w+)\}/g, (_, name: string) => {
    const value = values[name]
    if (typeof value !== 'string') throw new Error(`${key}: nothing is called ${name}`)
    return encodeURIComponent(value)
  })
  const query = new URLSearchParams(call.query).toString()
  return query === '' ? filled : `${filled}${filled.includes('?') ? '&' : '?'}${query}`
}
