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
import { deepMembersQuerySchema, departmentSchema, managerSchema } from '../schema.ts'
import { namedThingRoutes } from './named-things.ts'

const tag = 'Departments and groups'

export function departmentRoutes(api: Api): void {
  namedThingRoutes(api, {
    tag,
    path: '/organizations/{org}/departments',
    idName: 'departmentId',
    words: {
      list: { summary: 'The departments of an organization' },
      create: { summary: 'Make a department' },
      get: { summary: 'A department' },
      change: { summary: 'Rename a department, move it, or give it a head' },
      remove: {
        summary: 'Remove a department',
        description: 'Its people are in none afterwards; departments below it move up.',
      },
      people: {
        summary: 'The members of a department',
        description: 'With `deep=yes` also those of the departments below it.',
      },
      add: {
        summary: 'Put members into a department',
        description: 'A member is in one department at most, and leaves the one before.',
      },
      takeOut: { summary: 'Take a member out of a department' },
    },
    view: departmentView,
    createBody: departmentSchema,
    changeBody: departmentSchema,
    peopleQuery: deepMembersQuerySchema,
    maySee: maySeeStructure,
    mayDefine: mayManageDepartments,
    mayMovePeople: mayManageDepartments,
    list: async (scope) => (await listDepartments(scope)).map(presentDepartment),
    get: async (scope, id) => presentDepartment(await getDepartment(scope, id)),
    create: createDepartment,
    change: changeDepartment,
    remove: removeDepartment,
    people: membersOfDepartment,
    add: moveIntoDepartment,
    takeOut: takeOutOfDepartment,
  })
  managerRoutes(api)
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
      response: z.object({}),
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
