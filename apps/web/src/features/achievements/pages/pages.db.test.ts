import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import {
  createTestApp,
  type TestApp,
  type TestOrganization,
  type TestPerson,
} from '../../../../test/test-app.ts'
import { createDraft, publishVersion, startNewVersion } from '../commands.ts'
import { spillDefinition } from '../definition.fixture.ts'
import { getDraft } from '../queries.ts'
import type { DraftInput } from '../schema/draft.ts'

let app: TestApp
let paula: TestPerson
let lena: TestPerson
let harbor: TestOrganization

beforeAll(async () => {
  app = await createTestApp()
  harbor = await app.organization(await app.person('Ada'), 'harbor')
  paula = await app.member(harbor, 'Paula', 'program_manager')
  lena = await app.member(harbor, 'Lena', 'learner')
})
afterAll(() => app.close())

const PAGE = { accept: 'text/html' }

async function open(path: string, as?: TestPerson, headers: Record<string, string> = PAGE) {
  const response = await app.fetch(path, { as, headers })
  return { status: response.status, text: await response.text() }
}

/** Posts as a browser without scripts would: the fields and the button that was pressed. */
async function post(path: string, as: TestPerson, fields: Record<string, string | string[]>) {
  const body = new URLSearchParams()
  for (const [name, value] of Object.entries(fields))
    for (const each of [value].flat()) body.append(name, each)
  const response = await app.fetch(path, { method: 'POST', as, body, headers: PAGE })
  return { status: response.status, location: response.headers.get('location'), text: await response.text() }
}

const draft = (definition: DraftInput = spillDefinition()) =>
  app.inOrg(harbor, paula, (scope) => createDraft(scope, definition))

const stored = (versionId: string) => app.inOrg(harbor, paula, (scope) => getDraft(scope, versionId))

async function published(name: string) {
  const ids = await draft(spillDefinition({ name }))
  await app.inOrg(harbor, paula, (scope) => publishVersion(scope, ids.versionId))
  return ids
}

describe('the public page', () => {
  it('says what is asked with the rubric that assessors use, without any script', async () => {
    const ids = await published('Spill response')
    const { status, text } = await open(`/achievements/${ids.achievementId}`)
    expect(status).toBe(200)
    for (const part of [
      'Spill response',
      'Contains a small spill safely',
      'Closed barrier, drains covered first',
      'Required: Within the shift',
      'A photo series or a film.',
      'Spill guide',
      'Dry run',
      '24 months',
      '5 working days',
      'Reviewed every year',
      'Hazardous materials',
    ])
      expect(text, part).toContain(part)
    expect(text).not.toContain('<script')
  })

  it('speaks Spanish to whoever asks in Spanish', async () => {
    const ids = await published('Derrames')
    const { text } = await open(`/achievements/${ids.achievementId}`, undefined, {
      ...PAGE,
      'accept-language': 'es',
    })
    expect(text).toContain('Qué se pide')
    expect(text).toContain('24 meses')
  })

  it('keeps older versions readable and says that they are', async () => {
    const ids = await published('Older')
    await app.inOrg(harbor, paula, async (scope) => {
      const next = await startNewVersion(scope, ids.achievementId)
      await publishVersion(scope, next.versionId)
    })
    const { text } = await open(`/achievements/${ids.achievementId}?version=1`)
    expect(text).toContain('You are reading version 1')
    expect((await open(`/achievements/${ids.achievementId}?version=9`)).status).toBe(404)
  })

  it('does not exist for a draft', async () => {
    const ids = await draft()
    expect((await open(`/achievements/${ids.achievementId}`)).status).toBe(404)
    expect((await open('/achievements/nothing')).status).toBe(404)
  })

  it('escapes what a definition says', async () => {
    const ids = await published('<img src=x onerror=alert(1)>')
    const { text } = await open(`/achievements/${ids.achievementId}`)
    expect(text).not.toContain('<img src=x')
  })
})

describe('the lists', () => {
  it('show members and strangers what is published', async () => {
    await published('Listed thing')
    for (const [path, as] of [
      ['/o/harbor/catalog?q=listed', lena],
      ['/catalog?q=listed', undefined],
      ['/o/harbor/achievements?q=listed&state=published', paula],
    ] as const) {
      const { status, text } = await open(path, as)
      expect([path, status]).toEqual([path, 200])
      expect(text, path).toContain('Listed thing')
    }
  })

  it('are refused to learners where they hold drafts', async () => {
    const ids = await draft()
    for (const path of [
      '',
      '/new',
      '/import',
      `/${ids.achievementId}`,
      `/${ids.achievementId}/edit`,
      `/${ids.achievementId}/export.json`,
    ])
      expect((await open(`/o/harbor/achievements${path}`, lena)).status, path).toBe(403)
  })
})

describe('the editor without scripts', () => {
  it.each(['basics', 'criteria', 'rubric', 'art', 'more'])('shows its part “%s”', async (part) => {
    const ids = await draft()
    const { status, text } = await open(
      `/o/harbor/achievements/${ids.achievementId}/edit?part=${part}`,
      paula,
    )
    expect(status).toBe(200)
    expect(text).toContain('name="revision"')
  })

  it('saves a part and goes on to the next', async () => {
    const ids = await draft()
    const edit = `/o/harbor/achievements/${ids.achievementId}/edit`
    const answer = await post(edit, paula, {
      part: 'basics',
      revision: '1',
      intent: 'go:criteria',
      name: 'Renamed',
      proves: 'P',
      effortHours: '2.5',
    })
    expect([answer.status, answer.location]).toEqual([302, `${edit}?part=criteria`])
    expect((await stored(ids.versionId)).definition).toMatchObject({ name: 'Renamed', effortHours: 2.5 })
  })

  it('adds a criterion by a button and loses nothing that was typed', async () => {
    const ids = await draft()
    const edit = `/o/harbor/achievements/${ids.achievementId}/edit`
    const answer = await post(edit, paula, {
      part: 'criteria',
      revision: '1',
      intent: 'add:criteria:prerequisite',
      'criteria.0.id': 'contain',
      'criteria.0.kind': 'performance',
      'criteria.0.title': 'Typed just now',
      'criteria.0.evidence.instructions': 'Half a sent',
      'criteria.0.evidence.kinds[]': ['text'],
    })
    expect(answer.location).toBe(`${edit}?part=criteria#criterion-criterion-2`)
    const { text } = await open(`${edit}?part=criteria`, paula)
    for (const part of ['Typed just now', 'Half a sent', 'criterion-criterion-2'])
      expect(text).toContain(part)
  })

  it('shows what was typed, the wrong field and its reason when one cannot be saved', async () => {
    const ids = await draft()
    const edit = `/o/harbor/achievements/${ids.achievementId}/edit?part=basics`
    const answer = await post(edit, paula, {
      part: 'basics',
      revision: '1',
      intent: 'save',
      name: 'Kept name',
      effortHours: 'seven',
      turnaroundDays: '900',
    })
    expect(answer.status).toBe(422)
    for (const part of [
      'Kept name',
      'value="seven"',
      'value="900"',
      'id="f-effortHours-error"',
      'href="#f-turnaroundDays"',
    ])
      expect(answer.text, part).toContain(part)
    expect((await stored(ids.versionId)).revision).toBe(1)
  })

  it('gives a stale form back with what was typed, what differs, and the revision for the next try', async () => {
    const ids = await draft()
    const edit = `/o/harbor/achievements/${ids.achievementId}/edit?part=basics`
    await post(edit, paula, { part: 'basics', revision: '1', intent: 'save', name: 'From another window' })
    const answer = await post(edit, paula, {
      part: 'basics',
      revision: '1',
      intent: 'save',
      name: 'From this window',
    })
    expect(answer.status).toBe(409)
    expect(answer.text).toContain('value="From this window"')
    expect(answer.text).toContain('name="revision" value="2"')
    expect((await stored(ids.versionId)).name).toBe('From another window')
    const again = await post(edit, paula, {
      part: 'basics',
      revision: '2',
      intent: 'save',
      name: 'From this window',
    })
    expect(again.status).toBe(302)
    expect((await stored(ids.versionId)).name).toBe('From this window')
  })

  it('refuses a hostile picture and says why', async () => {
    const ids = await draft()
    const body = new FormData()
    body.set('part', 'art')
    body.set('revision', '1')
    body.set('intent', 'upload')
    body.set(
      'file',
      new File(['<svg xmlns="http://www.w3.org/2000/svg" onload="x()" viewBox="0 0 1 1"/>'], 'badge.png', {
        type: 'image/png',
      }),
    )
    const response = await app.fetch(`/o/harbor/achievements/${ids.achievementId}/edit?part=art`, {
      method: 'POST',
      as: paula,
      body,
      headers: PAGE,
    })
    expect(response.status).toBe(422)
    expect(await response.text()).toContain('This SVG holds something that runs')
  })
})

describe('every page', () => {
  it.each(['en', 'es'])('has words for everything in “%s”', async (language) => {
    const ids = await published('Worded')
    const next = await app.inOrg(harbor, paula, (scope) => startNewVersion(scope, ids.achievementId))
    const own = `/o/harbor/achievements/${next.achievementId}`
    const parts = ['basics', 'criteria', 'rubric', 'art', 'more'].map((part) => `${own}/edit?part=${part}`)
    const paths = [
      own,
      ...parts,
      '/o/harbor/achievements',
      '/o/harbor/achievements/new',
      '/o/harbor/achievements/import',
    ]
    for (const path of [...paths, '/o/harbor/catalog', '/catalog', `/achievements/${ids.achievementId}`]) {
      const person = path.startsWith('/o/') ? paula : undefined
      if (person !== undefined)
        await app.asOwner(`UPDATE assay.person SET locale = '${language}' WHERE id = '${paula.id}'`)
      const { text } = await open(path, person, { ...PAGE, 'accept-language': language })
      // A text that is missing shows its key instead.
      const visible = text.replace(/<script[\s\S]*?<\/script>/g, '').replace(/<[^>]*>/g, ' ')
      expect(visible.match(KEY), `${path} in ${language}`).toBeNull()
    }
    await app.asOwner(`UPDATE assay.person SET locale = 'en' WHERE id = '${paula.id}'`)
  })
})

const KEY =
  /\b(list|search|state|version_state|new|import|detail|publish|warnings|history|end|edit|parts|basics|criteria|kinds|preparation|rubric|art|more|tools|fields|hints|proof_types|types|languages|evidence|resources|targets|icons|paths|public|catalog)\.[a-z][A-Za-z_.]+/

describe('the page of a micro-credential', () => {
  it('names what is missing and leads to it', async () => {
    const ids = await draft({ name: 'Half' })
    const { text } = await open(`/o/harbor/achievements/${ids.achievementId}`, paula)
    expect(text).toContain('edit?part=basics#f-effortHours')
    expect(text).not.toContain('value="publish"')
  })

  it('publishes, shows the history in words, and retires after asking', async () => {
    const ids = await draft()
    const page = `/o/harbor/achievements/${ids.achievementId}`
    expect(
      (await post(page, paula, { intent: 'publish', version: ids.versionId, revision: '1' })).status,
    ).toBe(302)
    const started = await post(page, paula, { intent: 'new_version' })
    expect(started.location).toBe(`${page}/edit`)
    await post(`${page}/edit`, paula, {
      part: 'basics',
      revision: '1',
      intent: 'save',
      name: 'Second name',
      proves: 'P',
    })
    const { text } = await open(page, paula)
    expect(text).toContain('was “Spill response”, is “Second name”')
    expect(text).toContain('Nobody can enroll any more')
    expect((await post(page, paula, { intent: 'retire' })).status).toBe(302)
    expect((await open(page, paula)).text).toContain('Retired')
  })

  it('refuses to publish what changed since the page was opened', async () => {
    const ids = await draft()
    const page = `/o/harbor/achievements/${ids.achievementId}`
    await post(`${page}/edit`, paula, {
      part: 'basics',
      revision: '1',
      intent: 'save',
      name: 'Later',
      proves: 'P',
    })
    expect(
      (await post(page, paula, { intent: 'publish', version: ids.versionId, revision: '1' })).status,
    ).toBe(409)
  })
})

describe('import and export', () => {
  it('turn a file into an equal draft', async () => {
    const ids = await published('Exported')
    const file = await open(`/o/harbor/achievements/${ids.achievementId}/export.json`, paula)
    const answer = await post('/o/harbor/achievements/import', paula, { text: file.text })
    expect(answer.status).toBe(302)
    const copy = await open(`${answer.location}/export.json`, paula)
    expect(copy.text).toBe(file.text)
  })

  it('name every wrong field of a pasted text by its path and keep the text', async () => {
    const answer = await post('/o/harbor/achievements/import', paula, {
      text: '{"format":"assay-achievement","version":1,"definition":{"name":"Pasted words","criteria":[{}]}}',
    })
    expect(answer.status).toBe(422)
    for (const part of ['definition.proves', 'definition.criteria.0.kind', 'Pasted words'])
      expect(answer.text, part).toContain(part)
    expect((await post('/o/harbor/achievements/import', paula, { text: 'not json' })).status).toBe(422)
  })
})
