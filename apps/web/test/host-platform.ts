import { createHash, randomBytes } from 'node:crypto'
import type { JsonObject } from '@assay/core'
import { expect } from 'vitest'
import { type ForeignBadge, foreignBadge } from './foreign-badge.ts'
import type { TestApp, TestPerson } from './test-app.ts'

const SCOPE = 'https://purl.imsglobal.org/spec/ob/v3p0/scope/'
export const READ = `${SCOPE}credential.readonly`
export const WRITE = `${SCOPE}credential.upsert`
export const READ_PROFILE = `${SCOPE}profile.readonly`
export const WRITE_PROFILE = `${SCOPE}profile.update`

/** What another platform says of itself when it registers. */
export const METADATA = {
  client_name: 'Example Client Application',
  client_uri: 'https://client.example/',
  logo_uri: 'https://client.example/logo.png',
  tos_uri: 'https://client.example/terms',
  policy_uri: 'https://client.example/privacy',
  software_id: 'c88b6ed8-269e-448e-99be-7e2ff47167d1',
  software_version: 'v4.0.30319',
  redirect_uris: ['https://client.example/Authorize', 'https://client.example/other?tenant=a%20b'],
  token_endpoint_auth_method: 'client_secret_basic',
  grant_types: ['authorization_code', 'refresh_token'],
  response_types: ['code'],
  scope: [READ, WRITE, READ_PROFILE, WRITE_PROFILE, 'offline_access'].join(' '),
}

export const REDIRECT = 'https://client.example/Authorize'

/** A platform that registered. */
export interface Platform {
  readonly id: string
  readonly secret: string
}

export interface Tokens {
  readonly access_token: string
  readonly refresh_token?: string
  readonly token_type: string
  readonly expires_in: number
  readonly scope: string
}

export interface Pkce {
  readonly verifier: string
  readonly challenge: string
}

export function pkce(): Pkce {
  const verifier = randomBytes(32).toString('base64url')
  return { verifier, challenge: createHash('sha256').update(verifier).digest('base64url') }
}

/** Sends a registration as it is. */
export const register = (app: TestApp, metadata: unknown): Promise<Response> =>
  app.fetch('/oauth/register', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(metadata),
  })

export async function registered(app: TestApp, change: object = {}): Promise<Platform> {
  const response = await register(app, { ...METADATA, ...change })
  if (response.status !== 201) throw new Error(await response.text())
  const { client_id: id, client_secret: secret } = (await response.json()) as Record<string, string>
  if (id === undefined || secret === undefined) throw new Error('no client came back')
  return { id, secret }
}

/** The address of the page on which a person agrees; a parameter that is undefined is left out. */
export function authorizeAddress(
  platform: Platform,
  scope: string,
  { challenge }: Pick<Pkce, 'challenge'>,
  change: Readonly<Record<string, string | undefined>> = {},
): string {
  const query = new URLSearchParams()
  const parameters = {
    ...{ response_type: 'code', client_id: platform.id, redirect_uri: REDIRECT, scope, state: 'a state' },
    ...{ code_challenge: challenge, code_challenge_method: 'S256' },
    ...change,
  }
  for (const [name, value] of Object.entries(parameters)) if (value !== undefined) query.set(name, value)
  return `/oauth/authorize?${query}`
}

/** Presses a button of that page. */
export const decide = (
  app: TestApp,
  person: TestPerson,
  address: string,
  intent: 'allow' | 'refuse' = 'allow',
): Promise<Response> =>
  app.fetch(address, {
    ...{ as: person, method: 'POST', body: new URLSearchParams({ intent }) },
  })

/** The query of the address that a response leads to. */
export const answerOf = (response: Response): URLSearchParams =>
  new URL(response.headers.get('location') ?? 'about:blank').searchParams

/** The code that a person's consent brings. */
export async function codeFor(
  app: TestApp,
  platform: Platform,
  {
    person,
    scope,
    challenge,
  }: { readonly person: TestPerson; readonly scope: string; readonly challenge: string },
): Promise<string> {
  const response = await decide(app, person, authorizeAddress(platform, scope, { challenge }))
  const code = answerOf(response).get('code')
  if (code === null) throw new Error(`no code: ${response.status} ${response.headers.get('location')}`)
  return code
}

const basic = ({ id, secret }: Platform) => `Basic ${Buffer.from(`${id}:${secret}`).toString('base64')}`

/** Sends a form to an OAuth endpoint as a platform; `undefined`: without saying who. */
export const sendForm = (
  app: TestApp,
  path: string,
  platform: Platform | undefined,
  fields: Readonly<Record<string, string>>,
): Promise<Response> =>
  app.fetch(path, {
    method: 'POST',
    headers: platform === undefined ? {} : { authorization: basic(platform) },
    body: new URLSearchParams(fields),
  })

export const exchange = (
  app: TestApp,
  platform: Platform | undefined,
  code: string,
  verifier: string,
  change: Readonly<Record<string, string>> = {},
): Promise<Response> =>
  sendForm(app, '/oauth/token', platform, {
    ...{ grant_type: 'authorization_code', code, redirect_uri: REDIRECT, code_verifier: verifier },
    ...change,
  })

export const refresh = (
  app: TestApp,
  platform: Platform,
  refreshToken: string | undefined,
  change: Readonly<Record<string, string>> = {},
): Promise<Response> =>
  sendForm(app, '/oauth/token', platform, {
    ...{ grant_type: 'refresh_token', refresh_token: refreshToken ?? '' },
    ...change,
  })

/** Goes the whole way: consent, code, tokens. */
export async function connected(
  app: TestApp,
  platform: Platform,
  person: TestPerson,
  ...scopes: string[]
): Promise<Tokens> {
  const { verifier, challenge } = pkce()
  const code = await codeFor(app, platform, { person, scope: scopes.join(' '), challenge })
  const response = await exchange(app, platform, code, verifier)
  if (response.status !== 200) throw new Error(await response.text())
  return (await response.json()) as Tokens
}

/** A call of the host API. */
export const call = (
  app: TestApp,
  path: string,
  token: string | undefined,
  init: RequestInit = {},
): Promise<Response> => {
  const headers = new Headers(init.headers)
  if (token !== undefined) headers.set('authorization', `Bearer ${token}`)
  return app.fetch(`/ims/ob/v3p0${path}`, { ...init, headers })
}

/** A badge as its issuer might write it, with white space of its own. */
export const writtenBadge = async (badge: ForeignBadge): Promise<string> =>
  JSON.stringify(await foreignBadge(badge), null, 2)

/** Puts a badge in. */
export const putBadge = (
  app: TestApp,
  token: string | undefined,
  body: string,
  type: string,
): Promise<Response> =>
  call(app, '/credentials', token, { method: 'POST', headers: { 'content-type': type }, body })

/** What `getCredentials` answers. */
export interface ReadBadges {
  readonly credential: readonly JsonObject[]
  readonly compactJwsString: readonly string[]
}

/** Reads badges, and keeps the text of the answer. */
export async function readBadges(app: TestApp, token: string, query = '') {
  const response = await call(app, `/credentials${query}`, token)
  const text = await response.text()
  return { response, text, body: JSON.parse(text) as ReadBadges }
}

/** A fault as the standard has it. */
export interface StatusInfo {
  readonly imsx_codeMajor: string
  readonly imsx_severity: string
  readonly imsx_description: string
  readonly imsx_codeMinor: {
    readonly imsx_codeMinorField: readonly {
      readonly imsx_codeMinorFieldName: string
      readonly imsx_codeMinorFieldValue: string
    }[]
  }
}

/** Status and code of a fault, which has the form of the standard. */
export async function faultOf(response: Response): Promise<readonly [number, string | undefined]> {
  expect(response.headers.get('content-type')).toContain('application/json')
  const info = (await response.json()) as StatusInfo
  expect(info).toMatchObject({
    imsx_codeMajor: 'failure',
    imsx_severity: expect.stringMatching(/error|status/),
  })
  expect(info.imsx_description.length).toBeGreaterThan(5)
  return [response.status, info.imsx_codeMinor.imsx_codeMinorField[0]?.imsx_codeMinorFieldValue]
}

/** Makes a person a learner of an organization. */
export async function joinAsLearner(app: TestApp, orgId: string, person: TestPerson): Promise<TestPerson> {
  await app.asOwner(`INSERT INTO assay.membership (org_id, person_id, roles, joined_at)
    VALUES ('${orgId}', '${person.id}', '{learner}', now()) ON CONFLICT DO NOTHING`)
  return person
}
