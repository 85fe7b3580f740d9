import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { issuedTo, makeProgram, type Program } from '../../../test/awards.ts'
import { createTestApp, type TestApp, type TestPerson } from '../../../test/test-app.ts'
import { codeAt, stepAt } from './commands/totp.ts'

let app: TestApp
let program: Program
beforeAll(async () => {
  app = await createTestApp({ now: () => new Date() })
  program = await makeProgram(app, 'harbor')
})
afterAll(() => app.close())
beforeEach(async () => {
  await app.asOwner('TRUNCATE assay.rate_window')
})

const PASSWORD = 'a long enough phrase'
const call = (method: string, path: string, as: TestPerson | undefined, body?: unknown) =>
  app.fetch(`/api/v1${path}`, {
    method,
    as,
    ...(body === undefined
      ? {}
      : { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }),
  })
const status = async (...args: Parameters<typeof call>) => (await call(...args)).status

async function withPassword(name: string, member?: boolean): Promise<TestPerson> {
  const person =
    member === true ? await app.member(program.organization, name, 'learner') : await app.person(name)
  expect(await status('PUT', '/me/password', person, { newPassword: PASSWORD })).toBe(204)
  return person
}
const prove = (as: TestPerson, body: unknown) => call('POST', '/me/merge/proof', as, body)
async function tokenFor(as: TestPerson, other: TestPerson): Promise<string> {
  const answer = await prove(as, { email: other.email, password: PASSWORD })
  expect(answer.status).toBe(200)
  return ((await answer.json()) as { token: string }).token
}
const personOf = async (address: string) =>
  (await app.asOwner(`SELECT person_id FROM assay.person_email WHERE address = '${address}'`))[0]?.person_id

describe('two accounts of one person', () => {
  it('become one: badges, addresses and memberships move, the other account and its sessions end', async () => {
    const [own, other] = [await app.person('Mia Private'), await withPassword('Mia Work', true)]
    const badge = await issuedTo(app, program, other, { shared: false })
    const answer = await prove(own, { email: other.email, password: PASSWORD })
    const { token, moves } = (await answer.json()) as { token: string; moves: Record<string, unknown> }
    expect(moves).toEqual({
      name: 'Mia Work',
      addresses: 1,
      badges: 1,
      organizations: 1,
      passkeys: 0,
      factor: false,
    })
    expect(await status('POST', '/me/merge', own, { token })).toBe(204)
    expect(await status('GET', '/me', other)).toBe(401)
    expect(await personOf(other.email)).toBe(own.id)
    const kept = (await (await call('GET', '/me/backpack', own)).json()) as { items: { id: string }[] }
    expect(kept.items).toHaveLength(1)
    const [row] = await app.asOwner(`SELECT person_id FROM assay.credential WHERE id = '${badge}'`)
    expect(row?.person_id).toBe(own.id)
    const organizations = (await (await call('GET', '/me/organizations', own)).json()) as {
      items: { slug: string }[]
    }
    expect(organizations.items.map(({ slug }) => slug)).toEqual(['harbor'])
    // What was the other's way in now leads here.
    expect(await status('POST', '/sessions', undefined, { email: other.email, password: PASSWORD })).toBe(422)
    const letters = await app.asOwner(`SELECT template FROM assay.mail WHERE to_address = '${other.email}'
      ORDER BY created_at DESC LIMIT 1`)
    expect(letters).toEqual([{ template: 'security_changed' }])
    expect(await status('POST', '/me/merge', own, { token })).toBe(410)
  })

  it('O9 are not merged without all that signing in to the other takes', async () => {
    const [own, other] = [await app.person('Noa One'), await withPassword('Noa Two')]
    for (const body of [
      { email: other.email, password: 'not the password' },
      { email: 'nobody@example.org', password: PASSWORD },
    ])
      expect(await status('POST', '/me/merge/proof', own, body)).toBe(422)
    const begun = (await (await call('POST', '/me/second-factor', other)).json()) as {
      uri: string
      secret: string
    }
    const secret = Buffer.from(fromBase32(begun.secret))
    const code = codeAt(secret, stepAt(new Date()))
    expect(await status('POST', '/me/second-factor/confirm', other, { code })).toBe(200)
    const body = { email: other.email, password: PASSWORD }
    expect(await status('POST', '/me/merge/proof', own, body)).toBe(422)
    await app.asOwner('UPDATE assay.second_factor SET last_step = 0')
    const next = codeAt(secret, stepAt(new Date()))
    expect(await status('POST', '/me/merge/proof', own, { ...body, code: next })).toBe(200)
  })

  it('are proved by a mailed link, which works for the one who asked', async () => {
    const [own, other, eve] = [
      await app.person('Ola One'),
      await app.person('Ola Two'),
      await app.person('Eve'),
    ]
    expect(await status('POST', '/me/merge/link', own, { email: other.email })).toBe(202)
    const link = new URL(await app.linkMailedTo(other.email)).searchParams.get('link') ?? ''
    expect(await status('POST', '/me/merge/proof', eve, { link })).toBe(410)
    const answer = await prove(own, { link })
    const { token } = (await answer.json()) as { token: string }
    expect(await status('POST', '/me/merge', eve, { token })).toBe(410)
    expect(await status('POST', '/me/merge', own, { token })).toBe(204)
    expect(await personOf(other.email)).toBe(own.id)
  })

  it('A5 stay two where one decided on work of the other, and nothing has moved', async () => {
    const learner = await withPassword('Pia Learner', true)
    await issuedTo(app, program, learner, { shared: false })
    const answer = await prove(program.manager, { email: learner.email, password: PASSWORD })
    const { token } = (await answer.json()) as { token: string }
    expect(await status('POST', '/me/merge', program.manager, { token })).toBe(409)
    expect(await personOf(learner.email)).toBe(learner.id)
    expect(await status('GET', '/me', learner)).toBe(200)
  })

  it('one’s own account is not another', async () => {
    const own = await withPassword('Quin')
    expect(await status('POST', '/me/merge/proof', own, { email: own.email, password: PASSWORD })).toBe(409)
  })

  it('merge by plain forms, after one look at what moves', async () => {
    const [own, other] = [await app.person('Rui One'), await withPassword('Rui Two')]
    const post = (fields: Record<string, string>) =>
      app.fetch('/settings/merge', { as: own, method: 'POST', body: new URLSearchParams(fields) })
    const proved = await post({ intent: 'password', email: other.email, password: PASSWORD })
    const location = proved.headers.get('location') ?? ''
    expect(location).toMatch(/^\/settings\/merge\?token=/)
    expect(await (await app.fetch(location, { as: own })).text()).toContain('Merge for ever')
    const token = new URL(location, 'http://x').searchParams.get('token') ?? ''
    const merged = await post({ intent: 'merge', token })
    expect(merged.headers.get('location')).toBe('/settings/addresses?merged=1')
    expect(await tokenFor(own, await withPassword('Rui Three'))).not.toBe('')
  })
})

function fromBase32(text: string): Uint8Array {
  const bits = [...text]
    .map((c) => 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'.indexOf(c).toString(2).padStart(5, '0'))
    .join('')
  return Uint8Array.from({ length: Math.floor(bits.length / 8) }, (_, i) =>
    Number.parseInt(bits.slice(i * 8, i * 8 + 8), 2),
  )
}
