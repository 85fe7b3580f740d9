import type { FormProblem } from '../http/form-problem.ts'
import type { KeptForm, Outcome, Sender } from './kept-form.ts'

/** Milliseconds after which a server that says nothing counts as out of reach; a form may bring 25 MB along. */
const ASK_MS = 10_000
const SEND_MS = 110_000

/** Statuses of a server that cannot answer at the moment; a proxy in front of it says so in pages of its own. */
const PASSING = new Set([408, 429, 500, 502, 503, 504])

/** Sends kept forms to the door `send` beneath the page on which they are filled in. */
export const sendKept: Sender = {
  ask: async (form) => {
    const answer = await asked(form, {}, ASK_MS)
    if ('kind' in answer) return answer
    const person = answer.status === 200 ? (answer.body as { person?: string }).person : undefined
    if (person === form.personId) return { kind: 'ready' }
    return person === undefined ? refusalOf(answer.status, answer.body) : { kind: 'other_person' }
  },
  send: async (form, files) => {
    const body = new FormData()
    for (const [name, value] of form.entries) body.append(name, value)
    body.set('observer', form.personId)
    body.set('signedAt', new Date(form.at).toISOString())
    for (const file of files) body.append('files', file)
    const answer = await asked(form, { method: 'POST', body }, SEND_MS)
    if ('kind' in answer) return answer
    return answer.status === 201 ? { kind: 'recorded' } : refusalOf(answer.status, answer.body)
  },
}

interface Answer {
  readonly status: number
  readonly body: unknown
}

/** What the server answered; no answer of ours, such as the page of a hotel's network, is none. */
async function asked({ address }: KeptForm, init: RequestInit, patience: number): Promise<Answer | Outcome> {
  try {
    const [path = ''] = address.split('?')
    const response = await fetch(`${path}/send`, {
      ...init,
      // Who is not signed in is led to the sign-in page.
      redirect: 'manual',
      cache: 'no-store',
      headers: { accept: 'application/json' },
      signal: AbortSignal.timeout(patience),
    })
    if (response.type === 'opaqueredirect') return { kind: 'signed_out' }
    if (PASSING.has(response.status)) return { kind: 'unreachable' }
    return { status: response.status, body: await response.json() }
  } catch {
    return { kind: 'unreachable' }
  }
}

/** Pages say what is wrong in words; for the rest the code stands, of which the reader's own texts have the words. */
function refusalOf(status: number, body: unknown): Outcome {
  const { problem } = body as { problem?: FormProblem }
  if (problem?.code === 'other_observer') return { kind: 'other_person' }
  if (problem !== undefined) return { kind: 'refused', problem }
  const code = status === 403 ? 'forbidden' : status === 404 ? 'not_found' : 'internal'
  return { kind: 'refused', problem: { code, message: '', fields: [] } }
}
