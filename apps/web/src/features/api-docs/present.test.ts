import { describe, expect, it } from 'vitest'
import { presentApi } from './present.ts'

const docs = presentApi(
  {
    paths: {
      '/cranes/{id}': {
        put: {
          summary: 'Change a crane',
          tags: ['Cranes'],
          security: [{ apiKey: [] }],
          parameters: [
            { name: 'id', in: 'path', required: true, schema: { type: 'string', format: 'uuid' } },
          ],
          requestBody: {
            content: {
              'application/json': {
                schema: {
                  type: 'object',
                  required: ['name', 'hooks'],
                  properties: {
                    name: { type: 'string' },
                    note: { type: ['string', 'null'] },
                    hooks: {
                      type: 'array',
                      items: { type: 'object', required: ['load'], properties: { load: { type: 'number' } } },
                    },
                  },
                },
              },
            },
          },
          responses: {
            200: { content: { 'application/json': { schema: { $ref: '#/components/schemas/Crane' } } } },
            default: {},
          },
        },
      },
      '/health': { get: { tags: ['Open'], responses: { 204: {} } } },
    },
    components: { schemas: { Crane: { type: 'object', properties: { kind: { enum: ['quay', 'yard'] } } } } },
  },
  'https://badges.example.org',
)

describe('the documentation of the API', () => {
  it('lists every route once, by area', () => {
    expect(
      docs.areas.map(({ name, routes }) => [name, routes.map(({ method, path }) => `${method} ${path}`)]),
    ).toEqual([
      ['Cranes', ['PUT /cranes/{id}']],
      ['Open', ['GET /health']],
    ])
  })

  it('tells fields inside objects and lists by their whole path', () => {
    const body = docs.areas[0]?.routes[0]?.body
    expect(body?.map(({ name, type, required }) => [name, type, required])).toEqual([
      ['name', 'string', true],
      ['note', 'string | null', false],
      ['hooks', 'object[]', true],
      ['hooks[].load', 'number', true],
    ])
  })

  it('points to named schemas instead of repeating them', () => {
    expect(docs.areas[0]?.routes[0]?.answer).toMatchObject([{ type: 'Crane', schema: 'Crane' }])
    expect(docs.areas.map(({ schemas }) => schemas)).toMatchObject([
      [{ name: 'Crane', fields: [{ name: 'kind', type: '"quay" | "yard"' }] }],
      [],
    ])
  })

  it('gives an example that can be pasted, with a key where one is needed', () => {
    const [protectedRoute, open] = docs.areas.map(({ routes }) => routes[0]?.curl)
    expect(protectedRoute).toContain('curl -X PUT https://badges.example.org/api/v1/cranes/$ID')
    expect(protectedRoute).toContain('Authorization: Bearer $ASSAY_KEY')
    expect(protectedRoute).toContain(`-d '{"name":"…","hooks":[{"load":1}]}'`)
    expect(open).toBe('curl https://badges.example.org/api/v1/health')
  })
})
