import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { createKey } from '../src/features/api-keys/commands.ts'
import { issuedTo, makeProgram, type Program } from './awards.ts'
import { createTestApp, type TestApp, type TestPerson } from './test-app.ts'

// Definitions shared with partners come later; whoever may award today and may not define must not reach further than that either.

let app: TestApp
let harbor: Program
let cove: Program
let draftId: string
let awards: { readonly own: string; readonly others: string }
let digest: string

beforeAll(async () => {
  app = await createTestApp()
  harbor = await makeProgram(app, 'harbor')
  cove = await makeProgram(app, 'cove')
  awards = {
    own: await issuedTo(app, harbor, harbor.learner),
    others: await issuedTo(app, cove, cove.learner),
  }
  const started = await call(`${DEFINITION()}/versions`, 'POST', { as: harbor.manager })
  draftId = (await started.json()).versionId
})
afterAll(() => app.close())
beforeEach(async () => {
  digest = await definitionsAndStates()
})

interface By {
  readonly as?: TestPerson
  readonly key?: string
}
const call = (path: string, method: string, { as, key }: By, body?: unknown) => {
  const headers = new Headers()
  if (key !== undefined) headers.set('authorization', `Bearer ${key}`)
  if (body !== undefined) headers.set('content-type', 'application/json')
  const sent = body === undefined ? {} : { body: JSON.stringify(body) }
  return app.fetch(path, { as, method, headers, ...sent })
}
const DEFINITION = () => `/api/v1/organizations/harbor/achievements/${harbor.achievementId}`
const reason = { reason: 'Because I can' }

/** Reading out, editing, publishing, retiring and continuing a definition. */
const definitionCalls = (): [string, string, unknown?][] => [
  ['GET', `${DEFINITION()}/export`],
  ['POST', `${DEFINITION()}/retire`],
  ['POST', `${DEFINITION()}/versions`],
  ['PUT', `${DEFINITION()}/versions/${draftId}`, { revision: 1, definition: { name: 'Mine now' } }],
  ['POST', `${DEFINITION()}/versions/${draftId}/publish`, { changeNote: '' }],
  ['DELETE', `${DEFINITION()}/versions/${draftId}`],
  ['POST', '/api/v1/organizations/harbor/achievements', { name: 'A new one' }],
]
const statusCalls = (org: string, id: string): [string, string, unknown?][] =>
  ['suspend', 'reinstate', 'revoke'].map((kind) => [
    'POST',
    `/api/v1/organizations/${org}/credentials/${id}/${kind}`,
    reason,
  ])
const statuses = async (calls: readonly [string, string, unknown?][], by: By) => {
  const answers: number[] = []
  for (const [method, path, body] of calls) answers.push((await call(path, method, by, body)).status)
  return answers
}
const definitionsAndStates = async (): Promise<string> =>
  JSON.stringify([
    await app.asOwner(`SELECT a::text, v::text FROM assay.achievement a JOIN assay.achievement_version v
      ON v.achievement_id = a.id ORDER BY v.id`),
    await app.asOwner('SELECT id, revoked_at, suspended_at FROM assay.credential ORDER BY id'),
  ])

describe('who may not define', () => {
  it.each(['assessor', 'learner', 'partner', 'observer'] as const)(
    'A8 as %s edits, exports and retires no definition, and ends no award',
    async (role) => {
      const person = await app.member(harbor.organization, `A8 ${role}`, role)
      const calls = [...definitionCalls(), ...statusCalls('harbor', awards.own)]
      expect(new Set(await statuses(calls, { as: person }))).toEqual(new Set([403]))
      const pages = ['', '/edit', '/export.json'].map(
        (part) => `/o/harbor/achievements/${harbor.achievementId}${part}`,
      )
      for (const page of pages) expect((await app.fetch(page, { as: person })).status, page).toBe(403)
      expect(await definitionsAndStates()).toBe(digest)
    },
  )

  it('A8 by a key that may award alone does no more to a definition, and nothing to awards of others', async () => {
    const { secret: key } = await app.inOrg(harbor.organization, harbor.manager, (scope) =>
      createKey(scope, { name: 'Awards', scopes: ['credentials:write'], expiresInDays: 30 }),
    )
    expect(new Set(await statuses(definitionCalls(), { key }))).toEqual(new Set([403]))
    const theirs = [...statusCalls('cove', awards.others), ...statusCalls('harbor', awards.others)]
    expect(new Set(await statuses(theirs, { key }))).toEqual(new Set([404]))
    expect(await definitionsAndStates()).toBe(digest)
    // The key is good for what it is for: its refusals above are those of a working key.
    const holder = await app.member(harbor.organization, 'A8 holder', 'learner')
    const award = {
      personId: holder.id,
      achievementVersionId: harbor.versionId,
      reason: 'Known work of years',
    }
    expect(
      (await call('/api/v1/organizations/harbor/credentials', 'POST', { key }, award)).status,
    ).toBeLessThan(300)
  })
})
