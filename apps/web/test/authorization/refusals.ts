import { createHash } from 'node:crypto'
import { REFUSED } from '../../src/db/audit-events.ts'
import type { TestApp } from '../test-app.ts'
import type { Answer, Attempt } from './send.ts'

interface Refused {
  readonly attempt: Attempt
  readonly answer: Answer
}

/**
 * What is wrong with the events of refusals: a request of somebody known in an organization that was refused leaves exactly one, of that
 * person or key, with the operation and a code and nothing that the caller wrote.
 */
export async function untoldRefusals(app: TestApp, refused: readonly Refused[]): Promise<readonly string[]> {
  const events = await toldRefusals(app)
  const actors = await actorsOf(app)
  const untold = refused.filter(isToldInOrganization).flatMap(({ attempt, answer }) => {
    const line = [attempt.records.orgId, actors(attempt), operationOf(attempt), codeOf(answer)].join(' ')
    return events.has(line) ? [] : [`no event tells: ${attempt.actor} ${line}`]
  })
  const wrong = [...events].flatMap(([line, { times, facts }]) => [
    ...(times === 1 ? [] : [`told ${times} times: ${line}`]),
    ...(facts === 'code' ? [] : [`an event of a refusal holds ${facts}: ${line}`]),
  ])
  return [...untold, ...wrong]
}

/** The organization's part begins once it is known who calls. */
const isToldInOrganization = ({ attempt, answer }: Refused): boolean =>
  attempt.actor !== 'anonymous' && attempt.route.path.includes('{org}') && [403, 404].includes(answer.status)

const codeOf = ({ status }: Answer): string => (status === 403 ? 'forbidden' : 'not_found')

const operationOf = ({ route }: Attempt): string => `${route.method} ${route.path.replace('?index', '')}`

/** Each event as `organization actor method route code`. */
async function toldRefusals(app: TestApp) {
  const rows =
    await app.asOwner(`SELECT concat_ws(' ', org_id, coalesce(actor_key_id, actor_person_id), record_id,
      data->>'code') AS line, count(*)::int AS times, max((SELECT string_agg(name, ',') FROM jsonb_object_keys(data) name)) AS facts
    FROM assay.audit_event WHERE action = '${REFUSED}' AND record_type = 'operation' GROUP BY 1`)
  return new Map(
    rows.map(({ line, times, facts }) => [String(line), { times: Number(times), facts: String(facts) }]),
  )
}

/** Id of the person or key that an attempt shows. */
async function actorsOf(app: TestApp): Promise<(attempt: Attempt) => string> {
  const rows = await app.asOwner(`SELECT id, encode(hash, 'hex') AS hash FROM assay.api_key`)
  const keys = new Map(rows.map(({ id, hash }) => [String(hash), String(id)]))
  const hashOf = (secret: string) => createHash('sha256').update(secret).digest('hex')
  return ({ credentials: { bearer, person } }) =>
    bearer === undefined ? (person?.id ?? '') : (keys.get(hashOf(bearer)) ?? '')
}
