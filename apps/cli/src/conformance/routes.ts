import type { JsonObject } from '@assay/core'
import { type Answer, refuse, succeed } from './answer.ts'
import { derive } from './derive-endpoint.ts'
import type { Instance } from './instances.ts'
import { issue } from './issue-endpoint.ts'
import { present } from './present-endpoint.ts'
import { badRequest, readSubject } from './read-options.ts'
import type { StatusList } from './status-lists.ts'
import { type Engine, verifyCredential, verifyPresentation } from './verify-endpoint.ts'

/** What the endpoints stand on. */
export interface ServerState {
  readonly instances: ReadonlyMap<string, Instance>
  readonly engine: Engine
  readonly statusList: StatusList
}

type Endpoint = (body: JsonObject, instance: Instance, state: ServerState) => Answer | Promise<Answer>

/** STANDARDS, section 12. Each instance has all of them, below its name. */
const endpoints: ReadonlyMap<string, Endpoint> = new Map<string, Endpoint>([
  ['credentials/issue', (body, instance, state) => issue(body, { ...state, instance })],
  ['credentials/verify', (body, _, { engine }) => verifyCredential(body, engine)],
  ['credentials/derive', (body, _, { engine }) => derive(body, engine)],
  ['credentials/status', (body, _, { statusList }) => setStatus(body, statusList)],
  ['presentations/verify', (body, _, { engine }) => verifyPresentation(body, engine)],
  ['presentations/issue', (body, instance, { engine }) => present(body, instance, engine)],
])

/** Answers one request. The body is read only when there is an endpoint for it. */
export async function route(
  method: string,
  path: string,
  readBody: () => Promise<JsonObject>,
  state: ServerState,
): Promise<Answer> {
  const { statusList } = state
  if (new URL(statusList.url).pathname === path) {
    if (method !== 'GET') return refuse(405, 'The status list is read by GET.')
    return succeed(200, await statusList.read(), 'application/vc')
  }
  const [, name = '', endpoint = ''] = /^\/([^/]+)\/(.+)$/.exec(path) ?? []
  const instance = state.instances.get(name)
  const run = endpoints.get(endpoint)
  if (instance === undefined || run === undefined) return refuse(404, 'Look at docs/conformance.md.')
  if (method !== 'POST') return refuse(405, 'The endpoints take POST.')
  return run(await readBody(), instance, state)
}

/** VC-API "Update Status": sets or clears the bit of a credential that was issued with an entry. */
function setStatus(body: JsonObject, statusList: StatusList): Answer {
  const { statusPurpose = 'revocation', type = 'BitstringStatusListEntry' } = readSubject(
    body,
    'credentialStatus',
  )
  const { credentialId, status = true } = body
  if (typeof credentialId !== 'string') throw badRequest('The member credentialId is not text.')
  if (typeof status !== 'boolean') throw badRequest('The member status is neither true nor false.')
  if (statusPurpose !== 'revocation' || type !== 'BitstringStatusListEntry') {
    throw badRequest('The list here is a BitstringStatusList of revocations.')
  }
  if (!statusList.set(credentialId, status)) return refuse(404, 'No credential of this id has an entry here.')
  return succeed(200, { credentialId, status })
}
