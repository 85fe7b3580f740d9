import { anyone, learner, owners, route, sessions } from '../expectation.ts'

const PROFILE = { name: 'Zq renamed', locale: 'en', timeZone: 'UTC' }
const PASSWORD = 'long enough 17'

/** Your account: profile, addresses, sessions, and the ways in. */
export const identity = [
  route('GET /api/v1/me', owners),
  route('PATCH /api/v1/me', owners, () => ({ json: { name: 'Zq renamed' } })),
  route('GET /api/v1/me/addresses', owners),
  // What opens the account is for the person alone: not for a key.
  route('POST /api/v1/me/addresses', sessions, () => ({ json: { email: 'zq.new@example.org' } })),
  // The token belongs to whoever added the address.
  route('POST /api/v1/me/addresses/confirm', ['learner'], (r) => ({ json: { token: r.addressToken } }), {
    refusals: [410, 422],
  }),
  route('POST /api/v1/me/addresses/{id}/primary', ['learner'], (r) => ({ params: { id: r.address } })),
  route('DELETE /api/v1/me/addresses/{id}', ['learner'], (r) => ({ params: { id: r.address } })),
  route('GET /api/v1/me/sessions', sessions),
  route('DELETE /api/v1/me/sessions/{id}', ['learner'], (r) => ({ params: { id: r.session } })),
  route('DELETE /api/v1/me/sessions', sessions),
  route('PUT /api/v1/me/password', sessions, () => ({ json: { newPassword: PASSWORD } })),

  // Whoever signs in is nobody yet. A letter goes out, or what is sent opens nothing: 422 for a password, 410 for a token.
  route('POST /api/v1/sign-up', anyone, () => ({
    json: { name: 'Zq new', email: 'zq.up@example.org', password: PASSWORD },
  })),
  route(
    'POST /api/v1/sign-up/confirm',
    anyone,
    () => ({ json: { token: 'unknown', name: 'Zq new', newPassword: PASSWORD } }),
    { answers: [410] },
  ),
  route(
    'POST /api/v1/sessions',
    anyone,
    () => ({ json: { email: 'zq.nobody@example.org', password: PASSWORD } }),
    { answers: [422] },
  ),
  route('POST /api/v1/sessions/link', anyone, () => ({ json: { email: 'zq.in@example.org' } })),
  route('POST /api/v1/sessions/link/confirm', anyone, () => ({ json: { token: 'unknown' } }), {
    answers: [410],
  }),
  route('DELETE /api/v1/sessions/current', sessions),
  route('POST /api/v1/password/forgotten', anyone, () => ({ json: { email: 'zq.nobody@example.org' } })),
  route('POST /api/v1/password/new', anyone, () => ({ json: { token: 'unknown', password: PASSWORD } }), {
    answers: [410],
  }),

  // A personal key reaches the backpack; home also shows work in progress, which no key of a person may read.
  route('GET /home', sessions),
  route('GET /sign-in', anyone),
  // A letter goes out, or a password is wrong: whoever signs in is nobody yet.
  route('POST /sign-in', anyone, () => ({ form: { intent: 'link', email: 'zq.in@example.org' } })),
  route('GET /sign-in/link', anyone, () => ({ query: { token: 'unknown' } })),
  route('POST /sign-in/link', anyone, () => ({ form: { token: 'unknown' } }), { answers: [410, 422] }),
  route('GET /sign-in/forgot', anyone),
  route('POST /sign-in/forgot', anyone, () => ({ form: { email: 'zq.nobody@example.org' } })),
  route('GET /sign-in/new-password', anyone, () => ({ query: { token: 'unknown' } })),
  route('POST /sign-in/new-password', anyone, () => ({ form: { token: 'unknown', password: PASSWORD } }), {
    answers: [410, 422],
  }),
  route('GET /sign-up', anyone),
  route('POST /sign-up', anyone, () => ({
    form: { name: 'Zq new', email: 'zq.up@example.org', password: PASSWORD },
  })),
  route('GET /sign-up/confirm', anyone, () => ({ query: { token: 'unknown' } })),
  route('POST /sign-up/confirm', anyone, () => ({ form: { token: 'unknown' } }), { answers: [410, 422] }),
  route('GET /sign-out', anyone),
  route('POST /sign-out', anyone, () => ({ form: {} })),
  // Answers nobody outside a demo.
  route('GET /demo/sign-in', anyone),
  route('POST /demo/sign-in', [], () => ({ form: { email: 'ingrid.vasconcelos@harbor-logistics.example' } })),
  route('GET /language', anyone),
  route('POST /language', anyone, () => ({ form: { language: 'es', next: '/' } })),

  route('GET /settings', owners),
  route('GET /settings?index', owners),
  route('POST /settings?index', owners, () => ({ form: PROFILE })),
  route('GET /settings/addresses', owners),
  route('POST /settings/addresses', ['learner'], (r) => ({ form: { intent: 'remove', id: r.address } })),
  route('GET /settings/password', sessions),
  route('POST /settings/password', sessions, () => ({ form: { intent: 'first', newPassword: PASSWORD } })),
  route('GET /settings/sessions', sessions),
  route('POST /settings/sessions', ['learner'], (r) => ({ form: { id: r.session } })),
  route('GET /settings/data', owners),
  route('GET /settings/confirm-address', owners, () => ({ query: { token: 'unknown' } })),
  route('POST /settings/confirm-address', ['learner'], (r) => ({ form: { token: r.addressToken } }), {
    refusals: [410, 422],
  }),
]

/** Your own keys: handled by the person who is signed in, never by a key. */
export const ownKeys = [
  route('GET /api/v1/me/api-keys', sessions),
  route('POST /api/v1/me/api-keys', sessions, () => ({ json: { name: 'New', scopes: ['backpack:read'] } })),
  route('DELETE /api/v1/me/api-keys/{id}', ['learner'], (r) => ({ params: { id: r.ownKey } })),
  route('GET /settings/keys', sessions),
  route('POST /settings/keys', ['learner'], (r) => ({ form: { intent: 'revoke', id: r.ownKey } })),
]

/** What is served to its holder, and to others only as far as it is shared; here it is private. */
export const backpack = [
  route('GET /api/v1/me/backpack', owners),
  route('GET /api/v1/me/backpack/{entry}', learner),
  route('GET /api/v1/me/backpack/{entry}/content', learner),
  // A key reads it only with scopes that no personal key can have.
  route('GET /api/v1/me/export', sessions),
  route(
    'POST /api/v1/me/backpack',
    learner,
    (r) => ({ json: { credential: JSON.parse(r.badge) as unknown } }),
    {
      // Somebody else's badge is refused as not theirs, with the report and nothing kept.
      refusals: [422],
    },
  ),
  route('POST /api/v1/me/backpack/{entry}/check', learner),
  route('PUT /api/v1/me/backpack/{entry}/sharing', learner, () => ({ json: { visibility: 'public' } })),
  route('DELETE /api/v1/me/backpack/{entry}', learner),
  route('POST /api/v1/me/backpack/{entry}/restore', learner, (r) => ({ params: { entry: r.removedEntry } })),
  route('GET /backpack', owners),
  route('GET /backpack/import', owners),
  route('POST /backpack/import', learner, (r) => ({ form: { text: r.badge } }), { refusals: [422] }),
  route('GET /backpack/everything.zip', sessions),
  route('GET /backpack/files/{file}', ['learner'], (r) => ({ params: { file: r.fileEvidence } })),
  route('GET /backpack/{entry}', learner),
  route('POST /backpack/{entry}', learner, () => ({ form: { intent: 'share', visibility: 'public' } })),
  route('GET /b/{entry}', ['learner'], () => ({ accept: 'application/json' })),
  route('GET /b/{entry}/badge.json', ['learner']),
  // The badge came as JSON and carries no picture, which only its owner is told.
  route('GET /b/{entry}/badge.png', []),
  route('GET /b/{entry}/badge.svg', []),
  route('GET /b/{entry}/picture.png', []),
  route('GET /b/{entry} as page', []),
]
