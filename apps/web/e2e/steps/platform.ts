import { createHash, randomBytes } from 'node:crypto'
import { inject } from 'vitest'

const HOST = 'https://studio.example'
export const REDIRECT = `${HOST}/back`
export const READ = 'https://purl.imsglobal.org/spec/ob/v3p0/scope/credential.readonly'

/** Another platform, as a program: it has no cookies of anybody. */
export interface Platform {
  /** Where a person is asked. */
  readonly consent: string
  /** Gives a code for tokens. */
  exchange(code: string): Promise<{ readonly access_token: string; readonly scope: string }>
  /** Reads the badges of whoever agreed. */
  read(token: string): Promise<Response>
}

/** Registers a platform with the demo, and says where it sends a person. */
export async function registerPlatform(name = 'Portfolio Studio'): Promise<Platform> {
  const { url } = inject('demo')
  const registered = await fetch(`${url}/oauth/register`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({
      ...{ client_name: name, client_uri: HOST, redirect_uris: [REDIRECT] },
      ...{ tos_uri: `${HOST}/terms`, policy_uri: `${HOST}/privacy` },
    }),
  })
  const { client_id, client_secret } = (await registered.json()) as Record<string, string>
  const verifier = randomBytes(32).toString('base64url')
  const code_challenge = createHash('sha256').update(verifier).digest('base64url')
  const query = new URLSearchParams({
    ...{ response_type: 'code', client_id: client_id ?? '', redirect_uri: REDIRECT, scope: READ, state: 'x' },
    ...{ code_challenge, code_challenge_method: 'S256' },
  })
  return {
    consent: `/oauth/authorize?${query}`,
    exchange: async (code) => {
      const authorization = `Basic ${Buffer.from(`${client_id}:${client_secret}`).toString('base64')}`
      const response = await fetch(`${url}/oauth/token`, {
        ...{ method: 'POST', headers: { authorization } },
        body: new URLSearchParams({
          ...{ grant_type: 'authorization_code', code, redirect_uri: REDIRECT, code_verifier: verifier },
        }),
      })
      return (await response.json()) as { access_token: string; scope: string }
    },
    read: (token) =>
      fetch(`${url}/ims/ob/v3p0/credentials`, { headers: { authorization: `Bearer ${token}` } }),
  }
}
