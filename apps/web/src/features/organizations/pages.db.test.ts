import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import {
  createTestApp,
  type TestApp,
  type TestOrganization,
  type TestPerson,
} from '../../../test/test-app.ts'
import { hashSecret } from '../../db/lookups.ts'
import { createDepartment } from '../structure/commands.ts'
import { getMember, listInvitations } from './queries.ts'

let app: TestApp
let ada: TestPerson
let harbor: TestOrganization

beforeAll(async () => {
  app = await createTestApp({ now: () => new Date() })
  ada = await app.person('Ada')
  harbor = await app.organization(ada, 'harbor')
})
afterAll(() => app.close())

const post = (path: string, fields: readonly (readonly [string, string])[], as?: TestPerson) =>
  app.fetch(path, {
    as,
    method: 'POST',
    body: new URLSearchParams(fields.map(([name, value]) => [name, value])),
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
  })
const ORGANIZATION = [
  ['name', 'Quay Works'],
  ['mark', 'qw'],
  ['locale', 'en'],
] as const

describe('the first page of an installation', () => {
  it('leads through an account, makes the organization once, and then its code is spent', async () => {
    const fresh = await createTestApp({
      now: () => new Date(),
      config: { ...app.deps.config, openOrganizations: false },
    })
    await fresh.inSystem((scope) =>
      scope.db
        .updateTable('instance')
        .set({ setupCodeHash: hashSecret('the-code') })
        .execute(),
    )
    const operator = await fresh.person('Operator')
    expect((await fresh.fetch('/setup?code=wrong', { as: operator })).status).toBe(403)
    expect(await (await fresh.fetch('/setup?code=the-code')).text()).toContain(
      '/sign-up?next=%2Fsetup%3Fcode%3Dthe-code',
    )
    const make = (slug: string, code: string) =>
      fresh.fetch('/setup', {
        as: operator,
        method: 'POST',
        body: new URLSearchParams([...ORGANIZATION.map(([n, v]) => [n, v]), ['slug', slug], ['code', code]]),
      })
    expect((await make('quay', 'wrong')).status).toBe(403)
    const made = await make('quay', 'the-code')
    expect([made.status, made.headers.get('location')]).toEqual([302, '/o/quay/people'])
    expect((await make('second', 'the-code')).status).toBe(403)
    expect((await fresh.fetch('/organizations/new', { as: operator })).status).toBe(404)
    const [row] = await fresh.asOwner(`SELECT mark FROM assay.organization WHERE slug = 'quay'`)
    expect(row).toEqual({ mark: 'QW' })
    await fresh.close()
  })

  it('keeps what was typed when the short name is taken', async () => {
    const response = await post('/organizations/new', [...ORGANIZATION, ['slug', 'harbor']], ada)
    const html = await response.text()
    expect(response.status).toBe(422)
    expect(html).toContain('Another organization has this short name.')
    expect(html).toContain('value="Quay Works"')
  })
})

describe('inviting from the page', () => {
  const invite = (people: string, as = ada) =>
    post(
      `/o/${harbor.slug}/people/invite`,
      [
        ['people', people],
        ['roles[]', 'learner'],
        ['roles[]', 'assessor'],
      ],
      as,
    )

  it('sends a letter to each line, with or without a name', async () => {
    const response = await invite('Odalys Ferreiro <Odalys@example.org>\nkwabena@example.org')
    expect(response.headers.get('location')).toBe(`/o/${harbor.slug}/people?done=invited`)
    const open = await app.inOrg(harbor, ada, listInvitations)
    expect(open.map(({ address, name, roles }) => [address, name, roles]).sort()).toEqual([
      ['kwabena@example.org', null, ['learner', 'assessor']],
      ['odalys@example.org', 'Odalys Ferreiro', ['learner', 'assessor']],
    ])
    expect(await app.linkMailedTo('odalys@example.org')).toMatch(/\/invitations\/[\w-]{43}$/)
  })

  it('sends none when one line cannot be invited, and keeps the text', async () => {
    const response = await invite(`fresh@example.org\n${ada.email}`)
    const html = await response.text()
    expect(response.status).toBe(422)
    expect(html).toContain('fresh@example.org')
    const letters = await app.asOwner(`SELECT 1 FROM assay.mail WHERE to_address = 'fresh@example.org'`)
    expect(letters).toEqual([])
    expect((await invite('not an address')).status).toBe(422)
  })

  it('is closed to everybody but administrators', async () => {
    const manager = await app.member(harbor, 'Mara', 'program_manager')
    expect((await app.fetch(`/o/${harbor.slug}/people/invite`, { as: manager })).status).toBe(403)
    expect((await invite('y@example.org', manager)).status).toBe(403)
  })
})

describe('an invitation’s page', () => {
  it('brings a stranger by one mailed link into the organization', async () => {
    await post(
      `/o/${harbor.slug}/people/invite`,
      [
        ['people', 'guest@example.org'],
        ['roles[]', 'learner'],
      ],
      ada,
    )
    const path = new URL(await app.linkMailedTo('guest@example.org')).pathname
    expect(await (await app.fetch(path)).text()).toContain('Organization harbor invites you')
    expect((await post(path, [['intent', 'accept']])).headers.get('location')).toContain('/sign-in?next=')
    await post(path, [['intent', 'link']])
    const link = new URL(await app.linkMailedTo('guest@example.org'))
    expect(link.searchParams.get('next')).toBe(path)
    const entered = await post('/sign-in/link', [
      ['token', link.searchParams.get('token') ?? ''],
      ['next', path],
    ])
    const cookie = entered.headers.get('set-cookie')?.split(';')[0] ?? ''
    const accepted = await app.fetch(path, {
      method: 'POST',
      headers: { cookie },
      body: new URLSearchParams({ intent: 'accept' }),
    })
    expect(accepted.headers.get('location')).toBe('/home?joined=harbor')
  })

  it('A6 tells who is signed in as somebody else, and lets them not in', async () => {
    await post(
      `/o/${harbor.slug}/people/invite`,
      [
        ['people', 'right@example.org'],
        ['roles[]', 'learner'],
      ],
      ada,
    )
    const path = new URL(await app.linkMailedTo('right@example.org')).pathname
    const wrong = await app.person('Wrong')
    expect(await (await app.fetch(path, { as: wrong })).text()).toContain('You are signed in as Wrong.')
    expect((await post(path, [['intent', 'accept']], wrong)).status).toBe(403)
    expect((await app.fetch('/invitations/nothing')).status).toBe(404)
  })
})

describe('a member’s page', () => {
  it('changes roles, and shows the last administrator why they stay', async () => {
    const member = await app.member(harbor, 'Moe', 'learner')
    const path = (id: string) => `/o/${harbor.slug}/people/${id}`
    const { id: quay } = await app.inOrg(harbor, ada, (scope) => createDepartment(scope, { name: 'Quay' }))
    const changed = await post(
      path(member.id),
      [
        ['intent', 'change'],
        ['roles[]', 'assessor'],
        ['departmentId', quay],
      ],
      ada,
    )
    expect(changed.headers.get('location')).toBe(`${path(member.id)}?saved=1`)
    await expect(app.inOrg(harbor, ada, (scope) => getMember(scope, member.id))).resolves.toMatchObject({
      roles: ['assessor'],
      department: 'Quay',
    })
    const refused = await post(path(ada.id), [['intent', 'end']], ada)
    expect([refused.status, await refused.text()]).toEqual([
      409,
      expect.stringContaining('An organization keeps at least one administrator.'),
    ])
    expect((await post(path(member.id), [['intent', 'end']], member)).status).toBe(403)
  })
})

describe('pages of an organization', () => {
  it.each([
    'settings',
    'people',
    'people/invite',
    'api-keys',
    'audit',
    'people?q=%25&role=nobody&page=x',
    'audit?from=x&page=-1',
  ])('%s open for administrators, and for strangers there is no such organization', async (page) => {
    const boris = await app.person('Boris')
    expect((await app.fetch(`/o/${harbor.slug}/${page}`, { as: ada })).status).toBe(200)
    expect((await app.fetch(`/o/${harbor.slug}/${page}`, { as: boris })).status).toBe(404)
  })

  it('refuse a colour that cannot be read on paper', async () => {
    const change = (accent: string) =>
      post(`/o/${harbor.slug}/settings`, [...ORGANIZATION, ['accent', accent]], ada)
    const light = await change('#ffee88')
    expect([light.status, await light.text()]).toEqual([422, expect.stringContaining('too light')])
    expect((await change('#2c3e94')).status).toBe(302)
    expect(await (await app.fetch(`/o/${harbor.slug}/people`, { as: ada })).text()).toContain('--org-accent')
  })

  it('show a key’s secret once, in the answer to its form', async () => {
    const path = `/o/${harbor.slug}/api-keys`
    const made = await post(
      path,
      [
        ['intent', 'make'],
        ['name', 'Feed'],
        ['scopes[]', 'people:read'],
        ['expiresInDays', '30'],
      ],
      ada,
    )
    const secret = /assay_[A-Za-z0-9_-]{43}/.exec(await made.text())?.[0] ?? ''
    expect(secret).not.toBe('')
    expect(await (await app.fetch(path, { as: ada })).text()).not.toContain(secret)
    const people = `/api/v1/organizations/${harbor.slug}/people`
    expect((await app.fetch(people, { headers: { authorization: `Bearer ${secret}` } })).status).toBe(200)
  })
})

describe('a person in two organizations', () => {
  it('chooses which one the masthead shows, without scripts', async () => {
    const second = await app.organization(ada, 'second')
    const shown = async (cookie: string) =>
      /<span class="name">([^<]*)/.exec(
        await (await app.fetch('/settings', { headers: { cookie } })).text(),
      )?.[1]
    const chosen = await post('/organization', [['organization', second.slug]], ada)
    const cookie = chosen.headers.get('set-cookie')?.split(';')[0] ?? ''
    expect(await shown(`${ada.cookie}; ${cookie}`)).toBe('Organization second')
    expect(
      (await post('/organization', [['organization', 'nobody’s']], ada)).headers.get('set-cookie'),
    ).toBeNull()
  })
})
