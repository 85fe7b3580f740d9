import { type HostileToken, hostileTokens } from '@assay/testkit'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { PERSONAL_KEY_SCOPES } from '../../src/features/api-keys/schema.ts'
import { changedTables, digestOf, forgetCalls } from '../authorization/digest.ts'
import { createTestApp, type TestApp, type TestPerson } from '../test-app.ts'

let app: TestApp
let ana: TestPerson
const asked: string[] = []

beforeAll(async () => {
  app = await createTestApp({
    fetchDocument: async (url) => {
      asked.push(url)
      return { outcome: 'unreachable', code: 'fetch.connect', message: 'Nobody answers.' }
    },
  })
  ana = await app.person('Ana')
})
afterAll(() => app.close())
beforeEach(() => asked.splice(0))

const json = (path: string, body: unknown, as?: TestPerson) =>
  app.fetch(path, {
    method: 'POST',
    as,
    body: JSON.stringify(body),
    headers: { 'content-type': 'application/json' },
  })
const form = (path: string, fields: Record<string, string | File>, as?: TestPerson) => {
  const body = new FormData()
  for (const [name, value] of Object.entries(fields)) body.set(name, value)
  return app.fetch(path, { method: 'POST', as, body, headers: { accept: 'text/html' } })
}

/** Each place where a stranger's document comes in today, and what it must not answer. */
const PLACES: Readonly<Record<string, { give(token: string): Promise<Response>; believed: RegExp }>> = {
  'POST /api/v1/verify, in JSON': {
    give: (credential) => json('/api/v1/verify', { credential }),
    believed: /"verdict":"valid"|"outcome":"passed"/,
  },
  'POST /api/v1/verify, as the body': {
    give: (token) =>
      app.fetch('/api/v1/verify', { method: 'POST', body: token, headers: { 'content-type': 'text/plain' } }),
    believed: /"verdict":"valid"|"outcome":"passed"/,
  },
  'POST /api/v1/verify, as a file': {
    give: (token) => form('/api/v1/verify', { file: new File([token], 'badge.json') }),
    believed: /"verdict":"valid"|"outcome":"passed"/,
  },
  '/verify': { give: (text) => form('/verify', { text, recipient: '' }), believed: /<h1[^>]*>\s*Valid/ },
  'POST /api/v1/me/backpack': {
    give: (credential) => json('/api/v1/me/backpack', { credential, keepUnconfirmed: true }, ana),
    believed: /"outcome":"(?:kept|replaced)"|"verdict":"valid"/,
  },
  '/backpack/import': {
    give: (text) => form('/backpack/import', { text, keepUnconfirmed: 'yes' }, ana),
    believed: /<h1[^>]*>\s*Valid|done=kept/,
  },
}

async function giveEverywhere(hostile: HostileToken): Promise<void> {
  await forgetCalls(app)
  for (const [place, { give, believed }] of Object.entries(PLACES)) {
    const response = await give(hostile.token)
    const said = `${response.headers.get('location') ?? ''} ${await response.text()}`
    const where = `${hostile.title}: ${place}`
    expect(response.status < 500 && response.status !== 302, `${where} answers ${response.status}`).toBe(true)
    expect(believed.test(said), where).toBe(false)
  }
}

const ROWS = [
  ['T1: algorithms, critical headers and types that nobody agreed to', 'T1'],
  ['T2: keys of its own, and addresses of keys', 'T2'],
  ['T3: names of keys that are paths, queries or addresses', 'T3'],
  ['T4: encrypted and compressed tokens', 'T4'],
  ['T7: tokens for others, of another time, or sent again', 'T7'],
] as const

// Fail, but for T4, with `readToken` of the verifier answering the `vc` of the payload as a credential: keys are then fetched.
describe('3.2 tokens given where a badge is expected', () => {
  it.each(ROWS)(
    '%s: are believed at no place, nobody is asked, and nothing is kept',
    async (_title, row) => {
      const before = await digestOf(app)
      for (const hostile of hostileTokens.filter((one) => one.row === row)) await giveEverywhere(hostile)
      expect(asked).toEqual([])
      expect(changedTables(before, await digestOf(app))).toEqual([])
    },
    60_000,
  )
})

// Fail with `identifyKey` taking an unknown key for nobody instead of refusing it: what anyone may call then answers 200.
describe('3.2 tokens where an API key is expected', () => {
  it.each(ROWS)('%s: open nothing and have no effect', async (_title, row) => {
    const before = await digestOf(app)
    for (const { title, token } of hostileTokens.filter((one) => one.row === row)) {
      const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' }
      const body = JSON.stringify({
        name: 'Mine',
        scopes: PERSONAL_KEY_SCOPES.slice(0, 1),
        expiresInDays: 90,
      })
      for (const [method, path] of [
        ['GET', '/api/v1/me'],
        ['GET', '/api/v1/achievements'],
        ['POST', '/api/v1/me/api-keys'],
        ['POST', '/api/v1/verify'],
      ] as const) {
        const response = await app.fetch(path, { method, headers, ...(method === 'POST' ? { body } : {}) })
        expect([title, path, response.status]).toEqual([title, path, 401])
        await response.body?.cancel()
      }
    }
    expect(asked).toEqual([])
    expect(changedTables(before, await digestOf(app))).toEqual([])
  })
})
