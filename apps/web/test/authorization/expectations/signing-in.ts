import { softAuthenticator } from '../../soft-authenticator.ts'
import { anyone, route, sessions } from '../expectation.ts'

const CODE = { code: '000000' }
const TOKEN = { token: 'unknown' }
/** Answers a challenge that is none of ours. */
const answer = () => softAuthenticator().answer({ challenge: 'bm9uZSBvZiBvdXJz' })
const registration = () => softAuthenticator().register({ challenge: 'bm9uZSBvZiBvdXJz' })
const OTHER = { email: 'zq.nobody@example.org', password: 'long enough 17' }

const REGISTRATION = registration()

/** Passkeys, second factors, their recovery, and what makes two accounts one: for the person, never for a key. */
export const signingIn = [
  route('GET /api/v1/me/passkeys', sessions),
  route('POST /api/v1/me/passkeys/options', sessions),
  // No authenticator answered a challenge of ours: 422.
  route(
    'POST /api/v1/me/passkeys',
    sessions,
    () => ({ json: { name: 'Zq phone', response: REGISTRATION } }),
    {
      answers: [422],
    },
  ),
  route('PATCH /api/v1/me/passkeys/{id}', ['learner'], (r) => ({
    params: { id: r.passkey },
    json: { name: 'Zq renamed' },
  })),
  route('DELETE /api/v1/me/passkeys/{id}', ['learner'], (r) => ({ params: { id: r.passkey } })),
  route('GET /api/v1/me/second-factor', sessions),
  route('POST /api/v1/me/second-factor', sessions),
  // Nobody here has a second factor, nor one that waits or is being given up: 404 for those who may ask, too.
  route('DELETE /api/v1/me/second-factor', []),
  route('POST /api/v1/me/second-factor/confirm', [], () => ({ json: CODE }), { refusals: [422] }),
  route('DELETE /api/v1/me/second-factor/recovery', []),
  route('POST /api/v1/me/second-factor/recovery-codes', sessions, undefined, { answers: [409] }),
  // An account without password and second factor proves itself by signing in anew: 409.
  route('POST /api/v1/me/proof', sessions, () => ({ json: {} }), { answers: [409] }),
  route('PATCH /api/v1/me/addresses/{id}', ['learner'], (r) => ({
    params: { id: r.address },
    json: { receives: true },
  })),
  route('POST /api/v1/me/merge/link', sessions, () => ({ json: { email: OTHER.email } })),
  route('POST /api/v1/me/merge/proof', sessions, () => ({ json: OTHER }), { answers: [422] }),
  route('POST /api/v1/me/merge', sessions, () => ({ json: TOKEN }), { answers: [410] }),

  // Whoever signs in is nobody yet. Without the cookie of a first step there is nothing to end (401), and no token opens anything (410).
  route('POST /api/v1/sessions/factor', [], () => ({ json: CODE })),
  route('POST /api/v1/sessions/passkey/options', anyone),
  route('POST /api/v1/sessions/passkey', anyone, () => ({ json: answer() }), { answers: [422] }),
  route('POST /api/v1/sessions/factor/recovery', [], () => ({ json: { email: OTHER.email } })),
  route('POST /api/v1/sessions/factor/recovery/confirm', anyone, () => ({ json: TOKEN }), { answers: [410] }),
  route('POST /api/v1/sessions/factor/recovery/finish', []),
  route('POST /api/v1/sessions/factor/recovery/stop', anyone, () => ({ json: TOKEN }), { answers: [410] }),

  // Who has not done the first step is led to it.
  route('GET /sign-in/factor', []),
  route('POST /sign-in/factor', [], () => ({ form: { intent: 'code', ...CODE } })),
  route('GET /sign-in/passkey', anyone),
  route('POST /sign-in/passkey', anyone, () => ({ form: { passkey: JSON.stringify(answer()) } }), {
    answers: [422],
  }),
  route('GET /sign-in/recover', anyone, () => ({ query: TOKEN })),
  route('POST /sign-in/recover', anyone, () => ({ form: TOKEN }), { answers: [410] }),
  route('GET /sign-in/stop-recovery', anyone, () => ({ query: TOKEN })),
  route('POST /sign-in/stop-recovery', anyone, () => ({ form: TOKEN }), { answers: [410] }),
  route('GET /settings/passkeys', sessions),
  route('POST /settings/passkeys', ['learner'], (r) => ({ form: { intent: 'remove', id: r.passkey } })),
  route('GET /settings/second-factor', sessions),
  route('POST /settings/second-factor', sessions, () => ({ form: { intent: 'begin' } })),
  route('GET /settings/prove', sessions),
  route('POST /settings/prove', sessions, () => ({ form: { intent: 'link' } })),
  route('GET /settings/merge', sessions),
  route('POST /settings/merge', sessions, () => ({ form: { intent: 'mail', email: OTHER.email } })),
]
