import type { ActorName } from '../actors.ts'
import { administrators, members, planners, route } from '../expectation.ts'

const api = '/api/v1/organizations/{org}'
const sets = `${api}/role-sets`
const SET = { name: 'Zq new set', roles: ['observer'], areas: ['people:read'] }
const bySet = (r: { readonly roleSet: string }) => ({ params: { roleSetId: r.roleSet } })
const somebody = (r: { readonly person: string }) => ({ personIds: [r.person] })
/** Who has the people manager's role: by themselves, by standing in, and (for reading people) by a role set. */
const leads: readonly ActorName[] = ['people_manager']

const checkers: readonly ActorName[] = [...planners, 'recruiter', 'partner']

/** Role sets, absence, and the pages of single roles. */
export const roles = [
  route(`GET ${sets}`, administrators),
  route(`POST ${sets}`, administrators, () => ({ json: SET })),
  route(`GET ${sets}/{roleSetId}`, administrators, bySet),
  route(`PUT ${sets}/{roleSetId}`, administrators, (r) => ({ ...bySet(r), json: { ...SET, revision: 1 } })),
  route(`DELETE ${sets}/{roleSetId}`, administrators, bySet),
  route(`GET ${sets}/{roleSetId}/people`, administrators, bySet),
  route(`POST ${sets}/{roleSetId}/people`, administrators, (r) => ({ ...bySet(r), json: somebody(r) })),
  route(`DELETE ${sets}/{roleSetId}/people/{personId}`, administrators, (r) => ({
    params: { roleSetId: r.roleSet, personId: r.person },
  })),
  route('GET /o/{org}/role-sets', administrators),
  route('POST /o/{org}/role-sets', administrators, () => ({
    form: { name: SET.name, 'roles[]': SET.roles, 'areas[]': SET.areas },
  })),
  route('GET /o/{org}/role-sets/{set}', administrators, (r) => ({ params: { set: r.roleSet } })),
  route('POST /o/{org}/role-sets/{set}', administrators, (r) => ({
    params: { set: r.roleSet },
    form: { intent: 'remove' },
  })),

  route(`GET ${api}/delegations`, members),
  // A key delegates nothing, and one delegates only what one has: the call asks for an administrator's role.
  route(
    `POST ${api}/delegations`,
    ['administrator'],
    (r) => ({
      json: {
        address: r.delegateAddress,
        roles: ['administrator'],
        from: '2026-05-03',
        until: '2026-05-09',
        reason: 'On leave',
      },
    }),
    // The address of somebody elsewhere is a wrong field, as that of nobody is.
    { refusals: [422] },
  ),
  route(`DELETE ${api}/delegations/{delegationId}`, [...administrators, 'assessor', 'delegate'], (r) => ({
    params: { delegationId: r.delegation },
  })),
  route('GET /o/{org}/absence', members),
  route('POST /o/{org}/absence', [...administrators, 'assessor', 'delegate'], (r) => ({
    form: { intent: 'end', id: r.delegation },
  })),

  route(`GET ${api}/team`, leads),
  route(`GET ${api}/team/{personId}`, leads, (r) => ({ params: { personId: r.person } })),
  route('GET /o/{org}/team', leads),
  route('GET /o/{org}/team/{person}', leads),
  route(`GET ${api}/outcomes`, [...planners, 'executive']),
  route('GET /o/{org}/outcomes', [...planners, 'executive']),
  route(`POST ${api}/checks`, checkers, () => ({ json: { badges: ['{}'] } })),
  route('GET /o/{org}/check', checkers),
  route('POST /o/{org}/check', checkers, () => ({ form: { text: '{"no": "badge"}' } })),
  route(`GET ${api}/holders`, ['recruiter'], (r) => ({ query: { achievementId: r.achievement } })),
  route('GET /o/{org}/holders', ['recruiter']),
]
