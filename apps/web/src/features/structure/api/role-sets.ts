import type { Api } from '../../../http/api-route.ts'
import {
  changeRoleSet,
  createRoleSet,
  giveRoleSet,
  removeRoleSet,
  takeRoleSet,
} from '../commands/role-sets.ts'
import { mayDefineRoleSets, mayGiveRoleSets, maySeeRoleSets } from '../policy.ts'
import { presentRoleSet, roleSetView } from '../present/role-set.ts'
import { getRoleSet, listRoleSets, membersWithRoleSet } from '../queries/role-sets.ts'
import { roleSetChangeSchema, roleSetSchema } from '../schema/role-set.ts'
import { membersQuerySchema } from '../schema.ts'
import { namedThingRoutes } from './named-things.ts'

export function roleSetRoutes(api: Api): void {
  namedThingRoutes(api, {
    tag: 'Role sets',
    path: '/organizations/{org}/role-sets',
    idName: 'roleSetId',
    words: {
      list: { summary: 'The role sets of an organization' },
      create: {
        summary: 'Define a role set',
        description: 'What built-in roles may do, in the areas that it names and nowhere else.',
      },
      get: { summary: 'A role set' },
      change: {
        summary: 'Change a role set',
        description: 'For everybody who has it, with their next request.',
      },
      remove: {
        summary: 'Remove a role set',
        description: 'Whoever had it loses it with their next request.',
      },
      people: { summary: 'The members who have a role set' },
      add: {
        summary: 'Give a role set to members',
        description: 'Nobody gives more than they have themselves.',
      },
      takeOut: { summary: 'Take a role set from a member' },
    },
    view: roleSetView,
    createBody: roleSetSchema,
    changeBody: roleSetChangeSchema,
    peopleQuery: membersQuerySchema,
    maySee: maySeeRoleSets,
    mayDefine: mayDefineRoleSets,
    mayMovePeople: mayGiveRoleSets,
    list: async (scope) => (await listRoleSets(scope)).map(presentRoleSet),
    get: async (scope, id) => presentRoleSet(await getRoleSet(scope, id)),
    create: createRoleSet,
    change: changeRoleSet,
    remove: removeRoleSet,
    people: membersWithRoleSet,
    add: giveRoleSet,
    takeOut: takeRoleSet,
  })
}
