import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import {
  createTestApp,
  type TestApp,
  type TestOrganization,
  type TestPerson,
} from '../../../test/test-app.ts'
import { createDraft, publishVersion } from '../achievements/commands.ts'
import { spillDefinition } from '../achievements/definition.fixture.ts'
import { createKey } from '../api-keys/commands.ts'

let app: TestApp
let harbor: TestOrganization
let manager: TestPerson
let learner: TestPerson
let other: TestPerson
let assessor: TestPerson
let achievementId: string
let base: string

const DEFINITION = spillDefinition()

beforeAll(async () => {
  app = await createTestApp()
  manager = await app.person('Manager')
  harbor = await app.organization(manager, 'harbor')
  learner = await app.member(harbor, 'Learner', 'learner')
  other = await app.member(harbor, 'Other', 'learner')
  assessor = await app.member(harbor, 'Assessor', 'assessor')
})
afterAll(() => app.close())

beforeEach(async () => {
  const [criterion] = DEFINITION.criteria
  if (criterion?.kind !== 'performance') throw new Error('the fixture changed')
  const evidence = { ...criterion.evidence, kinds: ['text', 'file', 'link'] as const }
  achievementId = await app.inOrg(harbor, manager, async (scope) => {
    const draft = await createDraft(scope, {
      ...DEFINITION,
      criteria: [{ ...criterion, evidence: { ...evidence, kinds: [...evidence.kinds] } }],
    })
    await publishVersion(scope, draft.versionId, { changeNote: '' })
    return draft.achievementId
  })
  const made = await call('POST', '/enrollments', { body: { achievementId } })
  base = `/enrollments/${made.body.enrollmentId}`
})

interface CallOptions {
  readonly as?: TestPerson
  readonly body?: unknown
  readonly form?: FormData
  readonly headers?: Record<string, string>
}

// biome-ignore lint/suspicious/noExplicitAny: answers of many shapes are read by assertions
type Answer = { status: number; headers: Headers; body: any; text: string }

async function call(
  method: string,
  path: string,
  { as = learner, body, form, headers = {} }: CallOptions = {},
): Promise<Answer> {
  const response = await app.fetch(`/api/v1/organizations/harbor${path}`, {
    method,
    ...(headers.authorization === undefined ? { as } : {}),
    headers: { ...headers, ...(body === undefined ? {} : { 'content-type': 'application/json' }) },
    ...(body !== undefined ? { body: JSON.stringify(body) } : form !== undefined ? { body: form } : {}),
  })
  const text = await response.text()
  const json = (response.headers.get('content-type') ?? '').includes('json')
  return {
    status: response.status,
    headers: response.headers,
    body: json ? JSON.parse(text) : undefined,
    text,
  }
}

const formWith = (fields: Record<string, string | File>) => {
  const form = new FormData()
  for (const [name, value] of Object.entries(fields)) form.set(name, value)
  return form
}
const NOTE = () => formWith({ criterionId: 'contain', file: new File(['Drain first.'], 'note.txt') })
const TEXT = { criterionId: 'contain', title: 'My spill', text: 'Drain first.' }

describe('the loop by the API', () => {
  it('goes from enrolling through evidence and draft to handing in and back', async () => {
    expect((await call('GET', base)).body).toMatchObject({
      state: 'active',
      ready: false,
      checklist: [{ criterionId: 'contain', state: 'open', missing: [{ code: 'too_few', count: 1 }] }],
    })
    const { evidenceId } = (await call('POST', `${base}/evidence/text`, { body: TEXT })).body
    const link = { criterionId: 'contain', title: 'Film', url: 'https://example.org/film' }
    expect((await call('POST', `${base}/evidence/link`, { body: link })).status).toBe(201)
    const file = await call('POST', `${base}/evidence/file`, { form: NOTE() })
    expect(file.status).toBe(201)
    const download = await call('GET', `/evidence/${file.body.evidenceId}/file`)
    expect(download.text).toBe('Drain first.')
    expect(download.headers.get('content-disposition')).toContain('attachment; filename="note.txt"')

    const changed = await call('PATCH', `/evidence/${evidenceId}`, { body: { revision: 1, disclosed: true } })
    expect(changed.body.revision).toBe(2)
    expect(
      (await call('PATCH', `/evidence/${evidenceId}`, { body: { revision: 1, title: 'x' } })).status,
    ).toBe(409)
    const { items } = (await call('GET', `${base}/evidence`)).body
    expect(items).toMatchObject([
      { kind: 'text', disclosed: true, revision: 2 },
      { kind: 'link', url: link.url },
      { kind: 'file', fileName: 'note.txt', size: 12 },
    ])
    expect((await call('DELETE', `/evidence/${items[1].id}`)).status).toBe(204)

    await call('PUT', `${base}/draft`, { body: { revision: 0, reflection: 'I look first.', aiHelp: '' } })
    expect((await call('GET', `${base}/draft`)).body).toMatchObject({
      reflection: 'I look first.',
      revision: 1,
    })
    expect((await call('POST', `${base}/submissions`, { body: {} })).status).toBe(422)
    const handed = await call('POST', `${base}/submissions`, { body: { authorship: true } })
    expect(handed).toMatchObject({ status: 201, body: { number: 1 } })

    const submission = `/submissions/${handed.body.submissionId}`
    const read = (await call('GET', submission, { as: assessor })).body
    expect(read).toMatchObject({
      reflection: 'I look first.',
      evidence: [{ text: 'Drain first.' }, { fileName: 'note.txt' }],
    })
    const theirs = await call('GET', `${submission}/files/${read.evidence[1].id}`, { as: assessor })
    expect(theirs.text).toBe('Drain first.')
    expect((await call('GET', `${base}/submissions`)).body.items).toMatchObject([
      { number: 1, outcome: null },
    ])

    expect((await call('POST', `${base}/submissions/withdraw`)).status).toBe(204)
    expect((await call('POST', `${base}/withdraw`)).status).toBe(204)
    expect((await call('GET', '/enrollments?state=withdrawn')).body.items).toContainEqual(
      expect.objectContaining({ id: base.split('/')[2], state: 'withdrawn' }),
    )
  })

  it('takes a repeated upload with its key once', async () => {
    const headers = { 'idempotency-key': 'upload-1', 'content-type': 'multipart/form-data; boundary=x' }
    const body = [
      '--x\r\ncontent-disposition: form-data; name="criterionId"\r\n\r\ncontain',
      '--x\r\ncontent-disposition: form-data; name="file"; filename="a.txt"\r\n\r\nhello',
      '--x--\r\n',
    ].join('\r\n')
    const send = () =>
      app.fetch(`/api/v1/organizations/harbor${base}/evidence/file`, {
        method: 'POST',
        as: learner,
        headers,
        body,
      })
    const [first, second] = [await send(), await send()]
    expect([first.status, second.status]).toEqual([201, 201])
    expect(await second.json()).toEqual(await first.json())
    expect((await call('GET', `${base}/evidence`)).body.items).toHaveLength(1)
  })
})

describe('uploads', () => {
  it.each([
    ['F2: a page', formWith({ criterionId: 'contain', file: new File(['<html>'], 'a.txt') }), 415],
    ['no file', formWith({ criterionId: 'contain' }), 422],
    ['no criterion', formWith({ file: new File(['x'], 'a.txt') }), 422],
    ['an unknown criterion', formWith({ criterionId: 'x', file: new File(['x'], 'a.txt') }), 422],
  ])('refuse %s', async (_what, form, status) => {
    expect((await call('POST', `${base}/evidence/file`, { form })).status).toBe(status)
    expect((await call('GET', `${base}/evidence`)).body.items).toEqual([])
  })

  it('refuse what is too large, and what is no form', async () => {
    const large = formWith({
      criterionId: 'contain',
      file: new File([new Uint8Array(26 * 1024 * 1024)], 'a.txt'),
    })
    expect((await call('POST', `${base}/evidence/file`, { form: large })).status).toBe(413)
    expect((await call('POST', `${base}/evidence/file`, { body: {} })).status).toBe(422)
  })

  it('of others are refused before their body is read', async () => {
    const large = formWith({
      criterionId: 'contain',
      file: new File([new Uint8Array(26 * 1024 * 1024)], 'a.txt'),
    })
    expect((await call('POST', `${base}/evidence/file`, { as: other, form: large })).status).toBe(403)
  })
})

describe('a key', () => {
  it('without the scope for writing reads and adds nothing', async () => {
    const { secret } = await app.inOrg(harbor, learner, (scope) =>
      createKey(scope, {
        name: 'reader',
        scopes: ['submissions:read', 'enrollments:read'],
        expiresInDays: 1,
      }),
    )
    const headers = { authorization: `Bearer ${secret}` }
    expect((await call('GET', `${base}/evidence`, { headers })).status).toBe(200)
    expect((await call('POST', `${base}/evidence/text`, { headers, body: TEXT })).status).toBe(403)
    expect((await call('POST', `${base}/evidence/file`, { headers, form: NOTE() })).status).toBe(403)
  })
})

describe('F8: other people', () => {
  it('reach nothing of a portfolio', async () => {
    const { evidenceId } = (await call('POST', `${base}/evidence/file`, { form: NOTE() })).body
    const before = (await call('GET', `${base}/evidence`)).body
    const stranger = await app.person('Stranger')
    const calls: [string, string, unknown?][] = [
      ['GET', base],
      ['GET', `${base}/evidence`],
      ['GET', `${base}/draft`],
      ['GET', `${base}/submissions`],
      ['GET', `/evidence/${evidenceId}/file`],
      ['POST', `${base}/evidence/text`, TEXT],
      ['POST', `${base}/withdraw`],
      ['POST', `${base}/submissions`, { authorship: true }],
      ['POST', `${base}/submissions/withdraw`],
      ['PUT', `${base}/draft`, { revision: 0, reflection: 'x' }],
      ['PATCH', `/evidence/${evidenceId}`, { revision: 1, title: 'x' }],
      ['DELETE', `/evidence/${evidenceId}`],
    ]
    for (const [method, path, body] of calls) {
      const statuses = []
      for (const as of [other, assessor, manager, stranger])
        statuses.push((await call(method, path, { as, ...(body === undefined ? {} : { body }) })).status)
      expect([path, ...statuses]).toEqual([path, 403, 403, 403, 404])
    }
    expect((await call('GET', `${base}/evidence`)).body).toEqual(before)
  })
})
