import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import {
  createTestApp,
  type TestApp,
  type TestOrganization,
  type TestPerson,
} from '../../../test/test-app.ts'
import { recordEvent } from './commands.ts'
import { listOwnEvents, searchEvents } from './queries.ts'
import type { AuditFilter } from './schema.ts'

let app: TestApp
let ada: TestPerson
let harbor: TestOrganization
let other: TestOrganization

beforeAll(async () => {
  app = await createTestApp()
  ada = await app.person('Ada')
  harbor = await app.organization(ada, 'harbor')
  other = await app.organization(await app.person('Boris'), 'other')
})
afterAll(() => app.close())

const record = (action: string, data: Record<string, unknown> = {}, personId?: string) =>
  app.inOrg(harbor, ada, (scope) =>
    recordEvent(scope, {
      action,
      recordType: 'crane',
      recordId: 'c-7',
      data,
      ...(personId === undefined ? {} : { personId }),
    }),
  )
const search = async (filter: AuditFilter & { timeZone?: string }) =>
  (await app.inOrg(harbor, ada, (scope) => searchEvents(scope, filter, { limit: 50, offset: 0 }))).items.map(
    ({ action }) => action,
  )
const events = (query: string, as: TestPerson) =>
  app.fetch(`/api/v1/organizations/${harbor.slug}/audit-events${query}`, { as })

describe('the trail of an organization', () => {
  it('is searched by words in any order, over facts, records and names', async () => {
    const lena = await app.member(harbor, 'Lena Quay', 'learner')
    await app.asOwner(`UPDATE assay.person SET name = 'Lena Quay' WHERE id = '${lena.id}'`)
    await record('crane.checked', { note: 'Hook 100% sound' }, lena.id)
    expect(await search({ q: 'hook checked' })).toEqual(['crane.checked'])
    expect(await search({ q: 'Quay' })).toEqual(['crane.checked'])
    expect(await search({ q: '100% s_und' })).toEqual([])
    expect(await search({ recordType: 'crane', recordId: 'c-7' })).toEqual(['crane.checked'])
  })

  it('is filtered by action, actor and days of the reader’s zone', async () => {
    const before = app.clock.now
    app.clock.now = new Date('2026-06-01T02:00:00Z')
    await record('crane.moved')
    app.clock.now = before
    const day = { action: 'crane.moved', from: '2026-06-01', to: '2026-06-01' }
    expect(await search(day)).toEqual(['crane.moved'])
    // Two in the morning by UTC is still the day before in New York.
    expect(await search({ ...day, timeZone: 'America/New_York' })).toEqual([])
    expect(await search({ ...day, actor: ada.id })).toEqual(['crane.moved'])
    expect(await search({ ...day, actor: crypto.randomUUID() })).toEqual([])
  })

  it('A1 holds nothing of another organization', async () => {
    const { items } = await app.inOrg(harbor, ada, (scope) =>
      searchEvents(scope, {}, { limit: 200, offset: 0 }),
    )
    const theirs = await app.asOwner(`SELECT id FROM assay.audit_event WHERE org_id = '${other.id}'`)
    expect(theirs.length).toBeGreaterThan(0)
    const ids = new Set(items.map(({ id }) => id))
    expect(theirs.filter(({ id }) => ids.has(String(id)))).toEqual([])
  })

  it('is for administrators', async () => {
    const manager = await app.member(harbor, 'Mara', 'program_manager')
    expect((await events('', manager)).status).toBe(403)
    const { items, total } = await (await events('?limit=1', ada)).json()
    expect(items).toHaveLength(1)
    expect(total).toBeGreaterThan(1)
  })

  it.each(["?q='%20OR%201=1--", '?actor=1%20OR%201=1', '?from=2026-13-01', '?limit=0', "?recordId='%3B--"])(
    'A9 takes %s as words or refuses it',
    async (query) => {
      const response = await events(query, ada)
      if (response.status === 200) expect(await response.json()).toEqual({ items: [], total: 0 })
      else expect(response.status).toBe(422)
    },
  )

  it('F5 leaves as a file that no spreadsheet runs', async () => {
    await app.asOwner(`UPDATE assay.person SET name = '=HYPERLINK("http://evil")' WHERE id = '${ada.id}'`)
    await record('crane.exported')
    const response = await app.fetch(`/o/${harbor.slug}/audit/export.csv?action=crane.exported`, { as: ada })
    expect(response.headers.get('content-type')).toBe('text/csv; charset=utf-8')
    expect(response.headers.get('content-disposition')).toMatch(
      /^attachment; filename="audit-harbor-[\d-]+\.csv"$/,
    )
    const lines = (await response.text()).split('\r\n')
    expect(lines).toHaveLength(3)
    expect(lines[1]).toContain(`"'=HYPERLINK(""http://evil"")"`)
    const manager = await app.member(harbor, 'Max', 'program_manager')
    expect((await app.fetch(`/o/${harbor.slug}/audit/export.csv`, { as: manager })).status).toBe(403)
  })
})

describe('a person’s own trail', () => {
  it('shows what was done to them in every organization, and nothing of others', async () => {
    const lea = await app.member(harbor, 'Lea', 'learner')
    await record('crane.lent', {}, lea.id)
    const own = await app.inPerson(lea, (scope) => listOwnEvents(scope, { limit: 50, offset: 0 }))
    expect(own.items.map(({ action }) => action)).toEqual(['crane.lent'])
    const { items } = await (await app.fetch('/api/v1/me/audit-events', { as: lea })).json()
    expect(items).toHaveLength(1)
  })
})
