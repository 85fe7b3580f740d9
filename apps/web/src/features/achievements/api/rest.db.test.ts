import { crc32, deflateSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import {
  createTestApp,
  type TestApp,
  type TestOrganization,
  type TestPerson,
} from '../../../../test/test-app.ts'
import { createDraft, publishVersion } from '../commands.ts'
import { spillDefinition } from '../definition.fixture.ts'

let app: TestApp
let paula: TestPerson
let lena: TestPerson
let boris: TestPerson
let harbor: TestOrganization

beforeAll(async () => {
  app = await createTestApp()
  const founder = await app.person('Ada')
  boris = await app.person('Boris')
  harbor = await app.organization(founder, 'harbor')
  await app.organization(boris, 'other')
  paula = await app.member(harbor, 'Paula', 'program_manager')
  lena = await app.member(harbor, 'Lena', 'learner')
})
afterAll(() => app.close())

const base = '/api/v1/organizations/harbor/achievements'

async function call(as: TestPerson | undefined, method: string, path: string, body?: unknown) {
  const response = await app.fetch(path, {
    method,
    as,
    ...(body === undefined
      ? {}
      : { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }),
  })
  const text = await response.text()
  return { status: response.status, body: text === '' ? undefined : JSON.parse(text) }
}

async function published(name = 'Spill response') {
  return app.inOrg(harbor, paula, async (scope) => {
    const ids = await createDraft(scope, spillDefinition({ name }))
    await publishVersion(scope, ids.versionId)
    return ids
  })
}

const MARK = Buffer.from(
  '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 2 2"><path d="M0 0h2v2z"/></svg>',
)

describe('the API of definitions', () => {
  it('takes a definition from draft to publication to retirement', async () => {
    const made = await call(paula, 'POST', base, { name: 'Only a name' })
    expect(made.status).toBe(201)
    const path = `${base}/${made.body.achievementId}/versions/${made.body.versionId}`
    const early = await call(paula, 'GET', `${path}/check`)
    expect(early.body.problems.map((problem: { path: string }) => problem.path)).toContain('effortHours')
    const refused = await call(paula, 'POST', `${path}/publish`, {})
    expect([refused.status, refused.body.code]).toEqual([422, 'invalid_input'])
    const saved = await call(paula, 'PUT', path, { revision: 1, definition: spillDefinition() })
    expect([saved.status, saved.body.revision]).toEqual([200, 2])
    const out = await call(paula, 'POST', `${path}/publish`, { changeNote: 'First', revision: 2 })
    expect([out.status, out.body.state, out.body.definition.name]).toEqual([
      200,
      'published',
      'Spill response',
    ])
    const retired = await call(paula, 'POST', `${base}/${made.body.achievementId}/retire`)
    expect(retired.status).toBe(204)
    const item = await call(paula, 'GET', `${base}/${made.body.achievementId}`)
    expect([item.body.state, item.body.versions.length]).toEqual(['retired', 1])
  })

  it('answers a stale save with 409 and changes nothing', async () => {
    const { body } = await call(paula, 'POST', base, { name: 'Two writers' })
    const path = `${base}/${body.achievementId}/versions/${body.versionId}`
    await call(paula, 'PUT', path, { revision: 1, definition: { name: 'First writer' } })
    const second = await call(paula, 'PUT', path, { revision: 1, definition: { name: 'Second writer' } })
    expect([second.status, second.body.code]).toEqual([409, 'stale'])
    expect((await call(paula, 'GET', path)).body.name).toBe('First writer')
  })

  it('reports every wrong field of an import by its path and keeps nothing', async () => {
    const before = await call(paula, 'GET', base)
    const [criterion] = spillDefinition().criteria
    const wrong = {
      format: 'assay-achievement',
      version: 1,
      definition: {
        ...spillDefinition(),
        name: '',
        turnaroundDays: 0,
        criteria: [{ ...criterion, id: 'Not An Id' }],
        extra: 1,
      },
    }
    const answer = await call(paula, 'POST', `${base}/import`, wrong)
    expect(answer.status).toBe(422)
    const paths = answer.body.errors.map((error: { path: string }) => error.path)
    expect(paths).toEqual(
      expect.arrayContaining(['definition.name', 'definition.turnaroundDays', 'definition.criteria.0.id']),
    )
    expect((await call(paula, 'GET', base)).body.total).toBe(before.body.total)
  })

  it('imports what it exported', async () => {
    const ids = await published('To and fro')
    const file = await call(paula, 'GET', `${base}/${ids.achievementId}/export`)
    const copy = await call(boris, 'POST', '/api/v1/organizations/other/achievements/import', file.body)
    expect(copy.status).toBe(201)
    const there = await call(
      boris,
      'GET',
      `/api/v1/organizations/other/achievements/${copy.body.achievementId}/versions/${copy.body.versionId}`,
    )
    expect(there.body.definition).toEqual(file.body.definition)
  })

  it('says what changed between two versions', async () => {
    const ids = await published('Changing')
    const next = await call(paula, 'POST', `${base}/${ids.achievementId}/versions`)
    const path = `${base}/${ids.achievementId}/versions/${next.body.versionId}`
    await call(paula, 'PUT', path, {
      revision: 1,
      definition: spillDefinition({ name: 'Changed', effortHours: 7 }),
    })
    expect((await call(paula, 'GET', `${path}/changes`)).body.items).toEqual([
      { kind: 'changed', field: 'name', of: null, before: 'Changing', after: 'Changed' },
      { kind: 'changed', field: 'effortHours', of: null, before: '6', after: '7' },
    ])
    expect((await call(paula, 'DELETE', path)).status).toBe(204)
    expect((await call(paula, 'GET', path)).status).toBe(404)
  })

  it('lets learners read the catalog and nothing of drafts', async () => {
    await published('For learners')
    const catalog = await call(lena, 'GET', '/api/v1/organizations/harbor/catalog?q=for%20learners')
    expect([catalog.status, catalog.body.total]).toEqual([200, 1])
    expect((await call(lena, 'GET', base)).status).toBe(403)
    expect((await call(lena, 'POST', base, { name: 'Mine' })).status).toBe(403)
  })

  it('shows another organization’s ids to nobody', async () => {
    const ids = await published('Ours')
    const foreign = '/api/v1/organizations/other/achievements'
    for (const [method, path, body] of [
      ['GET', `${foreign}/${ids.achievementId}`, undefined],
      ['GET', `${foreign}/${ids.achievementId}/versions/${ids.versionId}`, undefined],
      [
        'PUT',
        `${foreign}/${ids.achievementId}/versions/${ids.versionId}`,
        { revision: 1, definition: { name: 'X' } },
      ],
      ['POST', `${foreign}/${ids.achievementId}/versions/${ids.versionId}/publish`, {}],
      ['POST', `${foreign}/${ids.achievementId}/retire`, undefined],
    ] as const)
      expect((await call(boris, method, path, body)).status, `${method} ${path}`).toBe(404)
    expect((await call(boris, 'GET', `${base}/${ids.achievementId}`)).status).toBe(404)
  })

  it('lets anyone read what is published and nothing else', async () => {
    const ids = await published('In the open')
    const answer = await call(undefined, 'GET', `/api/v1/achievements/${ids.achievementId}`)
    expect([answer.status, answer.body.definition.name]).toEqual([200, 'In the open'])
    const draft = await call(paula, 'POST', base, { name: 'Secret' })
    expect((await call(undefined, 'GET', `/api/v1/achievements/${draft.body.achievementId}`)).status).toBe(
      404,
    )
  })
})

describe('badge art', () => {
  const draftPath = async () => {
    const { body } = await call(paula, 'POST', base, spillDefinition())
    return { ids: body, path: `${base}/${body.achievementId}/versions/${body.versionId}` }
  }

  it('F1 is refused with a reason when it holds a script', async () => {
    const { path } = await draftPath()
    const content = Buffer.from(
      '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1 1"><script/></svg>',
    ).toString('base64')
    const answer = await call(paula, 'PUT', `${path}/art`, { revision: 1, content })
    expect([answer.status, answer.body.errors[0].code]).toEqual([422, 'art_svg_script'])
  })

  it('F1 is served with headers under which it can do nothing', async () => {
    const { ids, path } = await draftPath()
    const put = await call(paula, 'PUT', `${path}/art`, { revision: 1, content: MARK.toString('base64') })
    expect(put.body).toEqual({ revision: 2 })
    expect((await app.fetch(`/achievements/${ids.versionId}/art.svg`)).status).toBe(404)
    await call(paula, 'POST', `${path}/publish`, {})
    const svg = await app.fetch(`/achievements/${ids.versionId}/art.svg`)
    expect(svg.headers.get('content-security-policy')).toMatch(/sandbox$/)
    expect(svg.headers.get('x-content-type-options')).toBe('nosniff')
    expect(svg.headers.get('cache-control')).toContain('immutable')
    const again = await app.fetch(`/achievements/${ids.versionId}/art.svg`, {
      headers: { 'if-none-match': svg.headers.get('etag') ?? '' },
    })
    expect(again.status).toBe(304)
    const png = await app.fetch(`/achievements/${ids.versionId}/art.png`)
    expect([...new Uint8Array(await png.arrayBuffer()).subarray(1, 4)]).toEqual([0x50, 0x4e, 0x47])
  })

  it('goes along into the next version and can be taken off there', async () => {
    const { ids, path } = await draftPath()
    await call(paula, 'PUT', `${path}/art`, { revision: 1, content: MARK.toString('base64') })
    await call(paula, 'POST', `${path}/publish`, {})
    const next = await call(paula, 'POST', `${base}/${ids.achievementId}/versions`)
    const nextPath = `${base}/${ids.achievementId}/versions/${next.body.versionId}`
    expect((await call(paula, 'GET', nextPath)).body.art).toBe('image/svg+xml')
    await call(paula, 'DELETE', `${nextPath}/art?revision=1`)
    expect((await call(paula, 'GET', nextPath)).body.art).toBeNull()
  })

  it('F2 is taken by its content: a PNG keeps its pixels and loses its texts', async () => {
    const { ids, path } = await draftPath()
    const content = smallPng().toString('base64')
    await call(paula, 'PUT', `${path}/art`, { revision: 1, content })
    await call(paula, 'POST', `${path}/publish`, {})
    const png = await app.fetch(`/achievements/${ids.versionId}/art.png`)
    const bytes = Buffer.from(await png.arrayBuffer())
    expect(png.headers.get('content-type')).toBe('image/png')
    expect(bytes.includes('secret note')).toBe(false)
    expect((await app.fetch(`/achievements/${ids.versionId}/art.svg`)).status).toBe(404)
  })

  it('F3 is refused when its pixels are not those that it announces', async () => {
    const { path } = await draftPath()
    const content = smallPng(Buffer.alloc(5_000_000)).toString('base64')
    const answer = await call(paula, 'PUT', `${path}/art`, { revision: 1, content })
    expect([answer.status, answer.body.errors[0].code]).toEqual([422, 'art_png_damaged'])
    expect((await call(paula, 'GET', path)).body).toMatchObject({ art: null, revision: 1 })
  })

  it('is drawn from the definition when none was uploaded', async () => {
    const ids = await published('Drawn')
    const svg = await app.fetch(`/achievements/${ids.versionId}/art.svg`)
    expect(await svg.text()).toContain('Drawn')
    expect((await app.fetch(`/achievements/${ids.versionId}/art.png`)).headers.get('content-type')).toBe(
      'image/png',
    )
  })
})

describe('the address of a micro-credential', () => {
  it('answers programs with an Open Badges achievement', async () => {
    const ids = await published('Machine readable')
    const path = `/achievements/${ids.achievementId}`
    const answer = await app.fetch(path, { headers: { accept: 'application/ld+json' } })
    expect(answer.headers.get('content-type')).toBe('application/ld+json')
    expect(await answer.json()).toMatchObject({
      id: `http://127.0.0.1:8421${path}`,
      type: ['Achievement'],
      name: 'Machine readable',
      creator: { id: 'http://127.0.0.1:8421/issuers/harbor' },
      resultDescription: [{ id: `http://127.0.0.1:8421${path}#v1.contain.barrier` }, {}],
    })
    expect(
      (await app.fetch('/achievements/not-an-id', { headers: { accept: 'application/json' } })).status,
    ).toBe(404)
  })
})

/** One pixel with a text chunk. */
/** A picture of one pixel with a text; `pixels` are its filter and its four colours. */
function smallPng(pixels = Buffer.alloc(5)): Buffer {
  const chunk = (type: string, data: Buffer) => {
    const typed = Buffer.concat([Buffer.from(type), data])
    const ends = Buffer.alloc(8)
    ends.writeUInt32BE(data.length, 0)
    ends.writeUInt32BE(crc32(typed), 4)
    return Buffer.concat([ends.subarray(0, 4), typed, ends.subarray(4)])
  }
  return Buffer.concat([
    Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]),
    chunk('IHDR', Buffer.from([0, 0, 0, 1, 0, 0, 0, 1, 8, 6, 0, 0, 0])),
    chunk('tEXt', Buffer.from('Comment\0secret note')),
    chunk('IDAT', deflateSync(pixels)),
    chunk('IEND', Buffer.alloc(0)),
  ])
}
