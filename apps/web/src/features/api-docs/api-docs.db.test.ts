import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createTestApp, type TestApp } from '../../../test/test-app.ts'

let app: TestApp
beforeAll(async () => {
  app = await createTestApp()
})
afterAll(() => app.close())

describe('the API', () => {
  it('is described on a page without scripts that lists every route of the OpenAPI document', async () => {
    const html = await (await app.fetch('/api/docs')).text()
    expect(html.includes('<script')).toBe(false)
    const document = await (await app.fetch('/api/openapi.json')).json()
    expect(Object.keys(document.paths).filter((path) => !html.includes(`/api/v1${path}`))).toEqual([])
  })

  it('answers an address that no route has with a problem, and never with a page', async () => {
    for (const method of ['GET', 'POST', 'DELETE']) {
      const response = await app.fetch('/api/v1/no-such-thing', { method, headers: { accept: 'text/html' } })
      expect([response.status, response.headers.get('content-type')]).toEqual([
        404,
        'application/problem+json',
      ])
      expect(await response.json()).toMatchObject({ code: 'not_found', instance: '/api/v1/no-such-thing' })
    }
  })
})
