import { AppError } from '../app-error.ts'
import { recordRefusal } from '../db/audit-events.ts'
import { type Actor, inSystem } from '../db/scopes.ts'
import type { Deps } from '../deps.ts'

/** A way into the application by its method and the pattern of its address. */
export interface Operation {
  readonly method: string
  /** With `{name}` (API) or `:name` (pages) for parameters. */
  readonly pattern: string
}

/** Who asks for what in which organization. */
export interface RefusableRequest {
  readonly actor: Exclude<Actor, { kind: 'system' }>
  readonly organization: string
  readonly operation: Operation
}

/** Reasons that are told by name: a state or a claim of another stood against what was tried. Others only want mending. */
const BY_TEXT: ReadonlySet<string> = new Set([
  'claimed_by_other',
  'not_claimed',
  'not_judged',
  'already_decided',
  'wrong_state',
])

/**
 * Runs a request's work in an organization. When it is refused, and after all that it had written was rolled back, the refusal becomes
 * an event of the organization in a transaction of its own. Whether that succeeds changes nothing for the caller.
 */
export async function notingRefusals<T>(
  deps: Deps,
  request: RefusableRequest,
  work: () => Promise<T>,
): Promise<T> {
  try {
    return await work()
  } catch (error) {
    const code = refusalCode(error)
    if (code !== undefined) await note(deps, request, code)
    throw error
  }
}

function refusalCode(error: unknown): string | undefined {
  if (!(error instanceof AppError)) return undefined
  if (error.code === 'forbidden' || error.code === 'not_found') return error.code
  return BY_TEXT.has(error.text) ? error.text : undefined
}

/** `GET /o/{org}/people`, whichever router the pattern is of: that of the pages begins without a slash. */
function wordsOf({ method, pattern }: Operation): string {
  const path = pattern.replace(/^\//, '').replaceAll(/:(\w+)\??/g, '{$1}')
  return `${method} /${path}`
}

async function note(deps: Deps, request: RefusableRequest, code: string): Promise<void> {
  const { actor, organization, operation } = request
  const refusal = { actor, organization, operation: wordsOf(operation), code }
  try {
    await inSystem(deps, (system) => recordRefusal(system, refusal))
  } catch (error) {
    deps.log.error({ err: error, operation: refusal.operation, code }, 'a refusal could not be noted')
  }
}
