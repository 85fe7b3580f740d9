import { createClamAvScanner } from '@assay/node'
import { EICAR_SIGNATURE, startTestClamd, type TestClamd } from '@assay/testkit'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { DOT_PNG } from '../../../test/foreign-badge.ts'
import {
  createTestApp,
  type TestApp,
  type TestOrganization,
  type TestPerson,
} from '../../../test/test-app.ts'
import { createDraft } from './commands.ts'
import { spillDefinition } from './definition.fixture.ts'

let app: TestApp
let clamd: TestClamd
let harbor: TestOrganization
let manager: TestPerson
let draft: { readonly achievementId: string; readonly versionId: string }

beforeAll(async () => {
  clamd = await startTestClamd()
  const scanner = createClamAvScanner({ host: clamd.host, port: clamd.port, milliseconds: 500 })
  app = await createTestApp({ scanner })
  manager = await app.person('Manager')
  harbor = await app.organization(manager, 'harbor')
  draft = await app.inOrg(harbor, manager, (scope) => createDraft(scope, spillDefinition()))
})
afterAll(async () => {
  await app.close()
  await clamd.close()
})
afterEach(() => {
  clamd.mood = 'works'
  clamd.findsEverything = false
})

async function upload() {
  const { achievementId, versionId } = draft
  const response = await app.fetch(
    `/api/v1/organizations/harbor/achievements/${achievementId}/versions/${versionId}/art`,
    {
      ...{ as: manager, method: 'PUT', headers: { 'content-type': 'application/json' } },
      body: JSON.stringify({ revision: 1, content: Buffer.from(DOT_PNG).toString('base64') }),
    },
  )
  return { status: response.status, text: await response.text() }
}

async function uploadOnPage() {
  const body = new FormData()
  body.set('intent', 'upload')
  body.set('part', 'art')
  body.set('revision', '1')
  body.set('file', new File([Buffer.from(DOT_PNG)], 'art.png', { type: 'image/png' }))
  const path = `/o/harbor/achievements/${draft.achievementId}/edit?part=art`
  const response = await app.fetch(path, { as: manager, method: 'POST', body })
  return { status: response.status, text: await response.text() }
}

const keptArt = async () =>
  (await app.asOwner(`SELECT art_blob FROM assay.achievement_version WHERE id = '${draft.versionId}'`))[0]
    ?.art_blob

describe('F7: pictures for badges are scanned', () => {
  it('keeps nothing of one in which something is found, and says so in the trail', async () => {
    clamd.findsEverything = true
    const answers = [await upload(), await uploadOnPage()]
    expect(answers.map(({ status }) => status)).toEqual([422, 422])
    expect(answers[0]?.text).toContain(EICAR_SIGNATURE)
    expect(answers[1]?.text).toContain('found something harmful in this file')
    expect(await keptArt()).toBeNull()
    const events = await app.asOwner(
      "SELECT data, record_id FROM assay.audit_event WHERE action = 'achievement.art_refused'",
    )
    expect(events).toMatchObject(
      Array(2).fill({ record_id: draft.achievementId, data: { signature: EICAR_SIGNATURE } }),
    )
  })

  it('keeps nothing while the scanner does not answer', async () => {
    clamd.mood = 'hangs up'
    expect((await upload()).status).toBe(503)
    expect(await keptArt()).toBeNull()
  })

  it('keeps one in which nothing is found; the scanner saw what was uploaded', async () => {
    clamd.seen.length = 0
    expect((await uploadOnPage()).status).toBe(302)
    expect(clamd.seen.map((seen) => seen.equals(Buffer.from(DOT_PNG)))).toEqual([true])
    expect(await keptArt()).not.toBeNull()
  })
})
