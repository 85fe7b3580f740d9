import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import {
  createTestApp,
  type TestApp,
  type TestOrganization,
  type TestPerson,
} from '../../../test/test-app.ts'
import { publishedSpill } from '../assessments/work.fixture.ts'
import { setSharing } from '../backpack/commands.ts'
import { directAward } from '../credentials/commands/direct-award.ts'
import { getCredentialJson } from '../credentials/queries.ts'

let app: TestApp
let scout: TestPerson
let learner: TestPerson
let harbor: TestOrganization
let achievementId: string
let badge: string
beforeAll(async () => {
  app = await createTestApp()
  const ada = await app.person('Ada')
  harbor = await app.organization(ada, 'harbor')
  const manager = await app.member(harbor, 'Program', 'program_manager')
  scout = await app.member(harbor, 'Scout', 'recruiter')
  learner = await app.member(harbor, 'Learner', 'learner')
  achievementId = await publishedSpill(app, harbor, manager)
  const [version] = await app.asOwner(`SELECT id FROM assay.achievement_version WHERE state = 'published'`)
  const { credentialId } = await app.inOrg(harbor, manager, (scope) =>
    directAward(scope, {
      personId: learner.id,
      achievementVersionId: String(version?.id),
      reason: 'Shown at work for years',
    }),
  )
  await app.runJobs()
  badge = new TextDecoder().decode(
    await app.inPerson(learner, (scope) => getCredentialJson(scope, credentialId)),
  )
})
afterAll(() => app.close())

const check = (as: TestPerson, badges: readonly unknown[]) =>
  app.fetch('/api/v1/organizations/harbor/checks', {
    as,
    method: 'POST',
    body: JSON.stringify({ badges }),
    headers: { 'content-type': 'application/json' },
  })

describe('a check of several badges', () => {
  it('gives each its own verdict, in their order', async () => {
    const forged = badge.replace('Shown at work for years', 'Shown at work for ages!')
    const answer = await check(scout, [JSON.parse(badge), '{"nothing": true}', forged])
    expect(answer.status).toBe(200)
    const { items } = (await answer.json()) as { items: { report?: { verdict: string } }[] }
    expect(items.map(({ report }) => report?.verdict)).toEqual(['valid', 'invalid', 'invalid'])
  })

  it('takes twenty at most, and is for those whose task it is', async () => {
    expect(
      (
        await check(
          scout,
          Array.from({ length: 21 }, () => 'https://x.example'),
        )
      ).status,
    ).toBe(422)
    expect((await check(scout, [])).status).toBe(422)
    expect((await check(learner, [badge])).status).toBe(403)
    expect((await app.fetch('/o/harbor/check', { as: learner })).status).toBe(403)
  })

  it('is a page that takes texts and files together', async () => {
    const form = new FormData()
    form.set('text', `${badge}\n{"nothing": true}`)
    form.append('files', new Blob([badge], { type: 'application/json' }), 'candidate.json')
    const answer = await app.fetch('/o/harbor/check', { as: scout, method: 'POST', body: form })
    const page = await answer.text()
    expect(answer.status).toBe(200)
    expect(page).toContain('of 3 badges are valid')
    expect(page).toContain('candidate.json')
    const empty = await app.fetch('/o/harbor/check', { as: scout, method: 'POST', body: new FormData() })
    expect(empty.status).toBe(422)
  })
})

describe('holders of a micro-credential', () => {
  const holders = async (as = scout) => {
    const answer = await app.fetch(`/api/v1/organizations/harbor/holders?achievementId=${achievementId}`, {
      as,
    })
    return [answer.status, ((await answer.json()) as { total?: number }).total]
  }

  it('P8 are found when they made the badge public, by their own choice alone', async () => {
    const [entry] = await app.asOwner(`SELECT id FROM assay.backpack_entry WHERE person_id = '${learner.id}'`)
    const share = (visibility: 'link' | 'public') =>
      app.inPerson(learner, (scope) => setSharing(scope, String(entry?.id), { visibility, renew: false }))
    expect(await holders()).toEqual([200, 0])
    await share('link')
    expect(await holders()).toEqual([200, 0])
    await share('public')
    expect(await holders()).toEqual([200, 1])
    const page = await (await app.fetch('/o/harbor/holders', { as: scout })).text()
    expect(page).toContain('One member shows')
    expect(page).toContain('Learner')
    expect((await holders(learner))[0]).toBe(403)
  })
})
