import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { issuedTo, makeProgram, type Program } from '../../../test/awards.ts'
import { createTestApp, type TestApp, type TestPerson } from '../../../test/test-app.ts'
import { isMailboxOf } from './commands/address-rights.ts'
import { findOrMakePerson } from './commands/placeholder-person.ts'

let app: TestApp
let program: Program
beforeAll(async () => {
  app = await createTestApp({ now: () => new Date() })
  program = await makeProgram(app, 'harbor')
  await app.asOwner(
    `UPDATE assay.organization SET website = 'https://www.harbor.example' WHERE slug = 'harbor'`,
  )
})
afterAll(() => app.close())

const call = (method: string, path: string, as: TestPerson | undefined, body?: unknown) =>
  app.fetch(`/api/v1${path}`, {
    method,
    as,
    ...(body === undefined
      ? {}
      : { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }),
  })
const status = async (...args: Parameters<typeof call>) => (await call(...args)).status
const lettersTo = (address: string, template: string) =>
  app.asOwner(`SELECT 1 FROM assay.mail WHERE to_address = '${address}' AND template = '${template}'`)
const linkTo = (address: string) => call('POST', '/sessions/link', undefined, { email: address })

async function prove(as: TestPerson, address: string): Promise<string> {
  await call('POST', '/me/addresses', as, { email: address })
  const token = new URL(await app.linkMailedTo(address)).searchParams.get('token') ?? ''
  expect(await status('POST', '/me/addresses/confirm', as, { token })).toBe(204)
  const [row] = await app.asOwner(`SELECT id FROM assay.person_email WHERE address = '${address}'`)
  return String(row?.id)
}

describe('what an address may do', () => {
  it('O9 a mailbox of an organization opens nothing once its person has left, and all else as before', async () => {
    const mia = await app.member(program.organization, 'Mia', 'learner')
    const work = 'mia@post.harbor.example'
    await prove(mia, work)
    await linkTo(work)
    expect(await lettersTo(work, 'sign_in_link')).toHaveLength(1)
    const link = new URL(await app.linkMailedTo(work)).searchParams.get('token') ?? ''
    // What the organization says of itself later does not give the mailbox back.
    await app.asOwner(`UPDATE assay.organization SET website = NULL WHERE slug = 'harbor'`)
    await app.asOwner(`UPDATE assay.membership SET left_at = now() WHERE person_id = '${mia.id}'`)
    await linkTo(work)
    await call('POST', '/password/forgotten', undefined, { email: work })
    expect(await lettersTo(work, 'sign_in_link')).toHaveLength(1)
    expect(await lettersTo(work, 'reset_password')).toHaveLength(0)
    // Nor does the link that was mailed before.
    expect(await status('POST', '/sessions/link/confirm', undefined, { token: link })).toBe(410)
    await linkTo(mia.email)
    expect(await lettersTo(mia.email, 'sign_in_link')).toHaveLength(2)
    await app.asOwner(
      `UPDATE assay.organization SET website = 'https://www.harbor.example' WHERE slug = 'harbor'`,
    )
  })

  it('O9 an address that its owner keeps from signing in is mailed no link, and the answer is the same', async () => {
    const noa = await app.person('Noa')
    const other = `other.${noa.email}`
    const id = await prove(noa, other)
    expect(await status('PATCH', `/me/addresses/${id}`, noa, { recovers: false })).toBe(204)
    expect((await linkTo(other)).status).toBe(202)
    expect(await lettersTo(other, 'sign_in_link')).toHaveLength(0)
    expect(await lettersTo(noa.email, 'security_changed')).toHaveLength(1)
    // Somebody else's address is nobody's to change.
    const eve = await app.person('Eve')
    expect(await status('PATCH', `/me/addresses/${id}`, eve, { recovers: true })).toBe(404)
  })

  it('the last way in is not closed', async () => {
    const ola = await app.person('Ola')
    const { items } = (await (await call('GET', '/me/addresses', ola)).json()) as { items: { id: string }[] }
    expect(await status('PATCH', `/me/addresses/${items[0]?.id}`, ola, { recovers: false })).toBe(409)
    expect((await linkTo(ola.email)).status).toBe(202)
    expect(await lettersTo(ola.email, 'sign_in_link')).toHaveLength(2)
  })

  it('O9 a removed address opens nothing of the account that it was of', async () => {
    const pia = await app.person('Pia')
    const other = `other.${pia.email}`
    const id = await prove(pia, other)
    expect(await status('DELETE', `/me/addresses/${id}`, pia)).toBe(204)
    for (const address of [pia.email, other])
      expect(await lettersTo(address, 'security_changed')).toHaveLength(1)
    await linkTo(other)
    const token = new URL(await app.linkMailedTo(other)).searchParams.get('token') ?? ''
    const entered = await call('POST', '/sessions/link/confirm', undefined, { token })
    const cookie = entered.headers
      .getSetCookie()
      .map((line) => line.split(';')[0])
      .join('; ')
    const me = (await (await app.fetch('/api/v1/me', { headers: { cookie } })).json()) as { id: string }
    expect(me.id).not.toBe(pia.id)
  })

  it('a session says which one asks, and the others end alone', async () => {
    const rui = await app.person('Rui')
    await linkTo(rui.email)
    const token = new URL(await app.linkMailedTo(rui.email)).searchParams.get('token') ?? ''
    await call('POST', '/sessions/link/confirm', undefined, { token })
    const list = async () =>
      ((await (await call('GET', '/me/sessions', rui)).json()) as { items: { current: boolean }[] }).items
    expect((await list()).map(({ current }) => current).toSorted()).toEqual([false, true])
    const ended = await call('DELETE', '/me/sessions?others=true', rui)
    expect(await ended.json()).toEqual({ ended: 1 })
    expect(await list()).toEqual([expect.objectContaining({ current: true })])
  })
})

describe('all addresses of a person receive', () => {
  it('letters about badges go to the main address, and to those that the person chose', async () => {
    const learner = await app.member(program.organization, 'Sol', 'learner')
    const [chosen, other] = [`chosen.${learner.email}`, `other.${learner.email}`]
    const id = await prove(learner, chosen)
    await prove(learner, other)
    expect(await status('PATCH', `/me/addresses/${id}`, learner, { receives: true })).toBe(204)
    await issuedTo(app, program, learner, { shared: false })
    const letters = await Promise.all(
      [learner.email, chosen, other].map((address) => lettersTo(address, 'credential_issued')),
    )
    expect(letters.map(({ length }) => length)).toEqual([1, 1, 0])
    // The organization's own list of letters does not tell of the other address.
    const [own] = await app.asOwner(`SELECT org_id FROM assay.mail WHERE to_address = '${chosen}'
      AND template = 'credential_issued'`)
    expect(own?.org_id).toBeNull()
  })

  it('a badge that waits under an address comes along when its owner proves the address', async () => {
    const uma = await app.person('Uma')
    const address = `late.${uma.email}`
    const manager = program.manager
    const { personId } = await app.inSystem((scope) => findOrMakePerson(scope, { address, locale: 'en' }))
    await app.asOwner(`INSERT INTO assay.membership (org_id, person_id, roles, joined_at)
      VALUES ('${program.organization.id}', '${personId}', '{learner}', now())`)
    const placeholder = { ...manager, id: personId, email: address }
    const badge = await issuedTo(app, program, placeholder, { shared: false })
    await prove(uma, address)
    const [row] = await app.asOwner(`SELECT person_id FROM assay.credential WHERE id = '${badge}'`)
    expect(row?.person_id).toBe(uma.id)
    const kept = (await (await call('GET', '/me/backpack', uma)).json()) as { items: unknown[] }
    expect(kept.items).toHaveLength(1)
  })
})

describe('whose mailbox an address is', () => {
  it.each([
    ['mia@harbor.example', ['harbor.example'], true],
    ['mia@post.harbor.example', ['www.harbor.example'], true],
    ['mia@notharbor.example', ['harbor.example'], false],
    ['mia@gmail.com', ['gmail.com'], false],
    ['mia@harbor.example', [''], false],
  ] as const)('%s, of %j: %s', (address, domains, expected) => {
    expect(isMailboxOf(address, domains)).toBe(expected)
  })
})
