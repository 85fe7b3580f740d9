import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { createTestApp, type TestApp, type TestOrganization, type TestPerson } from '../../test/test-app.ts'
import { forbidden } from '../app-error.ts'
import { recordRefusal } from '../db/audit-events.ts'
import { createKey } from '../features/api-keys/commands.ts'
import { claimSubmission } from '../features/assessments/commands/claim.ts'
import * as work from '../features/assessments/work.fixture.ts'
import { asMember } from './authenticate.ts'

let app: TestApp
let ada: TestPerson
let lea: TestPerson
let boris: TestPerson
let harbor: TestOrganization
let other: TestOrganization
const clock = { now: new Date('2026-05-03T10:00:00Z') }

beforeAll(async () => {
  app = await createTestApp({ now: () => new Date(clock.now) })
  ada = await app.person('Ada')
  harbor = await app.organization(ada, 'harbor')
  lea = await app.member(harbor, 'Lea', 'learner')
  boris = await app.person('Boris')
  other = await app.organization(boris, 'other')
})
afterAll(() => app.close())
beforeEach(() => {
  // An hour further: what was refused in another test is told anew.
  clock.now = new Date(clock.now.getTime() + 3_600_000)
})

const api = (part: string, as: TestPerson | undefined, init: RequestInit = {}) =>
  app.fetch(`/api/v1/organizations/harbor${part}`, { as, ...init })
const post = (body: unknown): RequestInit => ({
  method: 'POST',
  body: JSON.stringify(body),
  headers: { 'content-type': 'application/json' },
})
/** Refusals of this hour in the harbor. */
const refusals = () =>
  app.asOwner(`SELECT actor_kind, actor_person_id AS actor, record_id AS operation, data FROM assay.audit_event
    WHERE action = 'request.refused' AND org_id = '${harbor.id}' AND at = '${clock.now.toISOString()}' ORDER BY record_id`)

const EVENTS = 'GET /api/v1/organizations/{org}/audit-events'

describe('a refusal', () => {
  it('is an event with who, which operation and why, and nothing that the caller wrote', async () => {
    const payload = { address: 'payload@example.org', roles: ['administrator'], name: 'Payload' }
    expect((await api('/invitations?note=payload', lea, post(payload))).status).toBe(403)
    expect((await app.fetch('/o/harbor/people/payload-7', { as: lea })).status).toBe(403)
    const rows = await refusals()
    expect(rows).toEqual([
      {
        actor_kind: 'person',
        actor: lea.id,
        operation: 'GET /o/{org}/people/{person}',
        data: { code: 'forbidden' },
      },
      {
        actor_kind: 'person',
        actor: lea.id,
        operation: 'POST /api/v1/organizations/{org}/invitations',
        data: { code: 'forbidden' },
      },
    ])
    const all = await app.asOwner(
      `SELECT e::text AS row FROM assay.audit_event e WHERE action = 'request.refused'`,
    )
    expect(all.map(({ row }) => String(row)).filter((row) => /payload/i.test(row))).toEqual([])
  })

  it('is written once an hour, however often it is tried', async () => {
    for (let i = 0; i < 5; i++) expect((await api('/audit-events', lea)).status).toBe(403)
    await Promise.all([1, 2, 3].map(() => api('/audit-events', lea)))
    expect((await refusals()).map(({ operation }) => operation)).toEqual([EVENTS])
    clock.now = new Date(clock.now.getTime() + 3_600_000)
    await api('/audit-events', lea)
    expect(await refusals()).toHaveLength(1)
  })

  it('stands although all that the request had written is rolled back', async () => {
    const caller = {
      kind: 'person',
      personId: ada.id,
      userId: '',
      session: { id: '', token: '', provenAt: new Date(0), byFactor: false },
    } as const
    const place = { organization: 'harbor', operation: { method: 'POST', pattern: '/o/:org/half' } }
    const half = asMember(app.deps, caller, place, async (scope) => {
      await scope.db
        .updateTable('organization')
        .set({ description: 'half' })
        .where('id', '=', scope.orgId)
        .execute()
      throw forbidden()
    })
    await expect(half).rejects.toMatchObject({ code: 'forbidden' })
    const [row] = await app.asOwner(`SELECT description FROM assay.organization WHERE id = '${harbor.id}'`)
    expect(row).toEqual({ description: '' })
    expect((await refusals()).map(({ operation }) => operation)).toEqual(['POST /o/{org}/half'])
  })

  it('that cannot be written changes nothing for the caller', async () => {
    await app.asOwner(
      `ALTER TABLE assay.audit_event ADD CONSTRAINT no_refusals CHECK (action <> 'request.refused') NOT VALID`,
    )
    const response = await api('/audit-events', lea)
    await app.asOwner('ALTER TABLE assay.audit_event DROP CONSTRAINT no_refusals')
    expect([response.status, await response.json()]).toEqual([
      403,
      expect.objectContaining({ code: 'forbidden' }),
    ])
    expect(await refusals()).toEqual([])
  })

  it('tells of records of another organization as of any that do not exist', async () => {
    expect((await api(`/people/${boris.id}`, ada)).status).toBe(404)
    expect(await refusals()).toMatchObject([{ actor: ada.id, data: { code: 'not_found' } }])
  })

  it('A5 tells of one’s own work and of a claim that another holds', async () => {
    const [one, two] = [
      await app.member(harbor, 'One', 'assessor', 'learner'),
      await app.member(harbor, 'Two', 'assessor'),
    ]
    const achievement = await work.publishedSpill(app, harbor, ada)
    const submissionOf = async (person: TestPerson) =>
      work.handedIn(app, harbor, person, await work.started(app, harbor, person, achievement))
    const [own, learners] = [await submissionOf(one), await submissionOf(lea)]
    expect((await api(`/submissions/${own}/claim`, one, { method: 'POST' })).status).toBe(403)
    await app.inOrg(harbor, one, (scope) => claimSubmission(scope, learners))
    expect((await api(`/submissions/${learners}/claim`, two, { method: 'POST' })).status).toBe(409)
    const told = (await refusals()).map(({ actor, data }) => [actor, data])
    expect(told).toHaveLength(2)
    expect(told).toEqual(
      expect.arrayContaining([
        [one.id, { code: 'forbidden' }],
        [two.id, { code: 'claimed_by_other' }],
      ]),
    )
  })
})

describe('who belongs elsewhere', () => {
  it('leaves an event in the organization that they tried, without their name', async () => {
    expect((await api('/people', boris)).status).toBe(404)
    expect(await refusals()).toMatchObject([{ actor: boris.id, data: { code: 'not_found' } }])
    const { items } = await (await api('/audit-events?action=request.refused', ada)).json()
    expect(items[0].actor).toEqual({
      kind: 'person',
      personId: boris.id,
      name: null,
      key: null,
      app: null,
      onBehalfOf: [],
    })
  })

  it('leaves it as the key that they tried it with', async () => {
    const { secret } = await app.inOrg(other, boris, (scope) =>
      createKey(scope, { name: 'Secret plan', scopes: ['people:read'], expiresInDays: 30 }),
    )
    const headers = { authorization: `Bearer ${secret}` }
    expect((await app.fetch('/api/v1/organizations/harbor/people', { headers })).status).toBe(404)
    expect(await refusals()).toMatchObject([{ actor_kind: 'api_key', actor: boris.id }])
    const page = await (await app.fetch('/o/harbor/audit?action=request.refused', { as: ada })).text()
    expect(page).toContain('somebody, by a key')
    expect(page).not.toContain('Secret plan')
  })

  it('cannot flood the trail: two hundred an hour, of all of them together', async () => {
    for (let i = 0; i < 205; i++)
      await app.inSystem((system) =>
        recordRefusal(system, {
          actor: boris.actor as Extract<typeof boris.actor, { kind: 'person' }>,
          organization: 'harbor',
          operation: `GET /${i}`,
          code: 'not_found',
        }),
      )
    expect(await refusals()).toHaveLength(200)
    await api('/audit-events', lea)
    expect(await refusals()).toHaveLength(201)
  })

  it('leaves nothing when they are nobody, or the organization is none', async () => {
    const count = async () =>
      (
        await app.asOwner(`SELECT count(*)::int AS n FROM assay.audit_event WHERE action = 'request.refused'`)
      )[0]?.n
    const before = await count()
    expect((await api('/people', undefined)).status).toBe(401)
    expect((await app.fetch('/o/harbor/people')).status).toBe(302)
    expect((await app.fetch('/api/v1/organizations/no-such/people', { as: boris })).status).toBe(404)
    expect(await count()).toBe(before)
  })
})

describe('the trail', () => {
  it('tells refusals in the reader’s language, and finds them by their words', async () => {
    await api('/audit-events', lea)
    const page = async (language: string) => {
      await app.asOwner(`UPDATE assay.person SET locale = '${language}' WHERE id = '${ada.id}'`)
      return (await app.fetch('/o/harbor/audit?q=audit-events+forbidden', { as: ada })).text()
    }
    const english = await page('en')
    expect(english).toContain('was refused: their role or key does not allow this')
    expect(english).toContain(EVENTS)
    expect(await page('es')).toContain('no obtuvo permiso: su función o su clave no lo permite')
  })
})
