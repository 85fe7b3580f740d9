import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import {
  createTestApp,
  type TestApp,
  type TestOrganization,
  type TestPerson,
} from '../../../test/test-app.ts'
import { endMembership } from '../organizations/commands/people.ts'
import { addToGroup, createGroup, takeOutOfGroup } from './commands/groups.ts'
import { setManager } from './commands/managers.ts'
import { changeDepartment, createDepartment, moveIntoDepartment, removeDepartment } from './commands.ts'
import {
  isReportOf,
  membersOfDepartment,
  membersOfGroup,
  membersWithRole,
  reportsOf,
} from './queries/members.ts'
import { getDepartment, listDepartments } from './queries.ts'

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
const make = async (name: string, parentId?: string) =>
  (await asAda((scope) => createDepartment(scope, { name, parentId }))).id
const names = ({ items }: { readonly items: readonly { readonly name: string }[] }) =>
  items.map(({ name }) => name)
const wrongFields = (path: string) => ({ code: 'invalid_input', fields: [{ path }] })

describe('departments', () => {
  it('stand below each other, never below themselves, with one name a place', async () => {
    const [yard, crane] = [await make('Yard'), await make('Crane')]
    await asAda((scope) => changeDepartment(scope, crane, { name: 'Crane', parentId: yard }))
    await expect(
      asAda((scope) => changeDepartment(scope, yard, { name: 'Yard', parentId: crane })),
    ).rejects.toMatchObject(wrongFields('parentId'))
    await expect(make('yARD')).rejects.toMatchObject(wrongFields('name'))
    await expect(make('Crane')).resolves.toEqual(expect.any(String))
    await expect(make('Crane', yard)).rejects.toMatchObject(wrongFields('name'))
  })

  it('have members, with those of the departments below on request, a page at a time', async () => {
    const top = await make('Terminal')
    const gate = await make('Gate', top)
    const people = [
      await app.member(harbor, 'Nia', 'learner'),
      await app.member(harbor, 'Omar', 'learner'),
      await app.member(harbor, 'Pia', 'learner'),
    ]
    await asAda((scope) => moveIntoDepartment(scope, top, [people[0]?.id ?? '']))
    await asAda((scope) =>
      moveIntoDepartment(
        scope,
        gate,
        people.slice(1).map(({ id }) => id),
      ),
    )
    expect(names(await asAda((scope) => membersOfDepartment(scope, top)))).toEqual(['Nia'])
    const page = await asAda((scope) => membersOfDepartment(scope, top, { deep: true, limit: 2, offset: 1 }))
    expect([names(page), page.total]).toEqual([['Omar', 'Pia'], 3])
    expect(names(await asAda((scope) => membersOfDepartment(scope, top, { deep: true, q: 'pi' })))).toEqual([
      'Pia',
    ])
    await asAda((scope) => endMembership(scope, people[2]?.id ?? ''))
    expect(names(await asAda((scope) => membersOfDepartment(scope, gate)))).toEqual(['Omar'])
  })

  it('leave their people and the departments below behind when they are removed', async () => {
    const top = await make('Old top')
    const middle = await make('Old middle', top)
    const leaf = await make('Old leaf', middle)
    const member = await app.member(harbor, 'Quim', 'learner')
    await asAda((scope) => moveIntoDepartment(scope, middle, [member.id]))
    await asAda((scope) => removeDepartment(scope, middle))
    await expect(asAda((scope) => getDepartment(scope, middle))).rejects.toMatchObject({ code: 'not_found' })
    await expect(asAda((scope) => getDepartment(scope, leaf))).resolves.toMatchObject({ parentId: top })
    expect(
      await app.asOwner(`SELECT department_id FROM assay.membership WHERE person_id = '${member.id}'`),
    ).toEqual([{ department_id: null }])
  })

  it('A1 of another organization are not seen, not changed and no place for one’s people', async () => {
    const yard = await make('Our yard')
    const asBoris = <T>(work: Parameters<typeof app.inOrg<T>>[2]) => app.inOrg(other, boris, work)
    expect(await asBoris(listDepartments)).toEqual([])
    await expect(asBoris((scope) => removeDepartment(scope, yard))).rejects.toMatchObject({
      code: 'not_found',
    })
    await expect(asBoris((scope) => moveIntoDepartment(scope, yard, [boris.id]))).rejects.toMatchObject({
      code: 'not_found',
    })
    await expect(
      asBoris((scope) => createDepartment(scope, { name: 'Ours', parentId: yard })),
    ).rejects.toMatchObject(wrongFields('parentId'))
    await expect(
      asAda((scope) => createDepartment(scope, { name: 'With a stranger', headId: boris.id })),
    ).rejects.toMatchObject(wrongFields('headId'))
    // Without the query's own condition row-level security alone hides them.
    expect(await asBoris((scope) => scope.db.selectFrom('department').select('id').execute())).toEqual([])
  })
})

describe('managers', () => {
  it('are set for many at once, and their reports are found through others', async () => {
    const [lead, deputy, hand] = [
      await app.member(harbor, 'Lead', 'people_manager'),
      await app.member(harbor, 'Deputy', 'learner'),
      await app.member(harbor, 'Hand', 'learner'),
    ]
    await asAda((scope) => setManager(scope, [deputy.id], lead.id))
    await asAda((scope) => setManager(scope, [hand.id], deputy.id))
    expect(names(await asAda((scope) => reportsOf(scope, lead.id)))).toEqual(['Deputy', 'Hand'])
    expect(names(await asAda((scope) => reportsOf(scope, lead.id, { direct: true })))).toEqual(['Deputy'])
    expect(await asAda((scope) => isReportOf(scope, lead.id, hand.id))).toBe(true)
    expect(await asAda((scope) => isReportOf(scope, hand.id, lead.id))).toBe(false)
    expect(await asAda((scope) => isReportOf(scope, lead.id, lead.id))).toBe(false)
    await expect(asAda((scope) => setManager(scope, [lead.id, ada.id], hand.id))).rejects.toMatchObject(
      wrongFields('managerId'),
    )
    await expect(asAda((scope) => setManager(scope, [hand.id], boris.id))).rejects.toMatchObject(
      wrongFields('managerId'),
    )
    await expect(asAda((scope) => setManager(scope, [boris.id], lead.id))).rejects.toMatchObject(
      wrongFields('personIds'),
    )
  })
})

describe('groups', () => {
  it('gather members across departments; adding one twice changes nothing', async () => {
    const { id } = await asAda((scope) => createGroup(scope, { name: 'Night shift', description: '' }))
    const member = await app.member(harbor, 'Rui', 'assessor')
    await asAda((scope) => addToGroup(scope, id, [member.id, member.id]))
    await asAda((scope) => addToGroup(scope, id, [member.id]))
    expect(names(await asAda((scope) => membersOfGroup(scope, id)))).toEqual(['Rui'])
    expect(names(await asAda((scope) => membersWithRole(scope, 'assessor')))).toEqual(['Rui'])
    await asAda((scope) => takeOutOfGroup(scope, id, [member.id]))
    expect((await asAda((scope) => membersOfGroup(scope, id))).total).toBe(0)
    await expect(
      asAda((scope) => createGroup(scope, { name: 'night SHIFT', description: '' })),
    ).rejects.toMatchObject(wrongFields('name'))
  })
})

describe('the pages', () => {
  const post = (path: string, as: TestPerson, fields: readonly (readonly [string, string])[]) =>
    app.fetch(path, {
      as,
      method: 'POST',
      body: new URLSearchParams(fields.map(([name, value]) => [name, value])),
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
    })

  it('make a department, find people for it and set their manager', async () => {
    const list = `/o/${harbor.slug}/departments`
    const made = await post(list, ada, [['name', 'Reefer park']])
    const page = made.headers.get('location') ?? ''
    expect(page).toMatch(new RegExp(`^${list}/[0-9a-f-]{36}$`))
    const member = await app.member(harbor, 'Sanna', 'learner')
    expect(await (await app.fetch(`${page}?find=sanna`, { as: ada })).text()).toContain(member.id)
    const added = await post(page, ada, [
      ['intent', 'add'],
      ['personIds[]', member.id],
    ])
    expect(added.headers.get('location')).toBe(`${page}?saved=1`)
    await post(page, ada, [
      ['intent', 'manager'],
      ['personIds[]', member.id],
      ['managerId', ada.id],
    ])
    expect(names(await asAda((scope) => reportsOf(scope, ada.id)))).toContain('Sanna')
    const nobody = await post(page, ada, [['intent', 'take-out']])
    expect([nobody.status, await nobody.text()]).toEqual([
      422,
      expect.stringContaining('Choose somebody first.'),
    ])
    expect((await post(page, member, [['intent', 'remove']])).status).toBe(403)
    expect((await post(page, ada, [['intent', 'remove']])).headers.get('location')).toBe(`${list}?removed=1`)
  })
})
