import type { JsonObject } from '@assay/core'
import { bakePng } from '@assay/credentials'
import { testSigner } from '@assay/testkit'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { issuedTo, makeProgram, type Program } from '../../../test/awards.ts'
import {
  DOT_PNG,
  type ForeignBadge,
  foreignBadge,
  unsignedForeignBadge,
} from '../../../test/foreign-badge.ts'
import { createTestApp, type TestApp, type TestPerson } from '../../../test/test-app.ts'

let app: TestApp
let program: Program
let ana: TestPerson
let boris: TestPerson
let numbered = 0

beforeAll(async () => {
  app = await createTestApp()
  program = await makeProgram(app, 'harbor')
  ana = await app.person('Ana')
  boris = await app.person('Boris')
})
afterAll(() => app.close())

interface Imported {
  readonly status: number
  readonly body: {
    readonly outcome: string
    readonly code?: string
    readonly entry: {
      readonly id: string
      readonly state: string
      readonly ownership: string
      readonly name: string
    }
    readonly report: { readonly verdict: string }
  }
}

const call = (path: string, as: TestPerson | undefined, init: RequestInit = {}) =>
  app.fetch(`/api/v1${path}`, { as, ...init })
const callJson = (path: string, as: TestPerson | undefined, method: string, body: unknown = {}) =>
  call(path, as, { method, body: JSON.stringify(body), headers: { 'content-type': 'application/json' } })

async function bring(as: TestPerson, body: unknown): Promise<Imported> {
  const response = await callJson('/me/backpack', as, 'POST', body)
  return { status: response.status, body: (await response.json()) as Imported['body'] }
}

/** A new badge for Ana, kept. */
async function kept(options: ForeignBadge = {}): Promise<{ id: string; badge: JsonObject }> {
  numbered += 1
  const badge = await foreignBadge({ id: `urn:uuid:${String(numbered).padStart(8, '0')}`, ...options })
  const { body } = await bring(ana, { credential: badge })
  return { id: body.entry.id, badge }
}

const contentOf = async (as: TestPerson, id: string) =>
  (await (await call(`/me/backpack/${id}/content`, as)).json()) as {
    mediaType: string
    encoding: string
    data: string
  }

async function shareAs(id: string, sharing: object): Promise<string> {
  const response = await callJson(`/me/backpack/${id}/sharing`, ana, 'PUT', sharing)
  return ((await response.json()) as { url: string }).url
}

const statusOf = async (address: string, accept = 'application/json') =>
  (await app.fetch(address.replace(app.deps.config.publicUrl, ''), { headers: { accept } })).status

describe('import', () => {
  it('keeps a valid badge that names an address of the person', async () => {
    const badge = await foreignBadge({ id: 'urn:uuid:own', address: ana.email })
    expect(await bring(ana, { credential: badge })).toMatchObject({
      status: 201,
      body: {
        outcome: 'kept',
        entry: { state: 'in_force', ownership: 'shown', name: 'Crane signals', visibility: 'private' },
        report: { verdict: 'valid' },
      },
    })
  })

  it('refuses a changed badge with its report and keeps nothing', async () => {
    const badge = { ...(await foreignBadge({ id: 'urn:uuid:changed' })), name: 'Crane master' }
    const answer = await bring(ana, { credential: badge })
    expect(answer).toMatchObject({
      status: 422,
      body: { outcome: 'refused', entry: null, report: { verdict: 'invalid' } },
    })
    const rows = await app.asOwner(
      "SELECT id FROM assay.backpack_entry WHERE credential_url = 'urn:uuid:changed'",
    )
    expect(rows).toEqual([])
  })

  it('T12 refuses a badge that another key signed in the name of an issuer', async () => {
    const forged = await foreignBadge({ id: 'urn:uuid:forged', signer: testSigner('an attacker') })
    const issuer = unsignedForeignBadge().issuer ?? null
    expect((await bring(ana, { credential: { ...forged, issuer } })).body.outcome).toBe('refused')
  })

  it('refuses a badge that names the address of somebody else', async () => {
    const badge = await foreignBadge({ id: 'urn:uuid:other', address: boris.email })
    expect(await bring(ana, { credential: badge })).toMatchObject({
      status: 422,
      body: { outcome: 'not_yours' },
    })
  })

  it('marks a badge that names nobody as not shown to be the person’s', async () => {
    const { body } = await bring(ana, { credential: await foreignBadge({ id: 'urn:uuid:nobody' }) })
    expect(body).toMatchObject({ outcome: 'kept', entry: { ownership: 'not_shown' } })
  })

  it('keeps a badge that could not be checked only when the person says so, and shows it as such', async () => {
    const badge = await foreignBadge({
      id: 'urn:uuid:unsure',
      change: {
        credentialStatus: {
          type: 'BitstringStatusListEntry',
          statusPurpose: 'revocation',
          statusListIndex: '5',
          statusListCredential: 'https://unreachable.invalid/list',
        },
      },
    })
    expect(await bring(ana, { credential: badge })).toMatchObject({
      status: 422,
      body: { outcome: 'unconfirmed' },
    })
    expect(await bring(ana, { credential: badge, keepUnconfirmed: true })).toMatchObject({
      status: 201,
      body: { outcome: 'kept', entry: { state: 'unconfirmed', verdict: 'inconclusive' } },
    })
  })

  it('refuses what is no badge', async () => {
    for (const credential of ['<html></html>', '{"name":"x"}', 'a.b.c'])
      expect((await bring(ana, { credential })).body.outcome).toBe('refused')
  })

  it('stores nothing of a badge in clear', async () => {
    const { id } = await kept({ name: 'Unmistakable words' })
    const [row] = await app.asOwner(`SELECT e::text AS text FROM assay.backpack_entry e WHERE id = '${id}'`)
    expect(String(row?.text)).not.toContain(Buffer.from('Unmistakable').toString('hex'))
  })
})

describe('what is read back', () => {
  it('OH5 equals what was sent, byte for byte, as JSON and as an image', async () => {
    const badge = await foreignBadge({ id: 'urn:uuid:bytes' })
    const text = ` ${JSON.stringify(badge, null, 3)}\n`
    const sent = await app.fetch('/api/v1/me/backpack', {
      method: 'POST',
      as: ana,
      headers: { 'content-type': 'application/vc+ld+json' },
      body: text,
    })
    const { entry } = (await sent.json()) as Imported['body']
    expect(await contentOf(ana, entry.id)).toEqual({
      mediaType: 'application/vc+ld+json',
      encoding: 'utf8',
      data: text,
    })
    expect(await (await app.fetch(`/b/${entry.id}/badge.json`, { as: ana })).text()).toBe(text)

    const other = JSON.stringify(await foreignBadge({ id: 'urn:uuid:image' }))
    const png = Buffer.from(bakePng(DOT_PNG, other))
    const form = new FormData()
    form.set('file', new File([png], 'badge.png'))
    const image = (await (
      await app.fetch('/api/v1/me/backpack', { method: 'POST', as: ana, body: form })
    ).json()) as Imported['body']
    expect(
      Buffer.from(await (await app.fetch(`/b/${image.entry.id}/badge.png`, { as: ana })).arrayBuffer()),
    ).toEqual(png)
    expect(await (await app.fetch(`/b/${image.entry.id}/badge.json`, { as: ana })).text()).toBe(other)
  })
})

describe('equality', () => {
  it('OH6 lets the newer badge replace the older one, and not the other way round', async () => {
    const id = 'urn:uuid:twice'
    const at = Date.parse('2026-01-01T00:00:00Z')
    const [older, newer] = [
      await foreignBadge({ id, validFrom: at }),
      await foreignBadge({
        id: id.replace('twice', 'twi%63e'),
        validFrom: at + 1000,
        name: 'Crane signals 2',
      }),
    ]
    const first = await bring(ana, { credential: older })
    const second = await bring(ana, { credential: newer })
    const third = await bring(ana, { credential: older })
    expect(
      [first, second, third].map(({ status, body }) => [status, body.outcome, body.entry?.name]),
    ).toEqual([
      [201, 'kept', 'Crane signals'],
      [201, 'replaced', 'Crane signals 2'],
      [200, 'unchanged', 'Crane signals 2'],
    ])
    expect(new Set([first, second, third].map(({ body }) => body.entry.id)).size).toBe(1)
  })

  it('OH6 makes one entry of two imports at once', async () => {
    const badge = await foreignBadge({ id: 'urn:uuid:at-once' })
    const answers = await Promise.all([1, 2, 3].map(() => bring(ana, { credential: badge })))
    expect(answers.map(({ body }) => body.outcome).sort()).toEqual(['kept', 'unchanged', 'unchanged'])
  })

  it('OH6 keeps the badge that was issued here in place of its own copy', async () => {
    const credentialId = await issuedTo(app, program, program.learner)
    const copy = await (
      await app.fetch(`/credentials/${credentialId}`, { headers: { accept: 'application/json' } })
    ).text()
    const { status, body } = await bring(program.learner, { credential: copy })
    expect([status, body.outcome, body.report.verdict]).toEqual([200, 'unchanged', 'valid'])
    expect(body.entry).toMatchObject({ source: 'issued', credentialId })
  })
})

describe('sharing', () => {
  it('gives strangers nothing of a private badge', async () => {
    const { id } = await kept({ name: 'Private words' })
    for (const path of [`/b/${id}`, `/b/${id}/badge.json`, `/b/${id}/badge.png`, `/b/${id}/picture.png`])
      for (const accept of ['application/json', 'text/html']) {
        const response = await app.fetch(path, { headers: { accept } })
        expect(response.status).toBe(404)
        expect(await response.text()).not.toContain('Private words')
      }
  })

  it('opens a link-only badge to its secret alone, and ends an old link when it is renewed', async () => {
    const { id } = await kept()
    const url = await shareAs(id, { visibility: 'link' })
    expect(url).toMatch(new RegExp(`/b/${id}\\?key=[\\w-]{43}$`))
    expect(await shareAs(id, { visibility: 'link' })).toBe(url)
    expect([
      await statusOf(url),
      await statusOf(`/b/${id}`),
      await statusOf(`/b/${id}?key=${'A'.repeat(43)}`),
    ]).toEqual([200, 404, 404])
    const renewed = await shareAs(id, { visibility: 'link', renew: true })
    expect([await statusOf(url), await statusOf(renewed)]).toEqual([404, 200])
    await shareAs(id, { visibility: 'private' })
    expect(await statusOf(renewed)).toBe(404)
  })

  it('opens a public badge to anyone until it is switched off', async () => {
    const { id, badge } = await kept()
    const url = await shareAs(id, { visibility: 'public' })
    const response = await app.fetch(`/b/${id}`, { headers: { accept: 'application/vc+ld+json' } })
    expect(await response.json()).toEqual(badge)
    expect(url).toBe(`${app.deps.config.publicUrl}/b/${id}`)
    await shareAs(id, { visibility: 'private' })
    expect(await statusOf(url)).toBe(404)
  })

  it('leads to the credential’s own page for a badge that was issued here', async () => {
    const credentialId = await issuedTo(app, program, program.learner, { shared: false })
    const [entry] = await app.asOwner(
      `SELECT id FROM assay.backpack_entry WHERE credential_id = '${credentialId}'`,
    )
    const response = await callJson(`/me/backpack/${String(entry?.id)}/sharing`, program.learner, 'PUT', {
      visibility: 'link',
    })
    const { url } = (await response.json()) as { url: string }
    expect(url).toContain(`/credentials/${credentialId}?key=`)
    expect([await statusOf(url), await statusOf(`/credentials/${credentialId}`)]).toEqual([200, 404])
  })

  it('keeps neither the secret nor its digest in the audit trail', async () => {
    const { id } = await kept()
    const key = (await shareAs(id, { visibility: 'link' })).split('key=')[1] ?? ''
    const events = await app.asOwner(
      `SELECT data::text AS data FROM assay.audit_event WHERE record_id = '${id}'`,
    )
    expect(events).toHaveLength(2)
    expect(JSON.stringify(events)).not.toContain(key)
  })
})

describe('somebody else’s badge', () => {
  it('is not found, whatever is tried, and does not change', async () => {
    const { id } = await kept()
    const before = await app.asOwner(`SELECT * FROM assay.backpack_entry WHERE id = '${id}'`)
    const tries = [
      call(`/me/backpack/${id}`, boris),
      call(`/me/backpack/${id}/content`, boris),
      callJson(`/me/backpack/${id}/sharing`, boris, 'PUT', { visibility: 'public' }),
      callJson(`/me/backpack/${id}/check`, boris, 'POST'),
      callJson(`/me/backpack/${id}/restore`, boris, 'POST'),
      call(`/me/backpack/${id}`, boris, { method: 'DELETE' }),
      app.fetch(`/b/${id}/badge.json`, { as: boris }),
    ]
    expect((await Promise.all(tries)).map(({ status }) => status)).toEqual(tries.map(() => 404))
    expect(await app.asOwner(`SELECT * FROM assay.backpack_entry WHERE id = '${id}'`)).toEqual(before)
    expect((await (await call('/me/backpack', boris)).json()) as { total: number }).toMatchObject({
      total: 0,
    })
  })

  it('is refused to anonymous callers', async () => {
    expect((await call('/me/backpack', undefined)).status).toBe(401)
    expect((await callJson('/me/backpack', undefined, 'POST', {})).status).toBe(401)
  })
})

describe('a removed badge', () => {
  it('can be taken back for thirty days, private, and is forgotten then', async () => {
    const { id } = await kept()
    const url = await shareAs(id, { visibility: 'public' })
    expect((await call(`/me/backpack/${id}`, ana, { method: 'DELETE' })).status).toBe(204)
    expect(await statusOf(url)).toBe(404)
    const restored = await callJson(`/me/backpack/${id}/restore`, ana, 'POST')
    expect(await restored.json()).toMatchObject({ removedAt: null, visibility: 'private' })
    await call(`/me/backpack/${id}`, ana, { method: 'DELETE' })
    const now = app.clock.now
    app.clock.now = new Date(now.getTime() + 31 * 86_400_000)
    expect((await callJson(`/me/backpack/${id}/restore`, ana, 'POST')).status).toBe(404)
    app.clock.now = now
  })

  it('cannot be one that was issued here', async () => {
    const { items } = (await (await call('/me/backpack?source=issued', program.learner)).json()) as {
      items: { id: string }[]
    }
    expect((await call(`/me/backpack/${items[0]?.id}`, program.learner, { method: 'DELETE' })).status).toBe(
      409,
    )
  })
})

describe('the list', () => {
  it('shows issued badges live and finds by name and state', async () => {
    const list = async (query: string) =>
      (await (await call(`/me/backpack?${query}`, program.learner)).json()) as {
        total: number
        items: { name: string; state: string; issuerName: string }[]
      }
    const all = await list('')
    expect(all.items[0]).toMatchObject({
      name: 'Reefer Cargo Handling',
      state: 'in_force',
      issuerName: 'Organization harbor',
    })
    expect([(await list('q=reefer')).total, (await list('q=crane')).total]).toEqual([all.total, 0])
    const now = app.clock.now
    app.clock.now = new Date('2030-01-01T00:00:00Z')
    expect((await list('state=expired')).total).toBe(all.total)
    app.clock.now = now
  })
})

describe('checking again', () => {
  it('keeps the new report and its time', async () => {
    const { id } = await kept()
    const now = app.clock.now
    app.clock.now = new Date(now.getTime() + 3_600_000)
    const response = await callJson(`/me/backpack/${id}/check`, ana, 'POST')
    expect(await response.json()).toMatchObject({
      verdict: 'valid',
      verifiedAt: app.clock.now.toISOString(),
      report: { verdict: 'valid', checkedAt: app.clock.now.toISOString() },
    })
    app.clock.now = now
  })
})
