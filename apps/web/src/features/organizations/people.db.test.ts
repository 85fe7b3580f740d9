import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import {
  createTestApp,
  type TestApp,
  type TestOrganization,
  type TestPerson,
} from '../../../test/test-app.ts'
import { confirmSignUp } from '../identity/commands/confirm-sign-up.ts'
import { mailSignInLink, signInByLink, signUp } from '../identity/commands/sign-in.ts'
import { createDepartment } from '../structure/commands.ts'
import { addPerson, changeMembership, endMembership, leaveOrganization } from './commands/people.ts'
import { getMember, listPeople } from './queries.ts'

let app: TestApp
let ada: TestPerson
let harbor: TestOrganization
let other: TestOrganization
let boris: TestPerson

beforeAll(async () => {
  app = await createTestApp()
  ada = await app.person('Ada')
  boris = await app.person('Boris')
  harbor = await app.organization(ada, 'harbor')
  other = await app.organization(boris, 'other')
})
afterAll(() => app.close())

const tokenMailedTo = async (address: string) =>
  new URL(await app.linkMailedTo(address)).searchParams.get('token') ?? ''
const entered = (address: string, name = 'Odalys') => ({ name, address, roles: ['learner' as const] })
const add = (address: string) => app.inOrg(harbor, ada, (scope) => addPerson(scope, entered(address)))
const departmentOf = async (name: string) =>
  (await app.inOrg(harbor, ada, (scope) => createDepartment(scope, { name }))).id
const personWith = async (address: string) =>
  (
    await app.asOwner(
      `SELECT p.id, p.name, p.user_id IS NOT NULL AS account FROM assay.person p JOIN assay.person_email e ON e.person_id = p.id WHERE address = '${address}'`,
    )
  ).map((row) => row)
const put = (path: string, as: TestPerson, body: unknown) =>
  app.fetch(path, {
    as,
    method: 'PUT',
    body: JSON.stringify(body),
    headers: { 'content-type': 'application/json' },
  })

describe('a person entered without an account', () => {
  it('is a member at once, with the day they joined', async () => {
    const joinedAt = new Date('2025-01-15T00:00:00Z')
    const quay = await departmentOf('Quay')
    const { personId } = await app.inOrg(harbor, ada, (scope) =>
      addPerson(scope, { ...entered('odalys@example.org'), departmentId: quay, joinedAt }),
    )
    await expect(app.inOrg(harbor, ada, (scope) => getMember(scope, personId))).resolves.toMatchObject({
      name: 'Odalys',
      userId: null,
      department: 'Quay',
      joinedAt,
    })
  })

  it('becomes the account of who signs in by a link to the address', async () => {
    const { personId } = await add('by-link@example.org')
    await mailSignInLink(app.deps, new Headers(), { email: 'by-link@example.org' })
    await signInByLink(app.deps, new Headers(), await tokenMailedTo('by-link@example.org'), 'en')
    expect(await personWith('by-link@example.org')).toEqual([{ id: personId, name: 'Odalys', account: true }])
  })

  it('becomes the account of who signs up by password, only once the address is confirmed', async () => {
    const { personId } = await add('by-password@example.org')
    await signUp(app.deps, new Headers(), {
      name: 'Somebody',
      email: 'by-password@example.org',
      password: 'a long enough phrase',
      language: 'en',
    })
    const before = await personWith('by-password@example.org')
    expect(before).toHaveLength(2)
    expect(before).toContainEqual({ id: personId, name: 'Odalys', account: false })
    await confirmSignUp(app.deps, new Headers(), {
      token: await tokenMailedTo('by-password@example.org'),
      password: 'a long enough phrase',
    })
    expect(await personWith('by-password@example.org')).toEqual([
      { id: personId, name: 'Odalys', account: true },
    ])
  })

  it('may be entered while somebody has registered the address and not proven it', async () => {
    const address = 'claimed@example.org'
    await signUp(app.deps, new Headers(), {
      name: 'S',
      email: address,
      password: 'a long enough phrase',
      language: 'en',
    })
    const { personId } = await add(address)
    await confirmSignUp(app.deps, new Headers(), {
      token: await tokenMailedTo(address),
      password: 'a long enough phrase',
    })
    expect(await personWith(address)).toEqual([{ id: personId, name: 'Odalys', account: true }])
  })

  it('is the same person for the second organization that enters the address', async () => {
    const { personId } = await add('twice@example.org')
    const second = await app.inOrg(other, boris, (scope) =>
      addPerson(scope, entered('twice@example.org', 'O. F.')),
    )
    expect(second.personId).toBe(personId)
  })

  it('is refused for the address of an account, and for a member', async () => {
    await expect(add(boris.email)).rejects.toMatchObject({ text: 'person_has_account' })
    await add('again@example.org')
    await expect(add('again@example.org')).rejects.toMatchObject({ text: 'member_already' })
  })

  it('leaves nothing behind when the command fails after the person was made', async () => {
    const failing = app.inOrg(harbor, ada, async (scope) => {
      await addPerson(scope, entered('rolled-back@example.org'))
      throw new Error('after')
    })
    await expect(failing).rejects.toThrow('after')
    expect(await personWith('rolled-back@example.org')).toEqual([])
  })

  it('goes back to the organization’s scope: the next statement sees no other organization', async () => {
    const seen = await app.inOrg(harbor, ada, async (scope) => {
      await addPerson(scope, entered('scope@example.org'))
      return scope.db.selectFrom('membership').select('orgId').where('orgId', '=', other.id).execute()
    })
    expect(seen).toEqual([])
  })
})

describe('a member', () => {
  it('A4 whose role is taken away is refused with the session they have', async () => {
    const manager = await app.member(harbor, 'Mara', 'administrator')
    const people = `/api/v1/organizations/${harbor.slug}/people`
    expect((await app.fetch(people, { as: manager })).status).toBe(200)
    await app.inOrg(harbor, ada, (scope) => changeMembership(scope, manager.id, { roles: ['learner'] }))
    expect((await app.fetch(people, { as: manager })).status).toBe(403)
  })

  it('A4 whose membership ended no longer finds the organization', async () => {
    const leaver = await app.member(harbor, 'Lena', 'administrator')
    await app.inOrg(harbor, ada, (scope) => endMembership(scope, leaver.id))
    const response = await app.fetch(`/api/v1/organizations/${harbor.slug}`, { as: leaver })
    expect(response.status).toBe(404)
    await expect(app.inOrg(harbor, ada, (scope) => getMember(scope, leaver.id))).rejects.toMatchObject({
      code: 'not_found',
    })
  })

  it('may leave, and may be entered again only by invitation', async () => {
    const leaver = await app.member(harbor, 'Leo', 'learner')
    await app.inPerson(leaver, (scope) => leaveOrganization(scope, harbor.id))
    await expect(app.inPerson(leaver, (scope) => leaveOrganization(scope, harbor.id))).rejects.toMatchObject({
      code: 'not_found',
    })
    const events = await app.asOwner(
      `SELECT org_id, person_id FROM assay.audit_event WHERE action = 'membership.left' AND actor_person_id = '${leaver.id}'`,
    )
    expect(events).toEqual([{ org_id: harbor.id, person_id: leaver.id }])
  })

  it('has a manager who is a member here and is not below them', async () => {
    const [top, low] = [
      await app.member(harbor, 'Top', 'learner'),
      await app.member(harbor, 'Low', 'learner'),
    ]
    const set = (id: string, managerId: string) =>
      app.inOrg(harbor, ada, (scope) => changeMembership(scope, id, { roles: ['learner'], managerId }))
    await set(low.id, top.id)
    await expect(set(top.id, low.id)).rejects.toMatchObject({ fields: [{ code: 'manager_circle' }] })
    await expect(set(low.id, low.id)).rejects.toMatchObject({ fields: [{ code: 'manager_circle' }] })
    await expect(set(low.id, boris.id)).rejects.toMatchObject({ fields: [{ code: 'manager_unknown' }] })
  })
})

describe('the last administrator', () => {
  it('stays: no change of role, no end of membership, no leaving', async () => {
    const founder = await app.person('Fay')
    const solo = await app.organization(founder, 'solo')
    // An administrator without an account could not help anybody.
    await app.inOrg(solo, founder, (scope) =>
      addPerson(scope, { ...entered('paper-admin@example.org'), roles: ['administrator'] }),
    )
    const refused = { code: 'wrong_state', text: 'last_administrator' }
    await expect(
      app.inOrg(solo, founder, (scope) => changeMembership(scope, founder.id, { roles: ['learner'] })),
    ).rejects.toMatchObject(refused)
    await expect(app.inOrg(solo, founder, (scope) => endMembership(scope, founder.id))).rejects.toMatchObject(
      refused,
    )
    await expect(app.inPerson(founder, (scope) => leaveOrganization(scope, solo.id))).rejects.toMatchObject(
      refused,
    )
  })

  it('remains also when two leave at one moment', async () => {
    const [one, two] = [await app.person('One'), await app.person('Two')]
    const pair = await app.organization(one, 'pair')
    await app.inSystem((scope) =>
      scope.db
        .insertInto('membership')
        .values({ orgId: pair.id, personId: two.id, roles: ['administrator'], joinedAt: app.deps.now() })
        .execute(),
    )
    const outcomes = await Promise.allSettled(
      [one, two].map((person) => app.inPerson(person, (scope) => leaveOrganization(scope, pair.id))),
    )
    expect(outcomes.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected'])
  })
})

describe('the people of an organization', () => {
  it('are found by a part of name, address or department, and signs of LIKE are plain signs', async () => {
    const departmentId = await departmentOf('Reefer')
    await app.inOrg(harbor, ada, (scope) =>
      addPerson(scope, { ...entered('percent@example.org', '100% Sure'), departmentId }),
    )
    const names = async (q: string) =>
      (await app.inOrg(harbor, ada, (scope) => listPeople(scope, { q, limit: 50, offset: 0 }))).items.map(
        ({ name }) => name,
      )
    expect(await names('reef')).toEqual(['100% Sure'])
    expect(await names('0% s')).toEqual(['100% Sure'])
    expect(await names('_%_nobody')).toEqual([])
  })

  it.each([["'; DROP TABLE person; --"], ["' OR '1'='1"], ['\\'], ['%00']])(
    'A9 are searched with %j as words',
    async (q) => {
      const response = await app.fetch(
        `/api/v1/organizations/${harbor.slug}/people?q=${encodeURIComponent(q)}`,
        { as: ada },
      )
      expect([response.status, await response.json()]).toEqual([200, { items: [], total: 0, more: false }])
    },
  )

  it('A1 A2 are those of the address, whatever the body says', async () => {
    const member = await app.member(harbor, 'Moe', 'learner')
    const path = `/api/v1/organizations/${harbor.slug}/people/${member.id}`
    expect((await put(path, boris, { roles: ['administrator'] })).status).toBe(404)
    expect((await put(path, ada, { roles: ['learner'], orgId: other.id })).status).toBe(422)
    expect((await put(path, member, { roles: ['administrator'] })).status).toBe(403)
    await expect(app.inOrg(harbor, ada, (scope) => getMember(scope, member.id))).resolves.toMatchObject({
      roles: ['learner'],
    })
  })
})
