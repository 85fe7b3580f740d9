import { administrators, planners, route } from '../expectation.ts'

const NEW = { name: 'Zq new place' }
const DESCRIBED = { ...NEW, description: '' }
const readers = [...planners, 'people_manager', 'set_holder'] as const
const departments = '/api/v1/organizations/{org}/departments'
const groups = '/api/v1/organizations/{org}/groups'
const byDepartment = (r: { readonly department: string }) => ({ params: { departmentId: r.department } })
const byGroup = (r: { readonly group: string }) => ({ params: { groupId: r.group } })
const somebody = (r: { readonly person: string }) => ({ personIds: [r.person] })

/** Departments, groups, and who manages whom. */
export const structure = [
  route(`GET ${departments}`, readers),
  route(`POST ${departments}`, administrators, () => ({ json: NEW })),
  route(`GET ${departments}/{departmentId}`, readers, byDepartment),
  route(`PUT ${departments}/{departmentId}`, administrators, (r) => ({ ...byDepartment(r), json: NEW })),
  route(`DELETE ${departments}/{departmentId}`, administrators, byDepartment),
  route(`GET ${departments}/{departmentId}/people`, readers, byDepartment),
  route(`POST ${departments}/{departmentId}/people`, administrators, (r) => ({
    ...byDepartment(r),
    json: somebody(r),
  })),
  route(`DELETE ${departments}/{departmentId}/people/{personId}`, administrators, (r) => ({
    params: { departmentId: r.department, personId: r.person },
  })),
  route('PUT /api/v1/organizations/{org}/managers', administrators, (r) => ({ json: somebody(r) }), {
    // A member of another organization is nobody here: a wrong field, which tells nothing.
    refusals: [422],
  }),
  route('GET /api/v1/organizations/{org}/people/{personId}/reports', readers, (r) => ({
    params: { personId: r.person },
  })),
  route(`GET ${groups}`, readers),
  route(`POST ${groups}`, planners, () => ({ json: DESCRIBED })),
  route(`GET ${groups}/{groupId}`, readers, byGroup),
  route(`PUT ${groups}/{groupId}`, planners, (r) => ({ ...byGroup(r), json: DESCRIBED })),
  route(`DELETE ${groups}/{groupId}`, planners, byGroup),
  route(`GET ${groups}/{groupId}/people`, readers, byGroup),
  route(`POST ${groups}/{groupId}/people`, planners, (r) => ({ ...byGroup(r), json: somebody(r) })),
  route(`DELETE ${groups}/{groupId}/people/{personId}`, planners, (r) => ({
    params: { groupId: r.group, personId: r.person },
  })),

  route('GET /o/{org}/departments', readers),
  route('POST /o/{org}/departments', administrators, () => ({ form: NEW })),
  route('GET /o/{org}/departments/{department}', readers),
  route('POST /o/{org}/departments/{department}', administrators, () => ({ form: { intent: 'remove' } })),
  route('GET /o/{org}/groups', readers),
  route('POST /o/{org}/groups', planners, () => ({ form: NEW })),
  route('GET /o/{org}/groups/{group}', readers),
  route('POST /o/{org}/groups/{group}', planners, () => ({ form: { intent: 'remove' } })),
]
