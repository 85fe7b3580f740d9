import { TEST_ORIGIN, type TestApp } from '../test-app.ts'
import type { ActorName, Credentials } from './actors.ts'
import { addressOf, type Call } from './expectation.ts'
import type { Line } from './expectations.ts'
import type { Records } from './records.ts'

/** One request of the matrix: who calls what, with whose records. */
export interface Attempt extends Line {
  readonly actor: ActorName
  readonly credentials: Credentials
  readonly records: Records
  /** Asks for a page's data alone, as the browser does when a person follows a link; drawing the page costs ten times as much. */
  readonly dataOnly: boolean
}

export interface Answer {
  readonly status: number
  readonly location: string
  readonly body: string
  /** What the caller said themselves: an echo of it is no leak. */
  readonly said: string
}

/** Sends a request of the matrix. */
export async function send(app: TestApp, attempt: Attempt): Promise<Answer> {
  const { route, expected, credentials, records } = attempt
  const call = expected.call(records)
  const plain = addressOf(route, call, records)
  const address = attempt.dataOnly && route.drawn && route.path !== '/' ? dataAddress(plain) : plain
  const headers = new Headers({ accept: call.accept ?? (route.kind === 'page' ? 'text/html' : '*/*') })
  if (credentials.bearer !== undefined) headers.set('authorization', `Bearer ${credentials.bearer}`)
  if (route.method !== 'GET') headers.set('origin', TEST_ORIGIN)
  const body = bodyOf(call, headers)
  const response = await app.fetch(address, {
    method: route.method,
    headers,
    as: credentials.person,
    ...(body === undefined ? {} : { body }),
  })
  return {
    status: response.status,
    location: response.headers.get('location') ?? '',
    body: await response.text(),
    said: `${decodeURIComponent(plain)} ${JSON.stringify(call)}`,
  }
}

function bodyOf(call: Call, headers: Headers): string | FormData | undefined {
  if (call.json !== undefined) {
    headers.set('content-type', 'application/json')
    return JSON.stringify(call.json)
  }
  if (call.lines !== undefined) {
    headers.set('content-type', 'application/x-ndjson')
    return call.lines
  }
  if (call.form === undefined) return undefined
  const form = new FormData()
  for (const [name, value] of Object.entries(call.form))
    for (const each of [value].flat()) form.append(name, each)
  return form
}

/** Where the router answers a page's data: `/people.data?page=2`. */
function dataAddress(address: string): string {
  const [path = '/', query] = address.split('?')
  return `${path}.data${query === undefined ? '' : `?${query}`}`
}

/** Whether an answer refuses as every refusal may, or as this route's expectation says. */
export const isRefusal = (line: Line, answer: Answer): boolean =>
  line.expected.refusals.includes(answer.status) || isTurnedAway(line, answer)

/** Whether an answer says that the caller may not, that there is nothing, or leads to the sign-in page. */
function isTurnedAway({ route }: Line, answer: Answer): boolean {
  if ([401, 403, 404].includes(answer.status)) return true
  if (route.kind !== 'page') return false
  if (answer.status === 302) return answer.location.startsWith('/sign-in?')
  // A redirect of data is data itself (single fetch).
  return answer.status === 202 && answer.body.includes('/sign-in?next=')
}

/** Whether an answer lets the caller do what they asked for. */
export const isLetIn = (line: Line, answer: Answer): boolean =>
  (answer.status < 400 && !isTurnedAway(line, answer)) || line.expected.answers.includes(answer.status)
