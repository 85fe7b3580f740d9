import type { Api } from '../../../http/api-route.ts'
import { addToGroup, changeGroup, createGroup, removeGroup, takeOutOfGroup } from '../commands/groups.ts'
import { mayManageGroups, maySeeStructure } from '../policy.ts'
import { groupView, presentGroup } from '../present.ts'
import { membersOfGroup } from '../queries/members.ts'
import { getGroup, listGroups } from '../queries.ts'
import { groupSchema, membersQuerySchema } from '../schema.ts'
import { namedThingRoutes } from './named-things.ts'

export function groupRoutes(api: Api): void {
  namedThingRoutes(api, {
    tag: 'Departments and groups',
    path: '/organizations/{org}/groups',
    idName: 'groupId',
    words: {
      list: { summary: 'The groups of an organization' },
      create: { summary: 'Make a group' },
      get: { summary: 'A group' },
      change: { summary: 'Rename or describe a group' },
      remove: { summary: 'Remove a group', description: 'Its people stay members of the organization.' },
      people: { summary: 'The members of a group' },
      add: { summary: 'Add members to a group' },
      takeOut: { summary: 'Take a member out of a group' },
    },
    view: groupView,
    createBody: groupSchema,
    changeBody: groupSchema,
    peopleQuery: membersQuerySchema,
    maySee: maySeeStructure,
    mayDefine: mayManageGroups,
    mayMovePeople: mayManageGroups,
    list: async (scope) => (await listGroups(scope)).map(presentGroup),
    get: async (scope, id) => presentGroup(await getGroup(scope, id)),
    create: createGroup,
    change: changeGroup,
    remove: removeGroup,
    people: membersOfGroup,
    add: addToGroup,
    takeOut: takeOutOfGroup,
  })
}
