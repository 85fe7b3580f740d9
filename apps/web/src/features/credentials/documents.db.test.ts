import { createHash } from 'node:crypto'
import { decodeUtf8 } from '@assay/core'
import { readPng } from '@assay/credentials'
import { inflate } from '@assay/node'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { issuedTo, makeProgram, type Program, share } from '../../../test/awards.ts'
import { createTestApp, type TestApp, type TestPerson } from '../../../test/test-app.ts'
import { getCredentialJson } from './queries.ts'

let app: TestApp
let program: Program
let publicId: string
let privateId: string
let linkedId: string
const KEY = 'a-secret-of-at-least-128-bits'

beforeAll(async () => {
  app = await createTestApp()
  program = await makeProgram(app, 'harbor')
  publicId = await issuedTo(app, program, program.learner)
  privateId = await issuedTo(app, program, program.learner, { shared: false })
  linkedId = await issuedTo(app, program, program.learner, { shared: false })
  await app.inPerson(program.learner, (scope) =>
    scope.db
      .updateTable('backpackEntry')
      .set({ visibility: 'link', shareTokenHash: createHash('sha256').update(KEY).digest() })
      .where('credentialId', '=', linkedId)
      .execute(),
  )
})
afterAll(() => app.close())

const TYPES = ['application/vc+ld+json', 'application/vc', 'application/ld+json', 'application/json']
const BROWSER = 'text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8'
const ask = (path: string, accept = 'application/json', as?: TestPerson) =>
  app.fetch(path, { headers: { accept }, as })
const SUBPATHS = ['', '/credential.json', '/badge.png', '/preview.png']

describe('a credential’s address', () => {
  it.each(TYPES)('answers the exact bytes to %s', async (type) => {
    const response = await ask(`/credentials/${publicId}`, type)
    const signed = await app.inPerson(program.learner, (scope) => getCredentialJson(scope, publicId))
    expect(response.headers.get('content-type')).toBe(type)
    expect(response.headers.get('vary')).toContain('Accept')
    expect(Buffer.from(await response.arrayBuffer()).equals(signed)).toBe(true)
  })

  it('answers a browser and a preview robot with a page that varies by Accept', async () => {
    for (const accept of [BROWSER, '*/*']) {
      const response = await ask(`/credentials/${publicId}`, accept)
      expect([response.status, response.headers.get('content-type')?.split(';')[0]]).toEqual([
        200,
        'text/html',
      ])
      expect(response.headers.get('vary')).toContain('Accept')
    }
  })

  it('P8 hides a private credential from all but its holder, like one that does not exist', async () => {
    const none = '00000000-0000-4000-8000-000000000000'
    for (const path of SUBPATHS)
      for (const id of [privateId, none, 'not-an-id'])
        for (const as of [undefined, program.manager])
          expect([path, id, (await ask(`/credentials/${id}${path}`, 'application/json', as)).status]).toEqual(
            [path, id, 404],
          )
    expect((await ask(`/credentials/${privateId}`, BROWSER)).status).toBe(404)
    const own = await Promise.all(
      SUBPATHS.map((path) => ask(`/credentials/${privateId}${path}`, 'application/json', program.learner)),
    )
    expect(own.map(({ status }) => status)).toEqual([200, 200, 200, 200])
    expect(own.map(({ headers }) => headers.get('cache-control'))).toEqual(own.map(() => 'private, no-store'))
  })

  it('P8 opens a link-only credential with its key and nothing else', async () => {
    const statuses = await Promise.all(
      ['', '?key=', '?key=wrong', `?key=${KEY}x`, `?key=${KEY}`].map(
        async (query) => (await ask(`/credentials/${linkedId}${query}`)).status,
      ),
    )
    expect(statuses).toEqual([404, 404, 404, 404, 200])
    const page = await ask(`/credentials/${linkedId}?key=${KEY}`, BROWSER)
    expect([page.status, await page.text()]).toEqual([200, expect.stringContaining('noindex')])
  })

  it('P8 closes when the holder switches sharing off', async () => {
    const id = await issuedTo(app, program, program.learner)
    expect((await ask(`/credentials/${id}`)).status).toBe(200)
    await app.inPerson(program.learner, (scope) =>
      scope.db
        .updateTable('backpackEntry')
        .set({ visibility: 'private' })
        .where('credentialId', '=', id)
        .execute(),
    )
    expect((await ask(`/credentials/${id}`)).status).toBe(404)
  })

  it('gives a badge with the credential inside, and the picture that previews show', async () => {
    const [badge, preview] = await Promise.all(
      ['badge.png', 'preview.png'].map(async (file) => {
        const response = await ask(`/credentials/${publicId}/${file}`, 'image/png')
        expect(response.headers.get('content-type')).toBe('image/png')
        return new Uint8Array(await response.arrayBuffer())
      }),
    )
    const signed = await app.inPerson(program.learner, (scope) => getCredentialJson(scope, publicId))
    expect(readPng(badge ?? new Uint8Array(), inflate)).toEqual([
      { format: 'open-badges-3', text: decodeUtf8(signed) },
    ])
    const size = Buffer.from(preview ?? []).subarray(16, 24)
    expect([size.readUInt32BE(0), size.readUInt32BE(4)]).toEqual([1200, 630])
  })

  it('names an image that is served', async () => {
    const signed = await app.inPerson(program.learner, (scope) => getCredentialJson(scope, publicId))
    const { credentialSubject } = JSON.parse(decodeUtf8(signed)) as {
      credentialSubject: { achievement: { image: { id: string } } }
    }
    const { pathname } = new URL(credentialSubject.achievement.image.id)
    const response = await ask(pathname, 'image/png')
    expect([response.status, response.headers.get('content-type')]).toEqual([200, 'image/png'])
    const wrong = [pathname.replace('harbor', 'cove'), pathname.replace('2026', '1999'), `${pathname}x`]
    for (const path of wrong) expect((await ask(path, 'image/png')).status).toBe(404)
  })

  it('is for others as soon as it is shared again', async () => {
    await share(app, privateId, program.learner)
    expect((await ask(`/credentials/${privateId}`)).status).toBe(200)
  })
})
