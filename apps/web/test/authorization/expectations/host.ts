import { METADATA } from '../../host-platform.ts'
import { anyone, route, sessions } from '../expectation.ts'
import type { Records } from '../records.ts'

/** What a platform asks of the learner. */
const asked = ({ platform }: Records) => ({
  ...{
    client_id: platform,
    redirect_uri: METADATA.redirect_uris[0] ?? '',
    response_type: 'code',
    state: 'x',
  },
  ...{ scope: METADATA.scope, code_challenge: 'a'.repeat(43), code_challenge_method: 'S256' },
})

/** Other platforms, and whom a person lets in. */
export const host = [
  route('GET /api/v1/me/connected-apps', sessions),
  route('DELETE /api/v1/me/connected-apps/{app}', ['learner'], ({ platform }) => ({
    params: { app: platform },
  })),
  route('GET /settings/apps', sessions),
  route('POST /settings/apps', ['learner'], ({ platform }) => ({ form: { app: platform } })),
  route('GET /connect', anyone),
  // Whoever is signed in is asked for themselves, by any platform: none belongs to an organization. No key lets one in.
  route('GET /oauth/authorize', sessions, (r) => ({ query: asked(r) }), { bearer: true }),
  route('POST /oauth/authorize', sessions, (r) => ({ query: asked(r), form: { intent: 'allow' } }), {
    bearer: true,
  }),

  // The other way round: nobody outside is asked, since the address is refused; and no visit of theirs has this state.
  route('GET /backpack/elsewhere', sessions),
  route('POST /backpack/elsewhere', sessions, () => ({ form: { address: 'nobody.invalid' } }), {
    answers: [422],
  }),
  route('GET /backpack/elsewhere/back', sessions, () => ({ query: { state: 'x', code: 'y' } }), {
    answers: [410],
  }),

  // A platform is nobody of the matrix: it shows its own secret, and here none does.
  route('GET /ims/ob/v3p0/discovery', anyone),
  route('GET /.well-known/oauth-authorization-server', anyone),
  route('POST /oauth/register', anyone, () => ({ json: METADATA })),
  route('POST /oauth/token', [], () => ({ form: { grant_type: 'authorization_code' } }), { refusals: [400] }),
  route('POST /oauth/revoke', [], () => ({ form: { token: 'x' } }), { refusals: [400] }),
  // Tokens of platforms open these, and nothing that a person or key of the matrix has.
  route('GET /ims/ob/v3p0/credentials', []),
  route('POST /ims/ob/v3p0/credentials', [], (r) => ({ json: JSON.parse(r.badge) as unknown })),
  route('GET /ims/ob/v3p0/profile', []),
  route('PUT /ims/ob/v3p0/profile', [], () => ({ json: { type: ['Profile'], name: 'Zq renamed' } })),
]
