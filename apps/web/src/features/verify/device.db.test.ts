import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { decodeBase64, decodeUtf8 } from '@assay/core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createTestApp, TEST_ORIGIN, type TestApp } from '../../../test/test-app.ts'
import type { RelayedDocument } from './schema/relayed-document.ts'

const stranger = { status: 200, type: 'application/json', body: '{"id":"x"}', url: '' }
let server: Server
let app: TestApp

beforeAll(async () => {
  server = createServer((_, response) => {
    response.writeHead(stranger.status, { 'content-type': stranger.type }).end(stranger.body)
  }).listen(0, '127.0.0.1')
  await new Promise((resolve) => server.once('listening', resolve))
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  stranger.url = `${origin}/issuer`
  app = await createTestApp({}, undefined, { allowOrigins: [origin] })
})
afterAll(async () => {
  await app.close()
  server.closeAllConnections()
  server.close()
})

const ask = (body: unknown, headers: Record<string, string> = {}) =>
  app.fetch('/verify/device/document', {
    method: 'POST',
    headers: { 'content-type': 'application/json', origin: TEST_ORIGIN, ...headers },
    body: JSON.stringify(body),
  })
const relay = async (url = stranger.url) =>
  (await (await ask({ url, maxBytes: 1000 })).json()) as RelayedDocument

describe('the page for checking on the device', () => {
  it('comes with scripts, lets its policy reach this server alone, and its form has nowhere to go', async () => {
    const page = await app.fetch('/verify/device', { headers: { accept: 'text/html' } })
    const text = await page.text()
    expect(page.status).toBe(200)
    expect(page.headers.get('content-security-policy')).toContain("connect-src 'self'")
    expect(text).toMatch(/<script/)
    expect(/<form[^>]*class="form"[^>]*>/.exec(text)?.[0]).not.toMatch(/action|method/)
  })

  it('is offered by a page without scripts', async () => {
    const text = await (await app.fetch('/verify', { headers: { accept: 'text/html' } })).text()
    expect(text).toContain('href="/verify/device"')
    expect(text).not.toContain('<script')
  })
})

describe('a document for a page that checks on the device', () => {
  it('is fetched and packed, so that nobody can open it as a page', async () => {
    const answer = await ask({ url: stranger.url, maxBytes: 1000 })
    expect(answer.headers.get('content-type')).toContain('application/json')
    expect(answer.headers.get('cache-control')).toBe('no-store')
    const relayed = (await answer.json()) as RelayedDocument
    if (relayed.outcome !== 'ok') throw new Error('it is there')
    expect(relayed).toMatchObject({ status: 200, mediaType: 'application/json' })
    expect(decodeUtf8(decodeBase64(relayed.body))).toBe('{"id":"x"}')
  })

  it('is JSON or a token; pages, pictures and programs are not passed on', async () => {
    stranger.type = 'text/html'
    stranger.body = '<h1>Hello</h1>'
    expect(await relay()).toMatchObject({ outcome: 'refused', code: 'relay.kind' })
    stranger.status = 404
    expect(await relay()).toMatchObject({ outcome: 'ok', status: 404, body: '' })
    stranger.status = 200
    stranger.body = 'eyJhbGciOiJFUzI1NiJ9.eyJhIjoxfQ.AAAA'
    expect(await relay()).toMatchObject({ outcome: 'ok', status: 200 })
  })

  it('S1 is not fetched from addresses inside, whatever the page says', async () => {
    for (const url of [
      'http://127.0.0.1:1/',
      'http://169.254.169.254/latest/meta-data',
      'https://localhost/',
    ])
      expect(await relay(url)).toMatchObject({ outcome: 'refused' })
  })

  it('is refused to pages of other sites, to forms, and for what is no request', async () => {
    const body = { url: stranger.url, maxBytes: 1000 }
    expect((await ask(body, { origin: 'https://evil.example' })).status).toBe(403)
    expect((await ask(body, { 'content-type': 'text/plain' })).status).toBe(403)
    expect((await ask({ url: 'file:///etc/passwd' })).status).toBe(422)
    expect((await ask({ ...body, maxBytes: 1e9 })).status).toBe(422)
  })

  it('is counted: nobody makes this server fetch without end', async () => {
    const from = { 'x-forwarded-for': '203.0.113.9' }
    let last = 200
    for (let asked = 0; asked < 320 && last === 200; asked += 1)
      last = (await ask({ url: 'https://localhost/', maxBytes: 10 }, from)).status
    expect(last).toBe(429)
  }, 60_000)
})
