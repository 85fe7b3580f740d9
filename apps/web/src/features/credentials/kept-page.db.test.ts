import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { issuedTo, makeProgram, type Program } from '../../../test/awards.ts'
import { createTestApp, type TestApp } from '../../../test/test-app.ts'
import { credentialPageStamp } from '../../db/page-stamp.ts'
import { setSharing } from '../backpack/commands.ts'
import { changeStatus } from './commands/change-status.ts'

let app: TestApp
let program: Program

beforeAll(async () => {
  app = await createTestApp()
  program = await makeProgram(app, 'harbor')
})
afterAll(() => app.close())

const issued = (shared = true) => issuedTo(app, program, program.learner, { shared })
const page = async (id: string) => {
  const response = await app.fetch(`/credentials/${id}`, { headers: { accept: 'text/html' } })
  return {
    status: response.status,
    policy: response.headers.get('content-security-policy'),
    html: await response.text(),
  }
}
const stamp = (id: string) => credentialPageStamp(app.deps, id)
const change = (id: string, kind: 'revoke' | 'suspend' | 'reinstate') =>
  app.inOrg(program.organization, program.manager, (scope) =>
    changeStatus(scope, id, kind, `A reason to ${kind} it`),
  )
const entryOf = async (id: string) =>
  String((await app.asOwner(`SELECT id FROM assay.backpack_entry WHERE credential_id = '${id}'`))[0]?.id)

describe('the kept page of a credential', () => {
  it('is the same when it is asked for again, and has another policy each time', async () => {
    const id = await issued()
    // In development a page names the number that it was made with.
    const [first, second] = [await page(id), await page(id)]
    const withoutNumbers = (html: string) => html.replace(/nonce="[^"]*"/g, '')
    expect(withoutNumbers(second.html)).toBe(withoutNumbers(first.html))
    expect(second.html).toContain('Learner harbor')
    expect(second.policy).not.toBe(first.policy)
  })

  it('OD1 tells of a change of state at once', async () => {
    const id = await issued()
    const told: boolean[] = []
    for (const kind of ['suspend', 'reinstate', 'revoke'] as const) {
      await page(id)
      await change(id, kind)
      told.push((await page(id)).html.includes(`A reason to ${kind} it`))
    }
    expect(told).toEqual([true, false, true])
  })

  it('OD1 tells that it has expired at the moment when it does', async () => {
    const id = await issued()
    const start = app.clock.now
    expect((await page(id)).html).not.toContain('Expired on')
    app.clock.now = new Date('2028-06-01T00:00:00Z')
    const { html } = await page(id)
    app.clock.now = start
    expect(html).toContain('Expired on')
  })

  it('P8 is gone at once when its holder shares it no more, also from its last day on', async () => {
    const id = await issued()
    expect((await page(id)).status).toBe(200)
    const entry = await entryOf(id)
    await app.inPerson(program.learner, (scope) =>
      setSharing(scope, entry, { visibility: 'private', renew: false }),
    )
    expect([(await page(id)).status, await stamp(id)]).toEqual([404, undefined])
    await app.inPerson(program.learner, (scope) =>
      setSharing(scope, entry, { visibility: 'public', renew: false }),
    )
    expect((await page(id)).status).toBe(200)
    const end = new Date(app.clock.now.getTime() - 1000).toISOString()
    await app.asOwner(`UPDATE assay.backpack_entry SET share_ends_at = '${end}' WHERE id = '${entry}'`)
    expect([(await page(id)).status, await stamp(id)]).toEqual([410, undefined])
  })

  it('P1 is gone at once when the key of what it says is destroyed', async () => {
    const id = await issued()
    expect((await page(id)).status).toBe(200)
    const key = `(SELECT data_key_id FROM assay.credential_form WHERE credential_id = '${id}')`
    const [row] = await app.asOwner(
      `SELECT encode(wrapped, 'hex') AS wrapped FROM assay.data_key WHERE id = ${key}`,
    )
    await app.asOwner(`UPDATE assay.data_key SET wrapped = NULL, destroyed_at = now() WHERE id = ${key}`)
    expect([(await page(id)).status, await stamp(id)]).toEqual([410, undefined])
    // The learner's other credentials are sealed under it.
    await app.asOwner(
      `UPDATE assay.data_key SET wrapped = '\\x${row?.wrapped}', destroyed_at = NULL WHERE id = ${key}`,
    )
  })

  it('is another once any row that it was made from is another', async () => {
    const id = await issued()
    const of = (table: string, where: string) => `UPDATE assay.${table} SET id = id WHERE ${where}`
    const form = `assay.credential_form SET size = size WHERE credential_id = '${id}'`
    const key = `(SELECT data_key_id FROM assay.credential_form WHERE credential_id = '${id}')`
    const statements = [
      of('backpack_entry', `credential_id = '${id}'`),
      of('credential', `id = '${id}'`),
      `UPDATE ${form}`,
      of('data_key', `id = ${key}`),
      of('achievement_version', `id = '${program.versionId}'`),
      of('organization', `id = '${program.organization.id}'`),
    ]
    const stamps = [await stamp(id)]
    for (const statement of statements) {
      await app.asOwner(statement)
      stamps.push(await stamp(id))
    }
    expect(new Set(stamps).size).toBe(statements.length + 1)
    expect(await stamp(id)).toBe(stamps.at(-1))
  })

  it('names what renews it as soon as anybody may see that, and no longer', async () => {
    const [older, newer] = [await issued(), await issued()]
    await app.asOwner(`UPDATE assay.credential SET renews_id = '${older}' WHERE id = '${newer}'`)
    const named = async () => (await page(older)).html.includes(`/credentials/${newer}`)
    expect(await named()).toBe(true)
    const entry = await entryOf(newer)
    await app.inPerson(program.learner, (scope) =>
      setSharing(scope, entry, { visibility: 'private', renew: false }),
    )
    expect(await named()).toBe(false)
  })

  it('is never made of what only its holder may see', async () => {
    const id = await issued(false)
    expect(await stamp(id)).toBeUndefined()
    const own = await app.fetch(`/credentials/${id}`, {
      as: program.learner,
      headers: { accept: 'text/html' },
    })
    expect(own.status).toBe(200)
    expect((await page(id)).status).toBe(404)
  })
})
