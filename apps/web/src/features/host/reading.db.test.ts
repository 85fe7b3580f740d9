import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { issuedTo, makeProgram, type Program } from '../../../test/awards.ts'
import {
  call,
  connected,
  faultOf,
  joinAsLearner,
  type Platform,
  putBadge,
  READ,
  READ_PROFILE,
  type ReadBadges,
  readBadges,
  registered,
  WRITE,
  WRITE_PROFILE,
  writtenBadge as written,
} from '../../../test/host-platform.ts'
import { createTestApp, TEST_ORIGIN, type TestApp, type TestPerson } from '../../../test/test-app.ts'

let app: TestApp
let program: Program
let platform: Platform
let ana: TestPerson
let token: string
beforeAll(async () => {
  app = await createTestApp()
  program = await makeProgram(app, 'harbor')
  platform = await registered(app)
  ana = await app.person('Ana')
  token = await tokenOf(ana, READ, WRITE, READ_PROFILE, WRITE_PROFILE)
}, 60_000)
afterAll(() => app.close())

const tokenOf = async (person: TestPerson, ...scopes: string[]) =>
  (await connected(app, platform, person, ...scopes)).access_token

const NOW = Date.parse('2026-05-03T10:00:00Z')
const DAY = 86_400_000
const JSON_LD = 'application/vc+ld+json'

const put = (body: string, type = 'application/json', bearer: string | undefined = token) =>
  putBadge(app, bearer, body, type)
const readAll = (bearer = token, query = '') => readBadges(app, bearer, query)

describe('OH7: what is read', () => {
  let many: string
  let reader: TestPerson
  const ids = ['a', 'b', 'c', 'd', 'e'].map((letter) => `urn:uuid:page-${letter}`)
  beforeAll(async () => {
    reader = await app.person('Reader')
    many = await tokenOf(reader, READ, WRITE)
    for (const [i, id] of ids.entries())
      expect((await put(await written({ id, validFrom: NOW - (i + 1) * DAY }), JSON_LD, many)).status).toBe(
        201,
      )
  })
  const base = `${TEST_ORIGIN}/ims/ob/v3p0/credentials`
  const page = async (query: string) => {
    const { response, body } = await readAll(many, query)
    const links = Object.fromEntries(
      [...(response.headers.get('link') ?? '').matchAll(/<([^>]*)>; rel="(\w+)"/g)].map(([, to, rel]) => [
        rel,
        to,
      ]),
    )
    return {
      ids: body.credential.map(({ id }) => String(id).slice(-1)).join(''),
      total: response.headers.get('x-total-count'),
      links,
    }
  }

  it('OH7 is whole without a Link where everything is in the answer', async () => {
    expect(await page('')).toEqual({ ids: 'abcde', total: '5', links: {} })
    expect(await page('?limit=5')).toEqual({ ids: 'abcde', total: '5', links: {} })
  })

  it('OH7 comes in pages with first, last, next and prev, which lead through all of it', async () => {
    const at = (offset: number) => `${base}?limit=2&offset=${offset}`
    expect(await page('?limit=2')).toEqual({
      ...{ ids: 'ab', total: '5' },
      links: { first: at(0), last: at(4), next: at(2) },
    })
    expect(await page('?limit=2&offset=2')).toEqual({
      ...{ ids: 'cd', total: '5' },
      links: { first: at(0), last: at(4), next: at(4), prev: at(0) },
    })
    expect(await page('?limit=2&offset=4')).toEqual({
      ...{ ids: 'e', total: '5' },
      links: { first: at(0), last: at(4), prev: at(2) },
    })
    expect((await page('?limit=2&offset=1')).links.prev).toBe(at(0))
    expect(await page('?limit=2&offset=90')).toEqual({
      ...{ ids: '', total: '5' },
      links: { first: at(0), last: at(4), prev: at(3) },
    })
  })

  it('OH7 since leaves out what was issued before, in the pages too', async () => {
    const since = new Date(NOW - 3.5 * DAY).toISOString()
    expect(await page(`?since=${since}`)).toEqual({ ids: 'abc', total: '3', links: {} })
    const { links } = await page(`?since=${since}&limit=1`)
    expect(new URL(links.next ?? '').searchParams.get('since')).toBe(since)
    // Exactly then is not after it, in whichever zone it is said.
    expect((await page(`?since=${encodeURIComponent('2026-05-01T12:00:00+02:00')}`)).ids).toBe('a')
  })

  it('OH7 parameters that the standard does not have are passed over; those that make no sense are refused', async () => {
    expect((await page('?limit=2&sort=name&fields=x')).ids).toBe('ab')
    for (const query of [
      ...['limit=0', 'limit=-1', 'limit=two', 'limit=1.5', 'limit=', 'limit=99999999999'],
      ...['offset=-1', 'offset=x', 'since=yesterday', 'since=2026-05-03', 'limit=1&limit=2'],
    ])
      expect(await faultOf(await call(app, `/credentials?${query}`, many))).toEqual([
        400,
        'invalid_query_parameter',
      ])
    expect((await page('?limit=4000')).ids).toBe('abcde')
  })

  it('OH1 what was removed is not read; what the owner hides of a badge is not read either', async () => {
    const { items } = (await (await app.fetch('/api/v1/me/backpack', { as: reader })).json()) as {
      items: { id: string; credentialUrl: string }[]
    }
    const last = items.find(({ credentialUrl }) => credentialUrl === ids[4])
    await app.fetch(`/api/v1/me/backpack/${last?.id}`, { as: reader, method: 'DELETE' })
    expect((await page('')).ids).toBe('abcd')

    const credentialId = await issuedTo(
      app,
      program,
      await joinAsLearner(app, program.organization.id, reader),
    )
    const whole = await readAll(many)
    const mine = (read: ReadBadges) => read.credential.find(({ id }) => String(id).includes(credentialId))
    const tells = (read: ReadBadges) => JSON.stringify(mine(read)).includes('"emailAddress"')
    expect(tells(whole.body)).toBe(true)
    const [entry] = await app.asOwner(
      `SELECT id FROM assay.backpack_entry WHERE credential_id = '${credentialId}'`,
    )
    const hidden = await app.fetch(`/api/v1/me/backpack/${entry?.id}/sharing`, {
      ...{ as: reader, method: 'PUT', headers: { 'content-type': 'application/json' } },
      body: JSON.stringify({ visibility: 'private', hide: ['address'] }),
    })
    expect(hidden.status, await hidden.clone().text()).toBe(200)
    const part = await readAll(many)
    expect(mine(part.body)).toBeDefined()
    expect(tells(part.body)).toBe(false)
  })
})

describe('OH1: the profile', () => {
  it('OH1 is that of the person who agreed, by name and main address', async () => {
    const response = await call(app, '/profile', token)
    expect(response.headers.get('cache-control')).toBe('no-store')
    expect(await response.json()).toEqual({
      '@context': ['https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json'],
      ...{ id: `urn:uuid:${ana.id}`, type: ['Profile'], name: 'Ana', email: ana.email },
    })
  })

  it('OH1 can be put, as far as the name goes; who may not read it is not told the address', async () => {
    const bo = await app.person('Bo')
    const change = (bearer: string, profile: unknown) =>
      call(app, '/profile', bearer, {
        ...{ method: 'PUT', headers: { 'content-type': 'application/json' }, body: JSON.stringify(profile) },
      })
    const own = { id: `urn:uuid:${bo.id}`, type: ['Profile'], name: 'Bo Quist', phone: '111' }
    const changed = await change(await tokenOf(bo, READ_PROFILE, WRITE_PROFILE), own)
    expect([changed.status, await changed.json()]).toMatchObject([200, { name: 'Bo Quist', email: bo.email }])
    const writer = await tokenOf(bo, WRITE_PROFILE)
    expect(await (await change(writer, own)).json()).not.toHaveProperty('email')
    for (const wrong of [
      { ...own, id: `urn:uuid:${ana.id}` },
      { ...own, type: 'Person' },
      { ...own, name: '' },
      [],
    ])
      expect(await faultOf(await change(writer, wrong))).toEqual([400, 'invalid_data'])
    expect(await (await call(app, '/profile', token)).json()).toMatchObject({ name: 'Ana' })
  })
})
