import { openStream, readTar } from '@assay/node'
import { unzipSync } from 'fflate'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { issuedTo, makeProgram, type Program } from '../../../test/awards.ts'
import { createTestApp, type TestApp } from '../../../test/test-app.ts'
import { EXPORT_PURPOSE, PRIVATE_FILE } from './schema.ts'

const PASSPHRASE = 'an otter leaves the harbor'

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

async function* one(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes
}

it('K1 an administrator downloads the archive, which opens with the passphrase that they typed', async () => {
  const page = await app.fetch('/o/harbor/way-out', { as: program.manager })
  const html = await page.text()
  expect(html).toContain('action="/o/harbor/way-out/archive.zip"')
  for (const words of [
    'It will be about 3',
    'Webhooks keep their secrets',
    'Open invitations and API keys stay',
  ])
    expect(html).toContain(words)
  const response = await post('/o/harbor/way-out/archive.zip', { secret: PASSPHRASE })
  expect(response.headers.get('content-disposition')).toBe('attachment; filename="harbor-export.zip"')
  expect(response.headers.get('cache-control')).toBe('no-store')
  const files = unzipSync(new Uint8Array(await response.arrayBuffer()))
  expect(Object.keys(files)).toEqual(
    expect.arrayContaining([
      'README.txt',
      'public/issuers/harbor/index.json',
      'public/issuers/harbor/did.json',
    ]),
  )
  const sealed = files[PRIVATE_FILE] ?? new Uint8Array()
  const secret = { kind: 'passphrase', passphrase: PASSPHRASE } as const
  const paths: string[] = []
  for await (const { path } of readTar(openStream(secret, EXPORT_PURPOSE, one(sealed)))) paths.push(path)
  expect(paths[0]).toBe('manifest.json')
  expect(paths.at(-1)).toBe('end.json')
  expect(paths).toContain('records/credential_form/000000001.ndjson')
  const [event] = await app.asOwner(
    `SELECT actor_person_id FROM assay.audit_event WHERE action = 'organization.exported'`,
  )
  expect(event?.actor_person_id).toBe(program.manager.id)
})

it('A short passphrase makes no archive, and nobody but an administrator gets one', async () => {
  const short = await post('/o/harbor/way-out/archive.zip', { secret: 'too short' })
  expect([short.status, short.headers.get('location')]).toEqual([
    302,
    '/o/harbor/way-out?passphrase=too_small',
  ])
  for (const as of [program.learner, await app.person('Stranger')])
    expect([403, 404]).toContain(
      (await post('/o/harbor/way-out/archive.zip', { secret: PASSPHRASE }, as)).status,
    )
})

it('An organization is closed once its short name was typed, and says so from then on', async () => {
  const wrong = await post('/o/harbor/way-out', { slug: 'harbour' })
  expect(await wrong.text()).toContain('The short name is not the one of this organization.')
  const closed = () => app.asOwner('SELECT closed_at IS NOT NULL AS closed FROM assay.organization')
  expect(await closed()).toEqual([{ closed: false }])
  expect((await post('/o/harbor/way-out', { slug: 'harbor' })).status).toBe(302)
  expect(await closed()).toEqual([{ closed: true }])
  const page = await (await app.fetch('/o/harbor/way-out', { as: program.manager })).text()
  expect(page).toContain('Nothing is awarded here any more. Closed on')
  const lists = await app.asOwner(
    `SELECT min(valid_until) > now() + interval '3000 days' AS final FROM assay.status_list`,
  )
  expect(lists).toEqual([{ final: true }])
})
