import { limits } from '@assay/core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openApiDocument } from '../../src/api.ts'
import { createTestApp, type TestApp, type TestPerson } from '../test-app.ts'

let app: TestApp
let person: TestPerson

beforeAll(async () => {
  app = await createTestApp()
  person = await app.person('Sender')
})
afterAll(() => app.close())

/** Every route of the API that takes JSON: method and address, with something in place of each parameter. */
const takers = Object.entries(openApiDocument().paths ?? {}).flatMap(([path, item]) =>
  Object.entries(item as Record<string, { requestBody?: { content?: Record<string, unknown> } }>).flatMap(
    ([method, operation]) =>
      operation.requestBody?.content?.['application/json'] === undefined
        ? []
        : [[method.toUpperCase(), `/api/v1${path.replaceAll(/\{\w+\}/g, 'x')}`] as const],
  ),
)

const deep = `${'['.repeat(100_000)}${']'.repeat(100_000)}`
const WRONG: readonly (readonly [string, string | Uint8Array<ArrayBuffer>])[] = [
  ['cut off', '{"name":'],
  ['nested 100,000 deep', `{"name":${deep}}`],
  ['with a name twice', '{"name":"a","name":"b"}'],
  ['with half a character', '{"name":"\\ud800"}'],
  ['with NUL', '{"name":"\\u0000"}'],
  ['with a number that overflows', '{"name":1e999}'],
  ['that is not UTF-8', Uint8Array.of(0x7b, 0x22, 0xff, 0x22, 0x3a, 0x31, 0x7d)],
  ['of 20,001 values', `{"name":[${'1,'.repeat(limits.json.nodes)}1]}`],
]

const send = async (method: string, path: string, body: string | Uint8Array<ArrayBuffer>) => {
  const response = await app.fetch(path, {
    method,
    body,
    as: person,
    headers: { 'content-type': 'application/json; charset=utf-8' },
  })
  return { status: response.status, body: (await response.json()) as { code: string } }
}

// Fail with `refuseBadJson` taken out of `routeOf` (500 for a fault of syntax, 401 and 422 for the others).
describe('JSON that arrives at the API', () => {
  it('is taken by as many routes as are known', () => {
    expect(takers.length).toBeGreaterThan(30)
  })

  it.each(WRONG)('J7 %s: is refused by every route with 400', async (_title, body) => {
    const answers = new Set<string>()
    for (const [method, path] of takers) {
      const answer = await send(method, path, body)
      answers.add(`${answer.status} ${answer.body.code}`)
    }
    expect([...answers]).toEqual(['400 malformed'])
  })

  it('2 HTTP body, credential or presentation: one byte past the limit is 413, before it is read as JSON', async () => {
    const [method, path] = ['PATCH', '/api/v1/me'] as const
    const text = '{"'
    expect((await send(method, path, text.padEnd(limits.json.bytes))).body.code).toBe('malformed')
    const longer = await send(method, path, text.padEnd(limits.json.bytes + 1))
    expect([longer.status, longer.body.code]).toEqual([413, 'too_large'])
  })
})
