import { administrators, anyone, members, owners, planners, route, sessions } from '../expectation.ts'

const PROFILE = { name: 'Harbor', mark: 'HB', description: '', locale: 'en' }
const NEW = { name: 'Third', slug: 'third', mark: 'TH', description: '', locale: 'en' }
const INVITED = { address: 'zq.invited@example.org', roles: ['learner'] }
const byInvitation = (r: { readonly invitation: string }) => ({ params: { invitationId: r.invitation } })
const byPerson = (r: { readonly person: string }) => ({ params: { personId: r.person } })
const onlyOrganization = () => ({})
const peopleReaders = [...planners, 'people_manager', 'set_holder'] as const

/** Organizations, their people and invitations. */
export const organizations = [
  route('GET /api/v1/organizations/{org}', members),
  route('PUT /api/v1/organizations/{org}', administrators, () => ({ json: PROFILE })),
  route('GET /api/v1/organizations/{org}/sign-in', administrators),
  // Not by a key.
  route('PUT /api/v1/organizations/{org}/sign-in', ['administrator'], () => ({
    json: { requiresFactor: false },
  })),
  route('POST /api/v1/organizations', sessions, () => ({ json: NEW })),
  route('GET /api/v1/me/organizations', owners),
  // A member leaves; the administrator cannot, being the last.
  route(
    'DELETE /api/v1/me/organizations/{organizationId}',
    [...members.filter((name) => name !== 'administrator' && name !== 'key'), 'personal_key'],
    (r) => ({ params: { organizationId: r.orgId } }),
    { refusals: [409] },
  ),
  route('GET /api/v1/organizations/{org}/people', peopleReaders),
  route('POST /api/v1/organizations/{org}/people', administrators, () => ({
    json: { name: 'Zq added', address: 'zq.added@example.org', roles: ['learner'] },
  })),
  route('GET /api/v1/organizations/{org}/people/{personId}', peopleReaders, byPerson),
  route('PUT /api/v1/organizations/{org}/people/{personId}', administrators, (r) => ({
    ...byPerson(r),
    json: { roles: ['observer'] },
  })),
  route('DELETE /api/v1/organizations/{org}/people/{personId}', administrators, byPerson),
  route('GET /api/v1/organizations/{org}/invitations', peopleReaders),
  route('POST /api/v1/organizations/{org}/invitations', administrators, () => ({ json: INVITED })),
  route('POST /api/v1/organizations/{org}/invitations/{invitationId}/resend', administrators, byInvitation),
  route('DELETE /api/v1/organizations/{org}/invitations/{invitationId}', administrators, byInvitation),
  // The harbor invited the stranger's address.
  route('POST /api/v1/invitations/accept', ['stranger'], (r) => ({ json: { token: r.invitationToken } })),

  route('GET /settings/organizations', owners),
  route(
    'POST /settings/organizations',
    [...members.filter((name) => name !== 'administrator' && name !== 'key'), 'personal_key'],
    (r) => ({ form: { id: r.orgId } }),
    { refusals: [409] },
  ),
  // Only with the code of a new installation, which is used up.
  route('GET /setup', anyone, () => ({ query: { code: 'none' } }), { answers: [403] }),
  route('POST /setup', sessions, () => ({ form: { ...NEW, code: 'none' } })),
  route('GET /organizations/new', owners),
  route('POST /organizations/new', sessions, () => ({ form: NEW })),
  route('GET /organization', anyone),
  route('POST /organization', anyone, (r) => ({ form: { organization: r.org } })),
  // Whoever has the letter's link reads who invites; only the invited accept.
  route('GET /invitations/{token}', anyone, (r) => ({ params: { token: r.invitationToken } })),
  route('POST /invitations/{token}', ['stranger'], (r) => ({
    params: { token: r.invitationToken },
    form: {},
  })),
  route('GET /o/{org}/settings', administrators),
  route('POST /o/{org}/settings', administrators, () => ({ form: PROFILE })),
  route('GET /o/{org}/people', peopleReaders),
  route('POST /o/{org}/people', administrators, (r) => ({ form: { intent: 'revoke', id: r.invitation } })),
  route('GET /o/{org}/people/invite', administrators),
  route('POST /o/{org}/people/invite', administrators, () => ({
    form: { people: INVITED.address, 'roles[]': INVITED.roles },
  })),
  route('GET /o/{org}/people/{person}', peopleReaders),
  route('POST /o/{org}/people/{person}', administrators, () => ({ form: { 'roles[]': ['observer'] } })),
]

const keys = '/api/v1/organizations/{org}/api-keys'

/** The organization's keys, issuer and audit trail: the administrator's. A key handles no keys. */
export const administration = [
  route(`GET ${keys}`, ['administrator']),
  route(`POST ${keys}`, ['administrator'], () => ({ json: { name: 'New', scopes: ['people:read'] } })),
  route(`DELETE ${keys}/{id}`, ['administrator'], (r) => ({ params: { id: r.apiKey } })),
  route('GET /o/{org}/api-keys', ['administrator']),
  route('POST /o/{org}/api-keys', ['administrator'], (r) => ({ form: { intent: 'revoke', id: r.apiKey } })),

  route('GET /api/v1/organizations/{org}/issuer', administrators),
  route('POST /api/v1/organizations/{org}/issuer/keys', administrators, () => ({
    json: { purpose: 'credential' },
  })),
  route('POST /api/v1/organizations/{org}/issuer/keys/{key}/revoke', administrators, (r) => ({
    params: { key: r.signingKey },
    json: { reason: 'Stolen with the laptop' },
  })),
  route('GET /o/{org}/issuer', administrators),
  route('POST /o/{org}/issuer', administrators, (r) => ({
    form: { intent: `revoke:${r.signingKey}`, reason: 'Stolen with the laptop' },
  })),

  route('GET /api/v1/organizations/{org}/audit-events', administrators, onlyOrganization),
  // The trail of one's own doings.
  route('GET /api/v1/me/audit-events', owners),
  route('GET /o/{org}/audit', administrators),
  route('GET /o/{org}/audit/export.csv', administrators),
  route('GET /settings/activity', owners),
]
