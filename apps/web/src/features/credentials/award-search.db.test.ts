import { afterAll, beforeAll, expect, it } from 'vitest'
import { makeProgram, type Program } from '../../../test/awards.ts'
import { createTestApp, type TestApp } from '../../../test/test-app.ts'

let app: TestApp
let program: Program

beforeAll(async () => {
  app = await createTestApp()
  program = await makeProgram(app, 'harbor')
})
afterAll(() => app.close())

const post = (fields: Record<string, string>, as = program.manager) =>
  app.fetch('/o/harbor/award', { as, method: 'POST', body: new URLSearchParams(fields) })

it('a search in the form to award offers who was found, keeps what was typed, and awards by the choice', async () => {
  const person = await app.member(program.organization, 'Zoraida Quist', 'learner')
  const reason = 'Ten years at the valves'
  const found = await post({ intent: 'find:personId', 'find:personId': 'zoraida', reason })
  const page = await found.text()
  expect(found.status).toBe(200)
  expect(page).toContain(`name="find:personId:${person.id}" value="Zoraida Quist"`)
  expect(page).toMatch(new RegExp(`type="radio"[^>]*value="${person.id}"`))
  expect(page).toContain(reason)
  expect(await (await post({ intent: 'find:personId', 'find:personId': 'nobody' })).text()).toContain(
    'Nobody was found',
  )
  // Whoever must mend something else still has their choice.
  const chosen = {
    personId: person.id,
    'find:personId': 'zoraida',
    [`find:personId:${person.id}`]: 'Zoraida Quist',
  }
  const half = await post({ ...chosen, achievementVersionId: program.versionId, reason: '' })
  expect(half.status).toBe(422)
  expect(await half.text()).toMatch(new RegExp(`type="radio"[^>]*checked=""[^>]*value="${person.id}"`))
  const awarded = await post({ ...chosen, achievementVersionId: program.versionId, reason })
  expect(awarded.headers.get('location')).toMatch(/\/o\/harbor\/credentials\//)
  expect((await post({ intent: 'find:personId', 'find:personId': 'zoraida' }, person)).status).toBe(403)
}, 120_000)
