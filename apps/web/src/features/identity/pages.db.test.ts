import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createTestApp, type TestApp, type TestPerson } from '../../../test/test-app.ts'
import { DEMO_ACCOUNTS } from '../../demo/accounts.ts'
import { confirmSignUp } from './commands/confirm-sign-up.ts'
import { changeProfile } from './commands/profile.ts'
import { signUp } from './commands/sign-in.ts'

let app: TestApp
let ada: TestPerson

beforeAll(async () => {
  app = await createTestApp({ now: () => new Date() })
  ada = await app.person('Ada')
})
afterAll(() => app.close())

const post = (path: string, fields: Record<string, string>, as?: TestPerson) =>
  app.fetch(path, {
    as,
    method: 'POST',
    body: new URLSearchParams(fields),
    headers: { 'content-type': 'application/x-www-form-urlencoded', 'accept-language': 'es' },
  })
const pathOf = (link: string) => new URL(link).pathname + new URL(link).search

describe('an account, made and used with plain forms', () => {
  const email = 'plain.forms@example.org'
  const password = 'a long enough phrase'

  it('leads from sign-up over the letter to the page that the person came for', async () => {
    const next = '/settings/data'
    const sent = await post('/sign-up', { name: 'Plain', email, password, next })
    expect([sent.status, await sent.text()]).toEqual([200, expect.stringContaining(email)])
    const confirm = pathOf(await app.linkMailedTo(email))
    expect(await (await app.fetch(confirm)).text()).toContain('name="token"')
    const token = new URL(confirm, 'http://x').searchParams.get('token') ?? ''
    const confirmed = await post('/sign-up/confirm', { token, password, next })
    expect([confirmed.status, confirmed.headers.get('location')]).toEqual([302, next])
    expect(confirmed.headers.get('set-cookie')).toMatch(/session_token=.*HttpOnly/)
    const signedIn = await post('/sign-in', { intent: 'password', email, password, next })
    expect([signedIn.status, signedIn.headers.get('location')]).toEqual([302, next])
    expect(signedIn.headers.get('set-cookie')).toMatch(/session_token=.*HttpOnly/)
  })

  it('says what is wrong in the reader’s language, keeps the address and shows no password again', async () => {
    const response = await post('/sign-in', { intent: 'password', email, password: 'not the password' })
    const html = await response.text()
    expect(response.status).toBe(422)
    expect(html).toContain('La dirección o la contraseña es incorrecta.')
    expect(html).toContain(`value="${email}"`)
    expect(html).not.toContain('not the password')
  })

  it('goes nowhere else after signing in, whatever the form says', async () => {
    for (const next of ['https://evil.example', '//evil.example', '/\\evil.example', 'javascript:alert(1)']) {
      const response = await post('/sign-in', { intent: 'password', email, password, next })
      expect(response.headers.get('location')).toBe('/home')
    }
  })
})

describe('a page with a mailed token', () => {
  it.each(['/sign-in/link', '/sign-up/confirm', '/sign-in/new-password'])(
    '%s does nothing when it is merely opened, and refuses a token that is none',
    async (path) => {
      expect((await app.fetch(`${path}?token=nothing`)).status).toBe(200)
      const response = await post(path, { token: 'nothing', password: 'a long enough phrase' })
      expect(response.status).toBe(410)
      expect(await response.text()).toContain('Este enlace ya se usó')
    },
  )

  it('leads a newcomer by link to their name first', async () => {
    const email = 'newcomer@example.org'
    const sent = await post('/sign-in', { intent: 'link', email })
    expect(await sent.text()).toContain(email)
    const token = new URL(await app.linkMailedTo(email)).searchParams.get('token') ?? ''
    const entered = await post('/sign-in/link', { token, next: '/backpack' })
    expect(entered.headers.get('location')).toBe('/settings?welcome=1&next=%2Fbackpack')
  })
})

describe('the language', () => {
  it('is that of the profile for who is signed in, and the switch changes it there', async () => {
    const page = async (language: string) =>
      (await app.fetch('/settings', { as: ada, headers: { 'accept-language': language } })).text()
    await app.inPerson(ada, (scope) => changeProfile(scope, { locale: 'en' }))
    expect(await page('es')).toContain('<html lang="en"')
    const switched = await post('/language', { language: 'es', next: '/settings?x=1' }, ada)
    expect([switched.status, switched.headers.get('location')]).toEqual([302, '/settings?x=1'])
    expect(await page('en')).toContain('<html lang="es"')
  })
})

describe('settings', () => {
  it.each(['', '/addresses', '/password', '/sessions', '/organizations', '/keys', '/activity', '/data'])(
    '/settings%s opens for who is signed in and sends others to sign in and back',
    async (part) => {
      const path = `/settings${part}`
      expect((await app.fetch(path, { as: ada })).status).toBe(200)
      const stranger = await app.fetch(path)
      expect([stranger.status, stranger.headers.get('location')]).toEqual([
        302,
        `/sign-in?next=${encodeURIComponent(path)}`,
      ])
    },
  )

  it('add an address, prove it by the mailed link, make it the main one and remove the old one', async () => {
    const person = await app.person('Adder')
    const page = '/settings/addresses'
    const html = async () => (await app.fetch(page, { as: person })).text()
    const added = await post(page, { intent: 'add', email: 'adder.home@example.org' }, person)
    expect(added.headers.get('location')).toBe(`${page}?sent=adder.home%40example.org`)
    const confirm = pathOf(await app.linkMailedTo('adder.home@example.org'))
    expect((await app.fetch(confirm, { as: person })).status).toBe(200)
    const token = new URL(confirm, 'http://x').searchParams.get('token') ?? ''
    await post('/settings/confirm-address', { token }, person)
    const id = [...(await html()).matchAll(/name="id" value="([^"]+)"/g)].at(-1)?.[1] ?? ''
    await post(page, { intent: 'primary', id }, person)
    const former = [...(await html()).matchAll(/name="id" value="([^"]+)"/g)].at(-1)?.[1] ?? ''
    expect(former).not.toBe(id)
    await post(page, { intent: 'remove', id: former }, person)
    const left = await html()
    expect([left.includes('adder.home@example.org'), left.includes(person.email)]).toEqual([true, false])
  })

  it('end sessions, set a password and make keys by plain forms', async () => {
    const person = await app.person('Owner')
    const first = await post(
      '/settings/password',
      { intent: 'first', newPassword: 'a long enough phrase' },
      person,
    )
    expect(first.headers.get('location')).toBe('/settings/password?saved=1')
    const ended = await post('/settings/sessions', { intent: 'others' }, person)
    expect(ended.headers.get('location')).toBe('/settings/sessions')
    const made = await post(
      '/settings/keys',
      { intent: 'make', name: 'Mine', 'scopes[]': 'profile:read', expiresInDays: '30' },
      person,
    )
    expect(await made.text()).toMatch(/assay_[A-Za-z0-9_-]{43}/)
    const trail = await (await app.fetch('/settings/activity', { as: person })).text()
    expect(trail).toContain('made the API key “Mine”')
  })

  it('keep what was typed when something has to be mended', async () => {
    const response = await post(
      '/settings?index',
      { name: 'A name that stays', locale: 'en', timeZone: 'Mars/Olympus' },
      ada,
    )
    const html = await response.text()
    expect(response.status).toBe(422)
    expect(html).toContain('value="A name that stays"')
    expect(html).toContain('value="Mars/Olympus"')
  })
})

describe('one-click sign-in', () => {
  const [account] = DEMO_ACCOUNTS
  const email = account?.email ?? ''

  it('does not exist outside a demo', async () => {
    const response = await post('/demo/sign-in', { email })
    expect([response.status, response.headers.get('set-cookie')]).toEqual([404, null])
    expect(await (await app.fetch('/sign-in')).text()).not.toContain(email)
  })

  it('does not exist on data that was not made as a demo, though it is started as one', async () => {
    const demo = await createTestApp({
      now: () => new Date(),
      config: { ...app.deps.config, mode: 'demo' },
    })
    await demo.asOwner('UPDATE assay.instance SET demo = false')
    const response = await demo.fetch('/demo/sign-in', {
      method: 'POST',
      body: new URLSearchParams({ email }),
    })
    expect(response.status).toBe(404)
    await demo.close()
  })

  it('signs in to the demo’s own accounts and to no other, and every page says that it is a demo', async () => {
    const demo = await createTestApp({
      now: () => new Date(),
      config: { ...app.deps.config, mode: 'demo' },
    })
    for (const { name, email, password } of DEMO_ACCOUNTS.slice(0, 1)) {
      await signUp(demo.deps, new Headers(), { name, email, password, language: 'en' })
      const token = new URL(await demo.linkMailedTo(email)).searchParams.get('token') ?? ''
      await confirmSignUp(demo.deps, new Headers(), { token, password })
    }
    const enter = (as: string) =>
      demo.fetch('/demo/sign-in', { method: 'POST', body: new URLSearchParams({ email: as }) })
    expect((await enter(email)).headers.get('set-cookie')).toMatch(/session_token=/)
    const stranger = await demo.person('Stranger')
    expect((await enter(stranger.email)).status).toBe(404)
    for (const path of ['/sign-in', '/sign-up', '/no-such-page', '/api/docs'])
      expect(await (await demo.fetch(path)).text(), path).toContain('class="demo-mark"')
    await demo.close()
  })
})

describe('the demo’s people', () => {
  it('are seven, invented, with different addresses under a name that nobody owns', () => {
    expect(DEMO_ACCOUNTS).toHaveLength(7)
    expect(new Set(DEMO_ACCOUNTS.map(({ email }) => email)).size).toBe(7)
    expect(DEMO_ACCOUNTS.every(({ email }) => email.endsWith('@harbor-logistics.example'))).toBe(true)
  })
})
