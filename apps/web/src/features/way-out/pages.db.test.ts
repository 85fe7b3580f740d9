import { afterAll, beforeAll, expect, it } from 'vitest'
import { issuedTo, makeProgram, type Program } from '../../../test/awards.ts'
import { createTestApp, type TestApp } from '../../../test/test-app.ts'

let app: TestApp
let program: Program

beforeAll(async () => {
  app = await createTestApp()
  program = await makeProgram(app, 'harbor')
  await issuedTo(app, program, program.learner)
})
afterAll(() => app.close())

const post = (path: string, fields: Record<string, string>, as = program.manager) =>
  app.fetch(path, { method: 'POST', body: new URLSearchParams(fields), as })

it('An organization is closed once its short name was typed, and says so from then on', async () => {
  const wrong = await post('/o/harbor/way-out', { intent: 'close', slug: 'harbour' })
  expect(await wrong.text()).toContain('The short name is not the one of this organization.')
  const closed = () => app.asOwner('SELECT closed_at IS NOT NULL AS closed FROM assay.organization')
  expect(await closed()).toEqual([{ closed: false }])
  expect((await post('/o/harbor/way-out', { intent: 'close', slug: 'harbor' })).status).toBe(302)
  expect(await closed()).toEqual([{ closed: true }])
  const page = await (await app.fetch('/o/harbor/way-out', { as: program.manager })).text()
  expect(page).toContain('Nothing is awarded here any more. Closed on')
  const lists = await app.asOwner(
    `SELECT min(valid_until) > now() + interval '3000 days' AS final FROM assay.status_list`,
  )
  expect(lists).toEqual([{ final: true }])
})
