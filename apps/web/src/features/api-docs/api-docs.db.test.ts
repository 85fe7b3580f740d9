import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createTestApp, type TestApp } from '../../../test/test-app.ts'

let app: TestApp
beforeAll(async () => {
  app = await createTestApp()
})
afterAll(() => app.close())

describe('the API', () => {
  it('is described on pages without scripts, with every route of the OpenAPI document on that of its area', async () => {
    const index = await (await app.fetch('/api/docs')).text()
    const areas = [
      ...new Set([...index.matchAll(/href="(\/api\/docs\/[a-z-]+)"/g)].map(([, path]) => path ?? '')),
    ]
    const pages = await Promise.all(areas.map(async (path) => (await app.fetch(path)).text()))
    expect([index, ...pages].filter((html) => html.includes('<script'))).toEqual([])
    const { paths } = await (await app.fetch('/api/openapi.json')).json()
    const missing = (html: string) => Object.keys(paths).filter((path) => !html.includes(path))
    expect([missing(index), missing(pages.join(''))]).toEqual([[], []])
    // Every schema that a page points to stands on that page.
    for (const html of pages)
      for (const [, id] of html.matchAll(/href="#(schema-\w+)"/g)) expect(html).toContain(`id="${id}"`)
    expect((await app.fetch('/api/docs/nothing')).status).toBe(404)
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
