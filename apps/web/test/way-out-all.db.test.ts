import { createHash } from 'node:crypto'
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import type { OrgScope } from '../src/db/scopes.ts'
import { resumeBatch } from '../src/features/bulk/commands/run-batch.ts'
import { remindClaims, resendClaim } from '../src/features/claims/commands/letters.ts'
import { LEFT_BEHIND, RECORD_KINDS } from '../src/features/way-out/schema/records.ts'
import { secretPlace } from '../src/features/webhooks/commands.ts'
import { TEST_ORIGIN, type TestApp } from './test-app.ts'
import {
  elsewhere,
  exported,
  exporting,
  type Furnished,
  furnished,
  GUEST,
  importFiles,
  importInto,
  type Line,
  rowsOf,
  sealed,
} from './way-out-furnished.ts'

// An import makes a database; on a busy machine that takes longer than one test usually has.
vi.setConfig({ testTimeout: 180_000 })

let org: Furnished
let files: Furnished['files']
let home: TestApp
let away: TestApp

beforeAll(async () => {
  org = await furnished()
  ;({ files, home } = org)
}, 240_000)
afterAll(() => org.close())
beforeEach(async () => {
  away = await elsewhere(org)
  return () => away.close()
})

const asManager = <T>(work: (scope: OrgScope) => Promise<T>) =>
  away.inOrg(org.program.organization, org.program.manager, work)

/** Wrapped anew in each archive, whatever is inside. */
const WRAPPED = new Map(
  RECORD_KINDS.map(({ table, secrets = [] }) => [table, secrets.map(({ column }) => column)] as const),
)

const comparable = (table: string, rows: readonly Line[]) =>
  rows
    .map((row) => {
      const kept = Object.entries(row).filter(([column]) => !WRAPPED.get(table)?.includes(column))
      const addresses = (row.addresses as { address: string }[] | undefined)?.toSorted((a, b) =>
        a.address.localeCompare(b.address),
      )
      return JSON.stringify({ ...Object.fromEntries(kept), ...(addresses && { addresses }) })
    })
    .sort()

describe('an organization with something of everything', () => {
  it('has the same records in the archive of where it arrived, but for the trail of having moved', async () => {
    await importInto(away, await sealed(org.folder, files))
    const [before, after] = [rowsOf(files), rowsOf(await exported(away, org.program, org.folder))]
    expect([...after.keys()].sort()).toEqual([...before.keys()].sort())
    for (const [table, rows] of before) {
      const there = after.get(table) ?? []
      if (table !== 'audit_event') expect(comparable(table, there), table).toEqual(comparable(table, rows))
      else expect(comparable(table, there)).toEqual(expect.arrayContaining(comparable(table, rows)))
    }
    const known = new Set((before.get('audit_event') ?? []).map(({ id }) => id))
    const added = (after.get('audit_event') ?? []).filter(({ id }) => !known.has(id))
    expect(added.map(({ action }) => action).sort()).toEqual([
      'organization.exported',
      'organization.imported',
    ])
  })

  it('takes along each of these kinds', () => {
    const kinds = [
      ...['department', 'people_group', 'group_member', 'role_set', 'role_set_member', 'delegation'],
      ...['letter_template', 'webhook_endpoint', 'bulk_batch', 'bulk_row', 'claim', 'event_claim'],
      ...['event_entry', 'assignment', 'duty', 'exemption', 'duty_notice', 'duty_digest', 'expiry_notice'],
    ]
    const rows = rowsOf(files)
    expect(kinds.filter((kind) => (rows.get(kind) ?? []).length === 0)).toEqual([])
  })

  it('says in the archive itself what stays behind, and why', async () => {
    const archive = await exporting(home, org.program)
    const { value: readme } = await archive.next()
    await archive.return()
    let text = ''
    for await (const part of readme?.content ?? []) text += Buffer.from(part).toString()
    for (const reason of Object.values(LEFT_BEHIND)) expect(text.replace(/\s+/g, ' ')).toContain(reason)
    expect(text).toContain('collections')
  })

  it('K1 keeps the secrets of its webhooks, which call nobody until somebody switches them on', async () => {
    const lines = files.filter(({ path }) => path.startsWith('records/webhook_endpoint/'))
    const secretOf = async (app: TestApp, column: string) => {
      const [row] = await app.asOwner(`SELECT ${column} AS sealed FROM assay.webhook_endpoint`)
      return Buffer.from(
        app.deps.vault.openSecret(row?.sealed as Buffer, secretPlace(org.webhookId)),
      ).toString('hex')
    }
    await importFiles(away, files)
    for (const column of ['secret_sealed', 'previous_secret_sealed']) {
      const secret = await secretOf(home, column)
      expect(await secretOf(away, column)).toBe(secret)
      expect(Buffer.concat(lines.map(({ bytes }) => bytes)).toString()).not.toContain(secret)
    }
    expect(await away.asOwner('SELECT enabled, disabled_for FROM assay.webhook_endpoint')).toEqual([
      { enabled: false, disabled_for: 'asked' },
    ])
  })

  it('keeps its mailed claim links and its codes, and writes to nobody by itself', async () => {
    await importFiles(away, files)
    const letters = () => away.asOwner('SELECT template FROM assay.mail')
    const page = await away.fetch(`/claim/${org.claimToken}`)
    expect(page.status).toBe(200)
    expect(await page.text()).toContain('Reefer Cargo Handling')
    away.clock.now = new Date(away.clock.now.getTime() + 40 * 86_400_000)
    await remindClaims(away.deps)
    expect(await letters()).toEqual([])
    const [claim] =
      await away.asOwner(`SELECT c.id FROM assay.claim c JOIN assay.recipient r ON r.id = c.recipient_id
      WHERE r.address = '${GUEST}'`)
    await asManager((scope) => resendClaim(scope, String(claim?.id)))
    expect(await away.linkMailedTo(GUEST)).toBe(`${TEST_ORIGIN}/claim/${org.claimToken}`)
  })

  it('counts as claimed what waited for somebody who has an account there', async () => {
    const known = await away.person('Known')
    await away.asOwner(
      `INSERT INTO assay.person_email (person_id, address, verified_at) VALUES ('${known.id}', '${GUEST}', now())`,
    )
    await importFiles(away, files)
    const rows =
      await away.asOwner(`SELECT c.claimed_at IS NOT NULL AS claimed, b.visibility FROM assay.claim c
      JOIN assay.backpack_entry b ON b.credential_id = c.credential_id WHERE b.person_id = '${known.id}'`)
    expect(rows).toEqual([{ claimed: true, visibility: 'private' }])
  })

  it('R1 goes on with a batch that was under way when somebody asks for it, and issues each row once', async () => {
    await importFiles(away, files)
    const states = () => away.asOwner(`SELECT state FROM assay.bulk_batch ORDER BY state`)
    expect(await states()).toEqual([{ state: 'done' }, { state: 'paused' }, { state: 'preview' }])
    await away.runJobs()
    const of = `FROM assay.bulk_row WHERE batch_id = '${org.runningBatch}'`
    expect(await away.asOwner(`SELECT state ${of}`)).toEqual([{ state: 'ready' }])
    await asManager((scope) => resumeBatch(scope, org.runningBatch))
    await away.runJobs()
    expect(await away.asOwner(`SELECT state ${of}`)).toEqual([{ state: 'issued' }])
    const [{ count } = { count: 0 }] = await away.asOwner(
      `SELECT count(*)::int AS count FROM assay.credential c JOIN assay.bulk_row r ON r.credential_id = c.id WHERE r.batch_id = '${org.runningBatch}'`,
    )
    expect(count).toBe(1)
  })

  it('asks for a second factor there where it asked for one here', async () => {
    await importFiles(away, files)
    expect(await away.asOwner('SELECT requires_factor FROM assay.organization')).toEqual([
      { requires_factor: true },
    ])
  })

  it('takes the place of a badge that its holder had brought there before', async () => {
    const known = await away.person('Known')
    const [entry] = rowsOf(files).get('backpack_entry') ?? []
    const learner = String(entry?.person_id)
    const address = (rowsOf(files).get('person') ?? []).find(({ id }) => id === learner)?.addresses as {
      address: string
    }[]
    await away.asOwner(`INSERT INTO assay.person_email (person_id, address, verified_at)
        VALUES ('${known.id}', '${address[0]?.address}', now());
      INSERT INTO assay.data_key (id, person_id, wrapped, created_at, is_current) VALUES ('${learner}', '${known.id}', '\\x00', now(), false);
      INSERT INTO assay.backpack_entry (person_id, id, source, issuer_id, credential_url, sealed, media_type, data_key_id, added_at)
        VALUES ('${known.id}', gen_random_uuid(), 'imported', '${entry?.issuer_id}', '${entry?.credential_url}', '\\x00', 'application/json', '${learner}', now())`)
    expect((await importFiles(away, files)).joined).toBe(1)
    const rows = await away.asOwner(
      `SELECT source, removed_at IS NULL AS kept FROM assay.backpack_entry WHERE person_id = '${known.id}' ORDER BY source`,
    )
    expect(rows).toEqual([
      { source: 'imported', kept: false },
      { source: 'issued', kept: true },
    ])
  })
})

it('the digest of each form is that of its bytes, so that an import can compare them', () => {
  const forms = rowsOf(files).get('credential_form') ?? []
  expect(forms.length).toBeGreaterThan(1)
  for (const { sealed: form, digest } of forms)
    expect(
      `\\x${createHash('sha256')
        .update((form as { text: string }).text)
        .digest('hex')}`,
    ).toBe(digest)
})
