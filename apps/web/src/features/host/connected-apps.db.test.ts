import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { foreignBadge } from '../../../test/foreign-badge.ts'
import {
  call,
  connected,
  type Platform,
  READ,
  READ_PROFILE,
  refresh,
  registered,
  WRITE,
} from '../../../test/host-platform.ts'
import { createTestApp, type TestApp, type TestPerson } from '../../../test/test-app.ts'
import { movePersonalThings } from '../identity/commands/merge-persons.ts'

let app: TestApp
let platform: Platform
beforeAll(async () => {
  app = await createTestApp()
  platform = await registered(app)
})
afterAll(() => app.close())

interface Connected {
  readonly id: string
  readonly name: string
  readonly host: string
  readonly may: readonly string[]
  readonly since: string
  readonly endsAt: string
  readonly lastUsedAt: string | null
  readonly broughtBadges: number
}

const appsOf = async (person: TestPerson): Promise<readonly Connected[]> => {
  const response = await app.fetch('/api/v1/me/connected-apps', { as: person })
  return ((await response.json()) as { items: Connected[] }).items
}

describe('connected apps', () => {
  it('show what each may do, since when, until when, and when it was last used', async () => {
    const ana = await app.person('Ana')
    expect(await appsOf(ana)).toEqual([])
    expect(await (await app.fetch('/settings/apps', { as: ana })).text()).toContain(
      'No platform is connected.',
    )
    const { access_token } = await connected(app, platform, ana, READ, WRITE, 'offline_access')
    await call(app, '/credentials', access_token, {
      ...{ method: 'POST', headers: { 'content-type': 'application/json' } },
      body: JSON.stringify(await foreignBadge({ id: 'urn:uuid:brought' })),
    })
    const now = app.clock.now.toISOString()
    expect(await appsOf(ana)).toEqual([
      {
        ...{ id: platform.id, name: 'Example Client Application', host: 'client.example' },
        ...{ may: ['read_badges', 'write_badges'], since: now, lastUsedAt: now, broughtBadges: 1 },
        endsAt: new Date(app.clock.now.getTime() + 365 * 86_400_000).toISOString(),
      },
    ])
    const page = await (await app.fetch('/settings/apps', { as: ana })).text()
    for (const words of [
      'Example Client Application',
      'client.example',
      'Put badges into your backpack',
      '1 badge came',
    ])
      expect(page).toContain(words)
  })

  it('are one line for a platform that was let in twice, with all that it may do', async () => {
    const ana = await app.person('Ana')
    await connected(app, platform, ana, READ)
    await connected(app, platform, ana, READ_PROFILE)
    expect((await appsOf(ana)).map(({ may }) => may)).toEqual([['read_badges', 'read_profile']])
  })

  it.each(['page', 'API'])('OH9 end at once by the %s, for every token', async (way) => {
    const ana = await app.person('Ana')
    const [one, two] = [
      await connected(app, platform, ana, READ, 'offline_access'),
      await connected(app, platform, ana, READ_PROFILE, 'offline_access'),
    ]
    if (way === 'page') {
      const body = new URLSearchParams({ app: platform.id, name: 'Example Client Application' })
      const page = await app.fetch('/settings/apps', { as: ana, method: 'POST', body })
      expect(await page.text()).toContain('is disconnected.')
    } else {
      const path = `/api/v1/me/connected-apps/${platform.id}`
      expect((await app.fetch(path, { as: ana, method: 'DELETE' })).status).toBe(204)
      expect((await app.fetch(path, { as: ana, method: 'DELETE' })).status).toBe(404)
    }
    expect((await call(app, '/credentials', one.access_token)).status).toBe(401)
    expect((await call(app, '/profile', two.access_token)).status).toBe(401)
    for (const { refresh_token } of [one, two])
      expect((await refresh(app, platform, refresh_token)).status).toBe(400)
    expect(await appsOf(ana)).toEqual([])
    const trail = await (await app.fetch('/settings/activity', { as: ana })).text()
    expect(trail).toContain('disconnected a platform from the backpack')
  })

  it('are nobody else’s to see or to end', async () => {
    const [ana, bo] = [await app.person('Ana'), await app.person('Bo')]
    const { access_token } = await connected(app, platform, ana, READ)
    expect(await appsOf(bo)).toEqual([])
    const ended = await app.fetch(`/api/v1/me/connected-apps/${platform.id}`, { as: bo, method: 'DELETE' })
    expect(ended.status).toBe(404)
    expect((await call(app, '/credentials', access_token)).status).toBe(200)
    const page = await app.fetch('/settings/apps', {
      ...{ as: ana, method: 'POST', headers: { origin: 'https://client.example' } },
      body: new URLSearchParams({ app: platform.id }),
    })
    expect(page.status).toBe(403)
  })

  it('end for a person who is merged into another', async () => {
    const [ana, bo] = [await app.person('Ana'), await app.person('Bo')]
    const tokens = await connected(app, platform, ana, READ, 'offline_access')
    await app.inSystem((scope) => movePersonalThings(scope, ana.id, bo.id))
    expect((await call(app, '/credentials', tokens.access_token)).status).toBe(401)
    expect((await refresh(app, platform, tokens.refresh_token)).status).toBe(400)
  })

  it('P7 are in the archive of everything about a person, without their tokens', async () => {
    const ana = await app.person('Ana')
    const { access_token } = await connected(app, platform, ana, READ)
    const records = await app.inPerson(ana, async (scope) => {
      const { RECORDS } = await import('../backpack/queries/everything.ts')
      return RECORDS.connected_apps(scope)
    })
    expect(records).toMatchObject([
      { name: 'Example Client Application', host: 'client.example', scopes: [READ] },
    ])
    expect(JSON.stringify(records)).not.toContain(access_token)
  })
})

it('a platform that calls too often is asked to wait', async () => {
  const ana = await app.person('Ana')
  const { access_token } = await connected(app, platform, ana, READ_PROFILE)
  await app.asOwner(`UPDATE assay.rate_window SET count = 600 WHERE bucket LIKE 'host:%'`)
  await call(app, '/profile', access_token)
  await app.asOwner(`UPDATE assay.rate_window SET count = 600 WHERE bucket LIKE 'host:%'`)
  const response = await call(app, '/profile', access_token)
  expect([response.status, response.headers.get('retry-after')]).toEqual([429, '60'])
  expect(await response.json()).toMatchObject({ imsx_codeMajor: 'failure' })
})
