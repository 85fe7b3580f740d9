import { encodeUtf8, type JsonObject } from '@assay/core'
import { bakePng } from '@assay/credentials'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { DOT_PNG, foreignBadge } from '../../../test/foreign-badge.ts'
import { createTestApp, type TestApp } from '../../../test/test-app.ts'

let app: TestApp
let badge: JsonObject

beforeAll(async () => {
  app = await createTestApp()
  badge = await foreignBadge({ address: 'ana@example.org' })
})
afterAll(() => app.close())

interface Answer {
  readonly status: number
  readonly body: {
    readonly source: string
    readonly format: string
    readonly verdict: string
    readonly code: string
    readonly checks: readonly { readonly id: string; readonly outcome: string; readonly code: string }[]
  }
}

async function post(body: BodyInit, type?: string): Promise<Answer> {
  const response = await app.fetch('/api/v1/verify', {
    method: 'POST',
    body,
    ...(type === undefined ? {} : { headers: { 'content-type': type } }),
  })
  return { status: response.status, body: (await response.json()) as Answer['body'] }
}

const postJson = (value: unknown) => post(JSON.stringify(value), 'application/json')
const outcomeOf = ({ body }: Answer, id: string) => body.checks.find((check) => check.id === id)?.code

describe('POST /api/v1/verify', () => {
  it('answers an anonymous caller with a report of every step', async () => {
    const answer = await postJson({ credential: badge })
    expect(answer).toMatchObject({
      status: 200,
      body: { source: 'credential', format: 'ob3-json', verdict: 'valid' },
    })
    expect(answer.body.checks.map(({ id }) => id)).toEqual([
      'parse',
      'data-model',
      'schema',
      'proof',
      'issuer-binding',
      'refresh',
      'status',
      'validity-dates',
      'recipient',
      'endorsements',
      'credentials',
      'trust-registry',
    ])
  })

  it('takes the credential as a text, as the body itself, as a form and inside an image', async () => {
    const text = JSON.stringify(badge)
    const png = bakePng(DOT_PNG, text)
    const form = new FormData()
    form.set('file', new File([Buffer.from(png)], 'crane.png'))
    const answers = await Promise.all([
      postJson({ credential: text }),
      post(text, 'application/json'),
      post(text, 'application/vc+ld+json'),
      post(Buffer.from(png), 'image/png'),
      post(form),
    ])
    expect(answers.map(({ body }) => `${body.source} ${body.format} ${body.verdict}`)).toEqual([
      'credential ob3-json valid',
      'body ob3-json valid',
      'body ob3-json valid',
      'body ob3-png valid',
      'crane.png ob3-png valid',
    ])
  })

  it('says whether the badge is about the address that was asked for', async () => {
    const [own, other] = await Promise.all(
      ['ana@example.org', 'boris@example.org'].map((recipient) => postJson({ credential: badge, recipient })),
    )
    expect([own, other].map((answer) => answer && outcomeOf(answer, 'recipient'))).toEqual([
      'recipient-ok',
      'recipient-mismatch',
    ])
    expect(other?.body.verdict).toBe('invalid')
  })

  it('finds a changed badge out', async () => {
    const answer = await postJson({ credential: { ...badge, name: 'Crane master' } })
    expect([answer.body.verdict, outcomeOf(answer, 'proof')]).toEqual(['invalid', 'proof-signature'])
  })

  it('calls an address that gives no badge inconclusive', async () => {
    for (const address of [`${app.deps.config.publicUrl}/credentials/none`, 'https://127.0.0.1/badge'])
      expect((await postJson({ address })).body).toMatchObject({ source: address, verdict: 'inconclusive' })
  })

  it('refuses neither or both of credential and address, and members that it does not know', async () => {
    const wrong = [
      {},
      { credential: badge, address: 'https://a.example/' },
      { credential: badge, verdict: 'valid' },
    ]
    for (const body of wrong) expect((await postJson(body)).status).toBe(422)
  })

  it('refuses other media types', async () => {
    expect((await post('<badge/>', 'application/xml')).status).toBe(415)
  })

  it('refuses what is too large before it reads it', async () => {
    const huge = await post(Buffer.alloc(20 * 1024 * 1024, 32), 'image/png')
    const long = await post(Buffer.alloc(2 * 1024 * 1024, 32), 'application/vc+ld+json')
    expect([huge, long].map(({ status, body }) => [status, body.code])).toEqual([
      [413, 'too_large'],
      [413, 'too_large'],
    ])
  })

  it('J7 refuses JSON that is too deep, repeats a name or holds half a character, without a crash', async () => {
    const deep = `${'['.repeat(100_000)}${']'.repeat(100_000)}`
    const texts = [
      `{"credential":${deep}}`,
      '{"credential":{"id":"a","id":"b"}}',
      '{"credential":"\\ud800"}',
      '{',
    ]
    for (const text of texts) expect((await post(text, 'application/json')).status).toBe(400)
    const inside = await postJson({ credential: `{"@context":${deep}}` })
    expect([inside.status, outcomeOf(inside, 'parse')]).toEqual([200, 'parse-json'])
  })

  it('J1 refuses a graph of many nameless things alike at once', async () => {
    const evidence = Array.from({ length: 1_500 }, () => ({ type: ['Evidence'] }))
    const started = performance.now()
    const answer = await postJson({ credential: { ...badge, evidence } })
    expect(answer.body.verdict).not.toBe('valid')
    expect(outcomeOf(answer, 'data-model')).toBe('data-model-limit')
    expect(performance.now() - started).toBeLessThan(1_000)
  })

  it('J6 leaves the prototypes of this process alone', async () => {
    await post(
      '{"credential":{"__proto__":{"polluted":true}},"constructor":{"prototype":{"polluted":true}}}',
      'application/json',
    )
    expect(({} as { polluted?: boolean }).polluted).toBeUndefined()
  })

  it('J3 reaches out to nobody for a context that it does not know', async () => {
    const asked: string[] = []
    const spy = await createTestApp({
      fetchDocument: async (url) => {
        asked.push(url)
        return { outcome: 'unreachable', code: 'fetch.connect', message: 'Nobody answers.' }
      },
    })
    const response = await spy.fetch('/api/v1/verify', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ credential: { ...badge, '@context': ['https://evil.example/context'] } }),
    })
    expect(((await response.json()) as Answer['body']).verdict).toBe('invalid')
    expect(asked).toEqual([])
    await spy.close()
  })

  it('P9 leaves no trace of what was verified', async () => {
    const before = await app.asOwner('SELECT count(*)::int AS n FROM assay.audit_event')
    await post(Buffer.from(encodeUtf8(JSON.stringify(badge))), 'application/vc')
    expect(await app.asOwner('SELECT count(*)::int AS n FROM assay.audit_event')).toEqual(before)
    const kept = await app.asOwner("SELECT bucket FROM assay.rate_window WHERE bucket LIKE 'verify%'")
    expect(kept).toEqual([{ bucket: 'verify-from:127.0.0.1' }])
  })
})
