import type { JsonObject } from '@assay/core'
import { afterAll, describe, expect, it } from 'vitest'
import type { Question } from './client.fixture.ts'
import { plain, presentationOf } from './documents.fixture.ts'
import { startServed } from './served.fixture.ts'

const { server, ask, issue, verify } = await startServed()
afterAll(() => server.close())

const json = { 'content-type': 'application/json' }
const everything: JsonObject = {
  credential: plain,
  verifiableCredential: plain,
  presentation: presentationOf(plain),
  verifiablePresentation: presentationOf(plain),
}

describe('requests', { timeout: 60_000 }, () => {
  const paths = [
    'credentials/issue',
    'credentials/verify',
    'credentials/derive',
    'presentations/verify',
    'presentations/issue',
  ]

  it.each(paths)('VA7: /%s refuses bodies that are not as they should be', async (endpoint) => {
    const path = `/eddsa/${endpoint}`
    const refused: readonly (readonly [number, Question])[] = [
      [400, { body: '' }],
      [400, { body: '{"credential":' }],
      [400, { body: '[]' }],
      [400, { body: '{"credential": {}, "credential": {}}' }],
      [400, { body: {} }],
      [400, { body: { credential: 5, verifiableCredential: 5, verifiablePresentation: 5, presentation: 5 } }],
      [400, { body: { ...everything, options: [] } }],
      [400, { body: { ...everything, options: { unheardOf: 1 } } }],
      [415, { body: '{}', headers: {} }],
      [415, { body: '{}', headers: { 'content-type': 'text/plain' } }],
      [415, { body: '{}', headers: { 'content-type': 'application/json; charset=latin1' } }],
      [415, { body: '{}', headers: { ...json, 'content-encoding': 'gzip' } }],
      [413, { body: ' '.repeat(3 * 1024 * 1024) }],
      [405, { method: 'GET' }],
      [405, { method: 'PUT', body: everything }],
    ]
    for (const [status, question] of refused) {
      expect([(await ask(path, question)).status, question]).toEqual([status, question])
    }
  })

  it('VA7: checks that are not known are refused', async () => {
    const { issued } = await issue('eddsa')
    for (const checks of ['proof', ['proof', 'unheardOf'], [5]])
      expect((await verify(issued, { checks })).status).toBe(400)
  })

  it('VM14: takes the media types of credentials and presentations', async () => {
    const types = [
      'application/vc',
      'application/vp',
      'application/ld+json',
      'application/json; charset=UTF-8',
    ]
    for (const type of types) {
      const reply = await ask('/eddsa/credentials/issue', {
        body: { credential: plain },
        headers: { 'content-type': type },
      })
      expect(reply.status).toBe(201)
    }
  })

  it('has nothing at other addresses', async () => {
    for (const path of [
      '/',
      '/eddsa',
      '/eddsa/',
      '/other/credentials/issue',
      '/eddsa/credentials/other',
      '/constructor/credentials/issue',
    ])
      expect((await ask(path, { body: { credential: plain } })).status).toBe(404)
  })
})
