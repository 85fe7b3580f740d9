import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import {
  createTestApp,
  type TestApp,
  type TestOrganization,
  type TestPerson,
} from '../../../test/test-app.ts'
import { changeLetter, resetLetter } from './commands/own-letters.ts'
import { queueLetter } from './commands.ts'
import { listOwnLetters } from './queries/own-letters.ts'

const TEXT = {
  subject: 'Well done: {{name}}',
  body: 'Hello,\n\nyou hold {{name}} by {{issuer}}.',
  action: 'Keep it',
}

let app: TestApp
let harbor: TestOrganization
let other: TestOrganization
let administrator: TestPerson

beforeAll(async () => {
  app = await createTestApp()
  administrator = await app.person('Administrator')
  harbor = await app.organization(administrator, 'harbor')
  other = await app.organization(administrator, 'other')
})
afterAll(() => app.close())
beforeEach(() => as((scope) => resetLetter(scope, 'credential_issued', 'en')))

const as = <T>(work: Parameters<typeof app.inOrg<T>>[2], organization = harbor) =>
  app.inOrg(organization, administrator, work)
const change = (text: Partial<typeof TEXT> = {}, revision = 0) =>
  as((scope) => changeLetter(scope, 'credential_issued', 'en', { ...TEXT, ...text, revision }))
const sent = async (organization = harbor, values = { name: 'Spill response', issuer: 'Harbor' }) => {
  const to = `${Math.random().toString(36).slice(2)}@example.org`
  await as(
    (scope) =>
      queueLetter(scope, {
        template: 'credential_issued',
        to,
        language: 'en',
        values,
        link: 'http://127.0.0.1:8421/x',
      }),
    organization,
  )
  const [row] = await app.asOwner(
    `SELECT subject, text_body, html_body FROM assay.mail WHERE to_address = '${to}'`,
  )
  return { subject: String(row?.subject), text: String(row?.text_body), html: String(row?.html_body) }
}
const PAGE = '/o/harbor/letters/credential_issued/en'
const post = (fields: Record<string, string>) =>
  app.fetch(PAGE, { method: 'POST', as: administrator, body: new URLSearchParams(fields) })

describe('an organization’s own words', () => {
  it('go out in its name, in that language, and in nobody else’s', async () => {
    await change()
    expect(await sent()).toMatchObject({
      subject: 'Well done: Spill response',
      text: expect.stringContaining('you hold Spill response by Harbor.'),
      html: expect.stringContaining('>Keep it</a>'),
    })
    expect((await sent(other)).subject).not.toContain('Well done')
    await as((scope) => resetLetter(scope, 'credential_issued', 'en'))
    expect((await sent()).subject).not.toContain('Well done')
  })

  it('never become markup, nor do the values in them', async () => {
    await change({ body: '<b>{{name}}</b> <img src=x> {{issuer}}' })
    const { html, text } = await sent(harbor, { name: '<script>', issuer: '{{name}} $t(mail:greeting)' })
    expect(html).not.toMatch(/<script|<img|<b>/)
    expect(text).toContain('{{name}} $t(mail:greeting)')
  })

  it('ask for known values only, and keep those that carry the message', async () => {
    await expect(change({ body: '{{name}} {{salary}}' })).rejects.toMatchObject({
      fields: [{ code: 'letter_unknown', message: 'There is no value {{salary}}.' }],
    })
    await expect(change({ subject: 'Hello', body: 'By {{issuer}}' })).rejects.toMatchObject({
      fields: [{ code: 'letter_missing', message: 'The letter needs {{name}}.' }],
    })
    for (const [template, language] of [
      ['sign_in_link', 'en'],
      ['credential_issued', 'fr'],
      ['x', 'en'],
    ] as const)
      await expect(
        as((scope) => changeLetter(scope, template, language, { ...TEXT, revision: 0 })),
      ).rejects.toMatchObject({ code: 'not_found' })
  })

  it('are not overwritten by who saw an older state of them', async () => {
    expect(await change()).toEqual({ revision: 1 })
    await expect(change()).rejects.toMatchObject({ code: 'stale' })
    expect(await change({ subject: '{{name}} again' }, 1)).toEqual({ revision: 2 })
    await expect(change({}, 1)).rejects.toMatchObject({ code: 'stale' })
    const stale = await post({ ...TEXT, subject: 'Mine: {{name}}', intent: 'save', revision: '1' })
    expect(stale.status).toBe(409)
    expect(await stale.text()).toContain('Mine: {{name}}')
  })
})

describe('the page of a letter', () => {
  it('shows a preview with made-up values in a frame where nothing runs, and saves', async () => {
    const previewed = await (await post({ ...TEXT, intent: 'preview', revision: '0' })).text()
    expect(previewed).toContain('Well done: Spill response')
    expect(previewed).toMatch(/<iframe[^>]+sandbox=""/)
    expect((await as(listOwnLetters)).every(({ updatedAt }) => updatedAt === null)).toBe(true)
    expect((await post({ ...TEXT, intent: 'save', revision: '0' })).status).toBe(302)
    expect((await as(listOwnLetters)).filter(({ updatedAt }) => updatedAt !== null)).toHaveLength(1)
    expect(await (await app.fetch(PAGE, { as: administrator })).text()).toContain(
      'Go back to the standard words',
    )
    expect((await post({ intent: 'reset' })).status).toBe(302)
    expect((await app.fetch('/o/harbor/letters/sign_in_link/en', { as: administrator })).status).toBe(404)
  })

  it('has its like in the API', async () => {
    const path = '/api/v1/organizations/harbor/letters/credential_issued/en'
    const json = (method: string, body: unknown, at = path) =>
      app.fetch(at, {
        method,
        as: administrator,
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(body),
      })
    expect(await (await json('POST', TEXT, `${path}/preview`)).json()).toMatchObject({
      subject: 'Well done: Spill response',
    })
    expect(await (await json('PUT', { ...TEXT, revision: 0 })).json()).toMatchObject({ revision: 1, ...TEXT })
    expect((await json('PUT', { ...TEXT, body: '{{x}}', revision: 1 })).status).toBe(422)
  })
})
