import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import {
  createTestApp,
  type TestApp,
  type TestOrganization,
  type TestPerson,
} from '../../../test/test-app.ts'
import { createRoleSet, giveRoleSet, removeRoleSet, takeRoleSet } from './commands/role-sets.ts'
import { listRoleSets } from './queries/role-sets.ts'
import type { RoleSetInput } from './schema/role-set.ts'

let app: TestApp
let ada: TestPerson
let boris: TestPerson
let harbor: TestOrganization
let other: TestOrganization
beforeAll(async () => {
  app = await createTestApp()
  ada = await app.person('Ada')
  boris = await app.person('Boris')
  harbor = await app.organization(ada, 'harbor')
  other = await app.organization(boris, 'other')
})
afterAll(() => app.close())

const asAda = <T>(work: Parameters<typeof app.inOrg<T>>[2]) => app.inOrg(harbor, ada, work)
let made = 0
const define = async (input: Partial<RoleSetInput> = {}) =>
  (
    await asAda((scope) =>
      createRoleSet(scope, {
        name: `Set ${++made}`,
        description: '',
        roles: ['administrator'],
        areas: ['people:read', 'people:write'],
        ...input,
      }),
    )
  ).id
const give = (set: string, person: TestPerson) => asAda((scope) => giveRoleSet(scope, set, [person.id]))
const api = `/api/v1/organizations/harbor`
const call = (path: string, as: TestPerson, method = 'GET', body?: unknown) =>
  app.fetch(`${api}${path}`, {
    as,
    method,
    ...(body !== undefined && {
      body: JSON.stringify(body),
      headers: { 'content-type': 'application/json' },
    }),
  })
const statusOf = async (...args: Parameters<typeof call>) => (await call(...args)).status

describe('a role set', () => {
  it('lets its members do what its roles may, in its areas and nowhere else', async () => {
    const clerk = await app.member(harbor, 'Clerk', 'learner')
    expect(await statusOf('/people', clerk)).toBe(403)
    await give(await define({ areas: ['people:read'] }), clerk)
    expect(await statusOf('/people', clerk)).toBe(200)
    expect(await statusOf(`/people/${clerk.id}`, clerk, 'PUT', { roles: ['administrator'] })).toBe(403)
    expect(await statusOf('/audit-events', clerk)).toBe(403)
    expect(await statusOf('/credentials', clerk)).toBe(403)
  })

  it('A4 taken from somebody, or removed, ends with their next request', async () => {
    const clerk = await app.member(harbor, 'Temp', 'learner')
    const set = await define({ areas: ['people:read'] })
    await give(set, clerk)
    expect(await statusOf('/people', clerk)).toBe(200)
    await asAda((scope) => takeRoleSet(scope, set, [clerk.id]))
    expect(await statusOf('/people', clerk)).toBe(403)
    await give(set, clerk)
    expect(await statusOf('/people', clerk)).toBe(200)
    await asAda((scope) => removeRoleSet(scope, set))
    expect(await statusOf('/people', clerk)).toBe(403)
  })

  it('A3 gives nobody the power to give themselves or others more than they have', async () => {
    const clerk = await app.member(harbor, 'Climber', 'learner')
    const victim = await app.member(harbor, 'Victim', 'assessor')
    const set = await define()
    await give(set, clerk)
    const wider = await define({ areas: ['people:write', 'issuer:write'] })
    const same = await define({ areas: ['people:write'] })
    expect(await statusOf(`/people/${clerk.id}`, clerk, 'PUT', { roles: ['administrator'] })).toBe(403)
    expect(await statusOf(`/people/${clerk.id}`, clerk, 'PUT', { roles: ['learner', 'assessor'] })).toBe(403)
    expect(await statusOf(`/people/${victim.id}`, clerk, 'PUT', { roles: ['learner'] })).toBe(403)
    expect(await statusOf(`/people/${victim.id}`, clerk, 'DELETE')).toBe(403)
    expect(await statusOf(`/people/${ada.id}`, clerk, 'DELETE')).toBe(403)
    const invited = { address: 'accomplice@example.org', roles: ['administrator'] }
    expect(await statusOf('/invitations', clerk, 'POST', invited)).toBe(403)
    expect(await statusOf('/people', clerk, 'POST', { ...invited, name: 'Accomplice' })).toBe(403)
    expect(await statusOf(`/role-sets/${wider}/people`, clerk, 'POST', { personIds: [clerk.id] })).toBe(403)
    // What they have, they may give; and what gives no power over others.
    expect(await statusOf(`/role-sets/${same}/people`, clerk, 'POST', { personIds: [victim.id] })).toBe(204)
    expect(await statusOf('/people', clerk, 'POST', { ...invited, name: 'New', roles: ['learner'] })).toBe(
      201,
    )
  })

  it('A3 is defined by administrators alone, not by those who have only a part of it', async () => {
    const clerk = await app.member(harbor, 'Definer', 'learner')
    const all = { name: 'Everything', roles: ['administrator'], areas: ['organization:write'] }
    await give(await define({ areas: ['people:read', 'people:write', 'organization:write'] }), clerk)
    expect(await statusOf('/role-sets', clerk, 'POST', all)).toBe(403)
    const set = await define()
    expect(await statusOf(`/role-sets/${set}`, clerk, 'PUT', { ...all, revision: 1 })).toBe(403)
    expect(await statusOf(`/role-sets/${set}`, clerk, 'DELETE')).toBe(403)
    expect(await statusOf('/role-sets', ada, 'POST', { ...all, orgId: other.id })).toBe(422)
    expect(await statusOf('/role-sets', ada, 'POST', { ...all, areas: ['backpack:read'] })).toBe(422)
  })

  it('is changed by whoever saw its present form', async () => {
    const set = await define()
    const input = { name: 'Renamed', roles: ['observer'], areas: ['people:read'] }
    expect(await statusOf(`/role-sets/${set}`, ada, 'PUT', { ...input, revision: 1 })).toBe(200)
    expect(await statusOf(`/role-sets/${set}`, ada, 'PUT', { ...input, revision: 1 })).toBe(409)
  })

  it('A1 of another organization is not seen, not given and gives nothing elsewhere', async () => {
    const set = await define()
    const asBoris = <T>(work: Parameters<typeof app.inOrg<T>>[2]) => app.inOrg(other, boris, work)
    expect(await asBoris(listRoleSets)).toEqual([])
    await expect(asBoris((scope) => giveRoleSet(scope, set, [boris.id]))).rejects.toMatchObject({
      code: 'not_found',
    })
    expect(await asBoris((scope) => scope.db.selectFrom('roleSet').select('id').execute())).toEqual([])
    const learner = await app.member(other, 'Both', 'learner')
    await app.inSystem((scope) =>
      scope.db
        .insertInto('membership')
        .values({ orgId: harbor.id, personId: learner.id, roles: ['learner'], joinedAt: app.deps.now() })
        .execute(),
    )
    await give(set, learner)
    expect((await app.fetch('/api/v1/organizations/other/people', { as: learner })).status).toBe(403)
    expect(await statusOf('/people', learner)).toBe(200)
  })

  it('has pages that define it, give it and show it on the navigation of those who have it', async () => {
    const post = (path: string, fields: readonly (readonly [string, string])[]) =>
      app.fetch(path, {
        as: ada,
        method: 'POST',
        body: new URLSearchParams(fields.map(([name, value]) => [name, value])),
        headers: { 'content-type': 'application/x-www-form-urlencoded' },
      })
    const clerk = await app.member(harbor, 'Paula', 'learner')
    const defined = await post('/o/harbor/role-sets', [
      ['name', 'People reader'],
      ['roles[]', 'people_manager'],
      ['areas[]', 'people:read'],
    ])
    const page = defined.headers.get('location') ?? ''
    expect(page).toMatch(/^\/o\/harbor\/role-sets\/[0-9a-f-]{36}$/)
    const empty = await post('/o/harbor/role-sets', [['name', 'Nothing']])
    expect([empty.status, await empty.text()]).toEqual([422, expect.stringContaining('Choose one.')])
    await post(page, [
      ['intent', 'add'],
      ['personIds[]', clerk.id],
    ])
    expect(await (await app.fetch(page, { as: ada })).text()).toContain('Paula')
    expect(await (await app.fetch('/o/harbor/people', { as: clerk })).text()).toContain(
      'href="/o/harbor/people"',
    )
    expect((await app.fetch(page, { as: clerk })).status).toBe(403)
  })
})
