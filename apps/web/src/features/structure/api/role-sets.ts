import { z } from 'zod'
import { type Api, orgRoute, pageOf } from '../../../http/api-route.ts'
import { authorize } from '../../../http/authenticate.ts'
import {
  changeRoleSet,
  createRoleSet,
  giveRoleSet,
  removeRoleSet,
  takeRoleSet,
} from '../commands/role-sets.ts'
import { mayDefineRoleSets, mayGiveRoleSets, maySeeRoleSets } from '../policy.ts'
import { presentRoleSet, roleSetView } from '../present/role-set.ts'
import { memberView, presentMember } from '../present.ts'
import { getRoleSet, listRoleSets, membersWithRoleSet } from '../queries/role-sets.ts'
import { roleSetChangeSchema, roleSetSchema } from '../schema/role-set.ts'
import { membersQuerySchema, peopleSchema } from '../schema.ts'

const tag = 'Role sets'
const roleSets = '/organizations/{org}/role-sets'
const roleSet = `${roleSets}/{roleSetId}`
const byRoleSet = z.object({ roleSetId: z.uuid() })
const nothing = z.object({})

export function roleSetRoutes(api: Api): void {
  listRoutes(api)
  oneRoutes(api)
  peopleRoutes(api)
}

function listRoutes(api: Api): void {
  orgRoute(
    api,
    {
      method: 'get',
      path: roleSets,
      summary: 'The role sets of an organization',
      tag,
      response: z.object({ items: z.array(roleSetView) }),
    },
    async (scope) => {
      authorize(maySeeRoleSets(scope))
      return { items: (await listRoleSets(scope)).map(presentRoleSet) }
    },
  )
  orgRoute(
    api,
    {
      method: 'post',
      path: roleSets,
      summary: 'Define a role set',
      description: 'What built-in roles may do, in the areas that it names and nowhere else.',
      tag,
      body: roleSetSchema,
      status: 201,
      response: roleSetView,
    },
    async (scope, { body }) => {
      authorize(mayDefineRoleSets(scope))
      const { id } = await createRoleSet(scope, body)
      return presentRoleSet(await getRoleSet(scope, id))
    },
  )
}

function oneRoutes(api: Api): void {
  orgRoute(
    api,
    { method: 'get', path: roleSet, summary: 'A role set', tag, params: byRoleSet, response: roleSetView },
    async (scope, { params }) => {
      authorize(maySeeRoleSets(scope))
      return presentRoleSet(await getRoleSet(scope, params.roleSetId))
    },
  )
  orgRoute(
    api,
    {
      method: 'put',
      path: roleSet,
      summary: 'Change a role set',
      description: 'For everybody who has it, with their next request.',
      tag,
      params: byRoleSet,
      body: roleSetChangeSchema,
      response: roleSetView,
    },
    async (scope, { params, body }) => {
      authorize(mayDefineRoleSets(scope))
      await changeRoleSet(scope, params.roleSetId, body)
      return presentRoleSet(await getRoleSet(scope, params.roleSetId))
    },
  )
  orgRoute(
    api,
    {
      method: 'delete',
      path: roleSet,
      summary: 'Remove a role set',
      description: 'Whoever had it loses it with their next request.',
      tag,
      params: byRoleSet,
      status: 204,
      response: nothing,
    },
    async (scope, { params }) => {
      authorize(mayDefineRoleSets(scope))
      await removeRoleSet(scope, params.roleSetId)
      return {}
    },
  )
}

function peopleRoutes(api: Api): void {
  const people = `${roleSet}/people`
  orgRoute(
    api,
    {
      method: 'get',
      path: people,
      summary: 'The members who have a role set',
      tag,
      params: byRoleSet,
      query: membersQuerySchema,
      response: pageOf(memberView),
    },
    async (scope, { params, query }) => {
      authorize(maySeeRoleSets(scope))
      await getRoleSet(scope, params.roleSetId)
      const { items, total } = await membersWithRoleSet(scope, params.roleSetId, query)
      return { total, items: items.map(presentMember) }
    },
  )
  orgRoute(
    api,
    {
      method: 'post',
      path: people,
      summary: 'Give a role set to members',
      description: 'Nobody gives more than they have themselves.',
      tag,
      params: byRoleSet,
      body: peopleSchema,
      status: 204,
      response: nothing,
    },
    async (scope, { params, body }) => {
      authorize(mayGiveRoleSets(scope))
      await giveRoleSet(scope, params.roleSetId, body.personIds)
      return {}
    },
  )
  orgRoute(
    api,
    {
      method: 'delete',
      path: `${people}/{personId}`,
      summary: 'Take a role set from a member',
      tag,
      params: byRoleSet.extend({ personId: z.uuid() }),
      status: 204,
      response: nothing,
    },
    async (scope, { params }) => {
      authorize(mayGiveRoleSets(scope))
      await takeRoleSet(scope, params.roleSetId, [params.personId])
      return {}
    },
  )
}
