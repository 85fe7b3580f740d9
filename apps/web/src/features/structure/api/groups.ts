import { z } from 'zod'
import { type Api, orgRoute, pageOf } from '../../../http/api-route.ts'
import { authorize } from '../../../http/authenticate.ts'
import { addToGroup, changeGroup, createGroup, removeGroup, takeOutOfGroup } from '../commands/groups.ts'
import { mayManageGroups, maySeeStructure } from '../policy.ts'
import { groupView, memberView, presentGroup, presentMember } from '../present.ts'
import { membersOfGroup } from '../queries/members.ts'
import { getGroup, listGroups } from '../queries.ts'
import { groupSchema, membersQuerySchema, peopleSchema } from '../schema.ts'

const tag = 'Departments and groups'
const groups = '/organizations/{org}/groups'
const group = `${groups}/{groupId}`
const byGroup = z.object({ groupId: z.uuid() })
const nothing = z.object({})

export function groupRoutes(api: Api): void {
  listRoutes(api)
  oneRoutes(api)
  peopleRoutes(api)
}

function listRoutes(api: Api): void {
  orgRoute(
    api,
    {
      method: 'get',
      path: groups,
      summary: 'The groups of an organization',
      tag,
      response: z.object({ items: z.array(groupView) }),
    },
    async (scope) => {
      authorize(maySeeStructure(scope))
      return { items: (await listGroups(scope)).map(presentGroup) }
    },
  )
  orgRoute(
    api,
    {
      method: 'post',
      path: groups,
      summary: 'Make a group',
      tag,
      body: groupSchema,
      status: 201,
      response: groupView,
    },
    async (scope, { body }) => {
      authorize(mayManageGroups(scope))
      const { id } = await createGroup(scope, body)
      return presentGroup(await getGroup(scope, id))
    },
  )
}

function oneRoutes(api: Api): void {
  orgRoute(
    api,
    { method: 'get', path: group, summary: 'A group', tag, params: byGroup, response: groupView },
    async (scope, { params }) => {
      authorize(maySeeStructure(scope))
      return presentGroup(await getGroup(scope, params.groupId))
    },
  )
  orgRoute(
    api,
    {
      method: 'put',
      path: group,
      summary: 'Rename or describe a group',
      tag,
      params: byGroup,
      body: groupSchema,
      response: groupView,
    },
    async (scope, { params, body }) => {
      authorize(mayManageGroups(scope))
      await changeGroup(scope, params.groupId, body)
      return presentGroup(await getGroup(scope, params.groupId))
    },
  )
  orgRoute(
    api,
    {
      method: 'delete',
      path: group,
      summary: 'Remove a group',
      description: 'Its people stay members of the organization.',
      tag,
      params: byGroup,
      status: 204,
      response: nothing,
    },
    async (scope, { params }) => {
      authorize(mayManageGroups(scope))
      await removeGroup(scope, params.groupId)
      return {}
    },
  )
}

function peopleRoutes(api: Api): void {
  const people = `${group}/people`
  orgRoute(
    api,
    {
      method: 'get',
      path: people,
      summary: 'The members of a group',
      tag,
      params: byGroup,
      query: membersQuerySchema,
      response: pageOf(memberView),
    },
    async (scope, { params, query }) => {
      authorize(maySeeStructure(scope))
      await getGroup(scope, params.groupId)
      const { items, total } = await membersOfGroup(scope, params.groupId, query)
      return { total, items: items.map(presentMember) }
    },
  )
  orgRoute(
    api,
    {
      method: 'post',
      path: people,
      summary: 'Add members to a group',
      tag,
      params: byGroup,
      body: peopleSchema,
      status: 204,
      response: nothing,
    },
    async (scope, { params, body }) => {
      authorize(mayManageGroups(scope))
      await addToGroup(scope, params.groupId, body.personIds)
      return {}
    },
  )
  orgRoute(
    api,
    {
      method: 'delete',
      path: `${people}/{personId}`,
      summary: 'Take a member out of a group',
      tag,
      params: byGroup.extend({ personId: z.uuid() }),
      status: 204,
      response: nothing,
    },
    async (scope, { params }) => {
      authorize(mayManageGroups(scope))
      await takeOutOfGroup(scope, params.groupId, [params.personId])
      return {}
    },
  )
}
