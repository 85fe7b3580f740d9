import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import {
  createTestApp,
  type TestApp,
  type TestOrganization,
  type TestPerson,
} from '../../../test/test-app.ts'
import type { ApiScope } from '../../policy.ts'
import { changeMembership, endMembership, leaveOrganization } from '../organizations/commands/people.ts'
import { createKey, revokeKey } from './commands.ts'
import { listKeys } from './queries.ts'

let app: TestApp
let ada: TestPerson
let harbor: TestOrganization

beforeAll(async () => {
  app = await createTestApp()
  ada = await app.person('Ada')
  harbor = await app.organization(ada, 'harbor')
})
afterAll(() => app.close())

const keyOf = (person: TestPerson, ...scopes: ApiScope[]) =>
  app.inOrg(harbor, person, (scope) => createKey(scope, { name: 'Feed', scopes, expiresInDays: 90 }))
const withKey = (secret: string, path: string, init: RequestInit = {}) =>
  app.fetch(path, { ...init, headers: { ...init.headers, authorization: `Bearer ${secret}` } })
const statusWith = async (secret: string, path: string) => (await withKey(secret, path)).status
const people = () => `/api/v1/organizations/${harbor.slug}/people`
const post = (path: string, as: TestPerson, body: unknown, headers: Record<string, string> = {}) =>
  app.fetch(path, {
    as,
    method: 'POST',
    body: JSON.stringify(body),
    headers: { 'content-type': 'application/json', ...headers },
  })

describe('an organization’s key', () => {
  it('does what its scopes say, and nothing else', async () => {
    const { secret } = await keyOf(ada, 'people:read')
    expect(secret).toMatch(/^assay_[A-Za-z0-9_-]{43}$/)
    expect(await statusWith(secret, people())).toBe(200)
    expect(await statusWith(secret, `/api/v1/organizations/${harbor.slug}/audit-events`)).toBe(403)
    expect(await statusWith(secret, '/api/v1/me')).toBe(403)
  })

  it('A1 reaches no other organization of its maker', async () => {
    const second = await app.organization(ada, 'second')
    const { secret } = await keyOf(ada, 'people:read')
    expect(await statusWith(secret, `/api/v1/organizations/${second.slug}/people`)).toBe(404)
  })

  it('is kept as a hash, with a prefix to tell it by', async () => {
    const { id, secret } = await keyOf(ada, 'people:read')
    const [row] = await app.asOwner(`SELECT * FROM assay.api_key WHERE id = '${id}'`)
    expect(JSON.stringify(row)).not.toContain(secret.slice(12))
    expect(row).toMatchObject({ prefix: secret.slice(0, 12), org_id: harbor.id, person_id: ada.id })
  })

  it('A4 is refused at once when it is revoked, or expired', async () => {
    const { id, secret } = await keyOf(ada, 'people:read')
    expect(await statusWith(secret, people())).toBe(200)
    await app.inOrg(harbor, ada, (scope) => revokeKey(scope, id))
    const refused = await withKey(secret, people())
    expect([refused.status, refused.headers.get('www-authenticate')]).toEqual([401, 'Bearer'])
    const second = await keyOf(ada, 'people:read')
    const before = app.clock.now
    app.clock.now = new Date(before.getTime() + 91 * 86_400_000)
    expect(await statusWith(second.secret, people())).toBe(401)
    app.clock.now = before
  })

  it('A4 has no more rights than its maker has now', async () => {
    const maker = await app.member(harbor, 'Mara', 'administrator')
    const { secret } = await keyOf(maker, 'people:read')
    expect(await statusWith(secret, people())).toBe(200)
    await app.inOrg(harbor, ada, (scope) => changeMembership(scope, maker.id, { roles: ['learner'] }))
    expect(await statusWith(secret, people())).toBe(403)
  })

  it('A4 dies with its maker’s membership and stays dead should they come back', async () => {
    const [ended, left] = [
      await app.member(harbor, 'Ended', 'administrator'),
      await app.member(harbor, 'Left', 'administrator'),
    ]
    const secrets = [(await keyOf(ended, 'people:read')).secret, (await keyOf(left, 'people:read')).secret]
    await app.inOrg(harbor, ada, (scope) => endMembership(scope, ended.id))
    await app.inPerson(left, (scope) => leaveOrganization(scope, harbor.id))
    await app.asOwner('UPDATE assay.membership SET left_at = NULL')
    for (const secret of secrets) expect(await statusWith(secret, people())).toBe(401)
  })

  it('cannot handle keys, its own least of all', async () => {
    const { id, secret } = await keyOf(ada, 'organization:write')
    const keys = `/api/v1/organizations/${harbor.slug}/api-keys`
    expect(await statusWith(secret, keys)).toBe(403)
    expect((await withKey(secret, `${keys}/${id}`, { method: 'DELETE' })).status).toBe(403)
  })

  it('notes when it was used last', async () => {
    const { id, secret } = await keyOf(ada, 'people:read')
    await withKey(secret, people())
    const row = (await app.inOrg(harbor, ada, listKeys)).find((key) => key.id === id)
    expect(row?.lastUsedAt).toEqual(app.clock.now)
  })

  it('is made by administrators alone, and of another organization not found', async () => {
    const learner = await app.member(harbor, 'Lea', 'learner')
    const boris = await app.person('Boris')
    const other = await app.organization(boris, 'other')
    const keys = `/api/v1/organizations/${harbor.slug}/api-keys`
    const body = { name: 'x', scopes: ['people:read'] }
    expect((await post(keys, learner, body)).status).toBe(403)
    expect((await post(keys, boris, body)).status).toBe(404)
    const { id } = await keyOf(ada, 'people:read')
    await expect(app.inOrg(other, boris, (scope) => revokeKey(scope, id))).rejects.toMatchObject({
      code: 'not_found',
    })
    await expect(app.inPerson(ada, (scope) => revokeKey(scope, id))).rejects.toMatchObject({
      code: 'not_found',
    })
  })

  it('is told once: a repeated request with an idempotency key is not answered from memory', async () => {
    const keys = `/api/v1/organizations/${harbor.slug}/api-keys`
    const body = { name: 'Twice', scopes: ['people:read'] }
    const first = await (await post(keys, ada, body, { 'idempotency-key': 'k1' })).json()
    const second = await (await post(keys, ada, body, { 'idempotency-key': 'k1' })).json()
    expect(second).not.toEqual(first)
    const kept = await app.asOwner(`SELECT body FROM assay.idempotency WHERE body LIKE '%assay_%'`)
    expect(kept).toEqual([])
  })

  it.each([
    { name: 'x', scopes: [] },
    { name: '', scopes: ['people:read'] },
    { name: 'x', scopes: ['backpack:read'] },
    { name: 'x', scopes: ['people:read'], expiresInDays: 0 },
    { name: 'x', scopes: ['people:read'], personId: crypto.randomUUID() },
  ])('A3 is refused for %j', async (body) => {
    expect((await post(`/api/v1/organizations/${harbor.slug}/api-keys`, ada, body)).status).toBe(422)
  })
})

describe('a personal key', () => {
  it('reaches what is the person’s own, within its scopes, and no organization', async () => {
    const { secret } = await app.inPerson(ada, (scope) =>
      createKey(scope, { name: 'Mine', scopes: ['profile:read'], expiresInDays: 30 }),
    )
    expect(await statusWith(secret, '/api/v1/me')).toBe(200)
    expect(await statusWith(secret, people())).toBe(404)
    const change = await withKey(secret, '/api/v1/me', {
      method: 'PATCH',
      body: '{"name":"Eve"}',
      headers: { 'content-type': 'application/json' },
    })
    expect(change.status).toBe(403)
    for (const path of ['/api/v1/me/sessions', '/api/v1/me/api-keys'])
      expect(await statusWith(secret, path)).toBe(403)
  })

  it('is one of fifty at most', async () => {
    const person = await app.person('Many')
    const make = () =>
      app.inPerson(person, (scope) =>
        createKey(scope, { name: 'k', scopes: ['profile:read'], expiresInDays: 1 }),
      )
    for (let i = 0; i < 50; i++) await make()
    await expect(make()).rejects.toMatchObject({ code: 'quota_exceeded' })
  })
})

describe('a bearer secret', () => {
  it.each(['Bearer assay_unknownunknownunknownunknown', 'Bearer x', 'Basic YTpi', 'Bearer '])(
    'that is not known is refused, not taken for an anonymous call: %s',
    async (authorization) => {
      const response = await app.fetch('/api/v1/me', { headers: { authorization } })
      expect(response.status).toBe(401)
    },
  )
})
