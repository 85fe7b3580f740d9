import { bakePng } from '@assay/credentials'
import { createClamAvScanner } from '@assay/node'
import { EICAR_SIGNATURE, startTestClamd, type TestClamd } from '@assay/testkit'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { DOT_PNG, foreignBadge } from '../../../test/foreign-badge.ts'
import { createTestApp, type TestApp, type TestPerson } from '../../../test/test-app.ts'
import { scanWaitingBadges } from './commands/scan-badges.ts'

let app: TestApp
let clamd: TestClamd
let ana: TestPerson
let numbered = 0

beforeAll(async () => {
  clamd = await startTestClamd()
  const scanner = createClamAvScanner({ host: clamd.host, port: clamd.port, milliseconds: 500 })
  app = await createTestApp({ scanner })
  ana = await app.person('Ana')
})
afterAll(async () => {
  await app.close()
  await clamd.close()
})
afterEach(() => {
  clamd.mood = 'works'
  clamd.findsEverything = false
  clamd.seen.length = 0
})

/** A good badge in a picture. */
async function picture(): Promise<Uint8Array> {
  numbered += 1
  const badge = await foreignBadge({ id: `urn:uuid:scan-${numbered}` })
  return bakePng(DOT_PNG, JSON.stringify(badge))
}

async function bring(bytes: Uint8Array) {
  const body = new FormData()
  body.set('file', new File([Buffer.from(bytes)], 'badge.png'))
  const response = await app.fetch('/api/v1/me/backpack', { as: ana, method: 'POST', body })
  const text = await response.text()
  const { entry } = JSON.parse(text) as { entry?: { id: string; scan: string } }
  return { status: response.status, text, entry }
}

const rowOf = async (id: string | undefined) =>
  (
    await app.asOwner(`SELECT scan, scan_signature, visibility FROM assay.backpack_entry WHERE id = '${id}'`)
  )[0]
const countBadges = async () =>
  (await app.asOwner('SELECT count(*)::int AS n FROM assay.backpack_entry'))[0]?.n
const eventsOf = (action: string) =>
  app.asOwner(`SELECT data, person_id FROM assay.audit_event WHERE action = '${action}' ORDER BY at`)
const check = (id: string | undefined) =>
  app.fetch(`/api/v1/me/backpack/${id}/check`, {
    ...{ as: ana, method: 'POST', headers: { 'content-type': 'application/json' }, body: '{}' },
  })

/** As if it had been kept before there was a scanner. */
async function keptBefore(share: boolean): Promise<string> {
  const { entry } = await bring(await picture())
  const id = entry?.id ?? ''
  await app.asOwner(
    `UPDATE assay.backpack_entry SET scan = 'not_scanned', scanned_at = NULL WHERE id = '${id}'`,
  )
  if (share)
    await app.fetch(`/api/v1/me/backpack/${id}/sharing`, {
      ...{ as: ana, method: 'PUT', headers: { 'content-type': 'application/json' } },
      body: JSON.stringify({ visibility: 'public' }),
    })
  return id
}

describe('F7: badges that are imported are scanned', () => {
  it('keeps one in which nothing is found, byte for byte as the scanner saw it', async () => {
    const bytes = await picture()
    const { status, entry } = await bring(bytes)
    expect([status, entry?.scan]).toEqual([201, 'clean'])
    expect(clamd.seen.map((seen) => seen.equals(Buffer.from(bytes)))).toEqual([true])
  })

  it('keeps nothing of one in which something is found, and says so in its bringer’s trail', async () => {
    const before = await countBadges()
    clamd.findsEverything = true
    const { status, text } = await bring(await picture())
    expect([status, text]).toEqual([422, expect.stringContaining(EICAR_SIGNATURE)])
    expect(await countBadges()).toBe(before)
    expect(await eventsOf('badge.import_refused')).toMatchObject([
      { person_id: ana.id, data: { signature: EICAR_SIGNATURE } },
    ])
  })

  it('keeps nothing while the scanner does not answer, and says when to try again', async () => {
    const before = await countBadges()
    clamd.mood = 'hangs up'
    expect((await bring(await picture())).status).toBe(503)
    expect(await countBadges()).toBe(before)
  })

  it('scans what was kept before there was a scanner; until then its owner alone gets it', async () => {
    const id = await keptBefore(true)
    expect((await app.fetch(`/b/${id}/badge.png`)).status).toBe(409)
    const page = () => app.fetch(`/backpack/${id}`, { as: ana }).then((response) => response.text())
    expect(await page()).toContain('waits for the malware scanner')
    expect((await app.fetch(`/b/${id}/badge.png`, { as: ana })).status).toBe(200)
    await scanWaitingBadges(app.deps)
    await app.runJobs()
    expect(await rowOf(id)).toMatchObject({ scan: 'clean', visibility: 'public' })
    expect(await page()).not.toContain('waits for the malware scanner')
    expect((await app.fetch(`/b/${id}/badge.png`)).status).toBe(200)
  })

  it('gives a harmful one to nobody, ends its sharing, and releases it when a later scan finds nothing', async () => {
    const id = await keptBefore(true)
    clamd.findsEverything = true
    await scanWaitingBadges(app.deps)
    await app.runJobs()
    expect(await rowOf(id)).toMatchObject({
      ...{ scan: 'quarantined', scan_signature: EICAR_SIGNATURE, visibility: 'private' },
    })
    const letters = await app.asOwner(
      `SELECT to_address, text_body FROM assay.mail WHERE template = 'badge_quarantined'`,
    )
    expect(letters).toMatchObject([
      { to_address: ana.email, text_body: expect.stringContaining(`/backpack/${id}`) },
    ])
    expect((await app.fetch(`/b/${id}/badge.png`)).status).toBe(404)
    expect((await app.fetch(`/b/${id}/badge.png`, { as: ana })).status).toBe(403)
    expect((await app.fetch(`/api/v1/me/backpack/${id}/content`, { as: ana })).status).toBe(403)
    const page = await (await app.fetch(`/backpack/${id}`, { as: ana })).text()
    expect(page).toContain('The malware scanner found something harmful in this file.')
    expect((await check(id)).status).toBe(403)
    clamd.findsEverything = false
    expect((await check(id)).status).toBe(200)
    expect(await rowOf(id)).toMatchObject({ scan: 'clean', scan_signature: null, visibility: 'private' })
    expect((await eventsOf('badge.quarantined')).length).toBe(1)
    expect((await eventsOf('badge.released')).length).toBe(1)
  }, 120_000)
})
