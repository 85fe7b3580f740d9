import { z } from 'zod'
import { type Api, orgRoute, pageOf } from '../../../http/api-route.ts'
import { authorize } from '../../../http/authenticate.ts'
import { setManager } from '../commands/managers.ts'
import {
  changeDepartment,
  createDepartment,
  moveIntoDepartment,
  removeDepartment,
  takeOutOfDepartment,
} from '../commands.ts'
import { mayManageDepartments, maySeeStructure } from '../policy.ts'
import { departmentView, memberView, presentDepartment, presentMember } from '../present.ts'
import { getMemberName, membersOfDepartment, reportsOf } from '../queries/members.ts'
import { getDepartment, listDepartments } from '../queries.ts'
import { deepMembersQuerySchema, departmentSchema, managerSchema, peopleSchema } from '../schema.ts'

const tag = 'Departments and groups'
const departments = '/organizations/{org}/departments'
const department = `${departments}/{departmentId}`
const byDepartment = z.object({ departmentId: z.uuid() })
const nothing = z.object({})

export function departmentRoutes(api: Api): void {
  listRoutes(api)
  oneRoutes(api)
  peopleRoutes(api)
  managerRoutes(api)
}

function listRoutes(api: Api): void {
  orgRoute(
    api,
    {
      method: 'get',
      path: departments,
      summary: 'The departments of an organization',
      tag,
      response: z.object({ items: z.array(departmentView) }),
    },
    async (scope) => {
      authorize(maySeeStructure(scope))
      return { items: (await listDepartments(scope)).map(presentDepartment) }
    },
  )
  orgRoute(
    api,
    {
      method: 'post',
      path: departments,
      summary: 'Make a department',
      tag,
      body: departmentSchema,
      status: 201,
      response: departmentView,
    },
    async (scope, { body }) => {
      authorize(mayManageDepartments(scope))
      const { id } = await createDepartment(scope, body)
      return presentDepartment(await getDepartment(scope, id))
    },
  )
}

function oneRoutes(api: Api): void {
  orgRoute(
    api,
    {
      method: 'get',
      path: department,
      summary: 'A department',
      tag,
      params: byDepartment,
      response: departmentView,
    },
    async (scope, { params }) => {
      authorize(maySeeStructure(scope))
      return presentDepartment(await getDepartment(scope, params.departmentId))
    },
  )
  orgRoute(
    api,
    {
      method: 'put',
      path: department,
      summary: 'Rename a department, move it, or give it a head',
      tag,
      params: byDepartment,
      body: departmentSchema,
      response: departmentView,
    },
    async (scope, { params, body }) => {
      authorize(mayManageDepartments(scope))
      await changeDepartment(scope, params.departmentId, body)
      return presentDepartment(await getDepartment(scope, params.departmentId))
    },
  )
  orgRoute(
    api,
    {
      method: 'delete',
      path: department,
      summary: 'Remove a department',
      description: 'Its people are in none afterwards; departments below it move up.',
      tag,
      params: byDepartment,
      status: 204,
      response: nothing,
    },
    async (scope, { params }) => {
      authorize(mayManageDepartments(scope))
      await removeDepartment(scope, params.departmentId)
      return {}
    },
  )
}

function peopleRoutes(api: Api): void {
  const people = `${department}/people`
  orgRoute(
    api,
    {
      method: 'get',
      path: people,
      summary: 'The members of a department',
      description: 'With `deep=yes` also those of the departments below it.',
      tag,
      params: byDepartment,
      query: deepMembersQuerySchema,
      response: pageOf(memberView),
    },
    async (scope, { params, query }) => {
      authorize(maySeeStructure(scope))
      await getDepartment(scope, params.departmentId)
      const { items, total } = await membersOfDepartment(scope, params.departmentId, query)
      return { total, items: items.map(presentMember) }
    },
  )
  orgRoute(
    api,
    {
      method: 'post',
      path: people,
      summary: 'Put members into a department',
      description: 'A member is in one department at most, and leaves the one before.',
      tag,
      params: byDepartment,
      body: peopleSchema,
      status: 204,
      response: nothing,
    },
    async (scope, { params, body }) => {
      authorize(mayManageDepartments(scope))
      await moveIntoDepartment(scope, params.departmentId, body.personIds)
      return {}
    },
  )
  orgRoute(
    api,
    {
      method: 'delete',
      path: `${people}/{personId}`,
      summary: 'Take a member out of a department',
      tag,
      params: byDepartment.extend({ personId: z.uuid() }),
      status: 204,
      response: nothing,
    },
    async (scope, { params }) => {
      authorize(mayManageDepartments(scope))
      await takeOutOfDepartment(scope, params.departmentId, [params.personId])
      return {}
    },
  )
}

function managerRoutes(api: Api): void {
  orgRoute(
    api,
    {
      method: 'put',
      path: '/organizations/{org}/managers',
      summary: 'Give members a manager',
      description: 'Without `managerId` they have none afterwards. Nobody ends up above themselves.',
      tag,
      body: managerSchema,
      status: 204,
      response: nothing,
    },
    async (scope, { body }) => {
      authorize(mayManageDepartments(scope))
      await setManager(scope, body.personIds, body.managerId)
      return {}
    },
  )
  orgRoute(
    api,
    {
      method: 'get',
      path: '/organizations/{org}/people/{personId}/reports',
      summary: 'Those whom a member manages',
      description: 'With `deep=yes` also through others.',
      tag,
      params: z.object({ personId: z.uuid() }),
      query: deepMembersQuerySchema,
      response: pageOf(memberView),
    },
    async (scope, { params, query: { deep, ...page } }) => {
      authorize(maySeeStructure(scope))
      await getMemberName(scope, params.personId)
      const { items, total } = await reportsOf(scope, params.personId, { ...page, direct: !deep })
      return { total, items: items.map(presentMember) }
    },
  )
}
