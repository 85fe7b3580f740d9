import { createHash, randomUUID } from 'node:crypto'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { decodeUtf8 } from '@assay/core'
import { sealStream, type TarFile, writeTar } from '@assay/node'
import { zipSync } from 'fflate'
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { handle } from '../src/app.ts'
import { delegate } from '../src/features/absence/commands.ts'
import { delegationSchema } from '../src/features/absence/schema.ts'
import { createAssignment } from '../src/features/assignments/commands/assign.ts'
import { askExemption } from '../src/features/assignments/commands/exempt.ts'
import { keepDuties } from '../src/features/assignments/commands/keep-all.ts'
import { previewOf, startedBatch } from '../src/features/bulk/batch.fixture.ts'
import { resumeBatch } from '../src/features/bulk/commands/run-batch.ts'
import { enterEvent } from '../src/features/claims/commands/enter-event.ts'
import { createEvent } from '../src/features/claims/commands/events.ts'
import { remindClaims, resendClaim } from '../src/features/claims/commands/letters.ts'
import { directAward } from '../src/features/credentials/commands/direct-award.ts'
import { getCredentialJson } from '../src/features/credentials/queries.ts'
import { changeLetter } from '../src/features/mail/commands/own-letters.ts'
import { getOwnLetter } from '../src/features/mail/queries/own-letters.ts'
import { invite } from '../src/features/organizations/commands/invitations.ts'
import { invitationSchema } from '../src/features/organizations/schema.ts'
import { addToGroup, createGroup } from '../src/features/structure/commands/groups.ts'
import { createRoleSet, giveRoleSet } from '../src/features/structure/commands/role-sets.ts'
import { createDepartment, moveIntoDepartment } from '../src/features/structure/commands.ts'
import { ROLE_SET_AREAS, roleSetSchema } from '../src/features/structure/schema/role-set.ts'
import { verifyDocument } from '../src/features/verify/commands.ts'
import { exportOrganization } from '../src/features/way-out/commands/export-organization.ts'
import { importOrganization } from '../src/features/way-out/commands/import-organization.ts'
import { LEFT_BEHIND, RECORD_KINDS } from '../src/features/way-out/schema/records.ts'
import { EXPORT_PURPOSE, PRIVATE_FILE } from '../src/features/way-out/schema.ts'
import { createWebhook, rotateSecret, secretPlace } from '../src/features/webhooks/commands.ts'
import { readExport } from '../src/start/export-organization.ts'
import { createKeyVault } from '../src/vault/vault.ts'
import { issuedTo, makeProgram, type Program } from './awards.ts'
import { createTestApp, TEST_ORIGIN, type TestApp } from './test-app.ts'

// An import makes a database; on a busy machine that takes longer than one test usually has.
vi.setConfig({ testTimeout: 180_000 })

const PASSPHRASE = 'an otter leaves the harbor'
const GUEST = 'guest@elsewhere.example'

let home: TestApp
let away: TestApp
let program: Program
let folder: string
/** What the archive of `home` holds. */
let files: readonly TarFile[]
let claimToken: string
let runningBatch: string
let webhookId: string

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'assay-way-out-all-'))
  home = await createTestApp()
  program = await makeProgram(home, 'harbor')
  await issuedTo(home, program, program.learner)
  await furnish()
  files = await exported(home)
}, 240_000)
afterAll(async () => {
  await home.close()
  await rm(folder, { recursive: true, force: true })
})
beforeEach(async () => {
  away = await createTestApp({ vault: createKeyVault(new Uint8Array(32).fill(34)) })
  away.clock.now = new Date(home.clock.now)
  return () => away.close()
})

const asManager = <T>(work: Parameters<typeof home.inOrg<T>>[2], on = home) =>
  on.inOrg(program.organization, program.manager, work)

/** Something of every feature, made as people make it. */
async function furnish(): Promise<void> {
  const { learner, manager, versionId, achievementId } = program
  const second = await home.member(program.organization, 'Second', 'people_manager')
  await asManager(async (scope) => {
    const department = await createDepartment(scope, { name: 'Quay', parentId: undefined, headId: second.id })
    await moveIntoDepartment(scope, department.id, [learner.id])
    const group = await createGroup(scope, { name: 'Night shift', description: '' })
    await addToGroup(scope, group.id, [learner.id])
    const set = await createRoleSet(
      scope,
      roleSetSchema.parse({ name: 'Lead', roles: ['assessor'], areas: [ROLE_SET_AREAS[0]] }),
    )
    await giveRoleSet(scope, set.id, [second.id])
    await delegate(
      scope,
      delegationSchema.parse({
        ...{ roles: ['program_manager'], address: second.email, reason: 'Away' },
        ...{ from: '2026-05-03', until: '2026-05-10' },
      }),
    )
    for (const target of [
      { kind: 'group', id: group.id },
      { kind: 'person', id: second.id },
    ] as const)
      await createAssignment(scope, { achievementId, target, due: { days: 30 }, reason: 'Rules of the quay' })
    ;({ id: webhookId } = await createWebhook(scope, {
      url: 'https://hooks.example.org/assay',
      description: 'Wages',
      events: [],
    }))
    await rotateSecret(scope, webhookId)
    const { standard } = await getOwnLetter(scope, 'credential_issued', 'en')
    await changeLetter(scope, 'credential_issued', 'en', { ...standard, subject: 'Ahoy', revision: 0 })
    await invite(scope, invitationSchema.parse({ address: 'later@elsewhere.example', roles: ['learner'] }))
    await directAward(scope, {
      recipient: { address: GUEST, name: 'Guest' },
      achievementVersionId: versionId,
      reason: 'Known work',
    })
  })
  await keepDuties(home.deps, program.organization.id)
  const [duty] = await home.asOwner(`SELECT id FROM assay.duty WHERE person_id = '${second.id}'`)
  await asManager((scope) => askExemption(scope, String(duty?.id), { reason: 'On leave', until: undefined }))
  await home.runJobs()
  claimToken = (await home.linkMailedTo(GUEST)).split('/claim/')[1] ?? ''
  await attendEvent()
  await startedBatch(home, program, 'E-mail,Name\nDone@elsewhere.example,Done')
  await home.runJobs()
  await previewOf(home, program, 'E-mail,Name\nseen@elsewhere.example,Seen')
  runningBatch = await startedBatch(home, program, 'E-mail,Name\nnext@elsewhere.example,Next')
  await home.asOwner(`UPDATE assay.organization SET requires_factor = true`)
  await home.asOwner(`INSERT INTO assay.duty_notice SELECT org_id, id, 1, -14, now() FROM assay.duty;
    INSERT INTO assay.expiry_notice SELECT org_id, id, 30, now() FROM assay.credential LIMIT 1;
    INSERT INTO assay.duty_digest VALUES ('${program.organization.id}', '${manager.id}', 'assigner', '2026-04-27', now())`)
}

async function attendEvent(): Promise<void> {
  const day = 86_400_000
  const { eventId } = await asManager((scope) =>
    createEvent(scope, {
      achievementVersionId: program.versionId,
      title: 'Open day',
      reason: 'Was there',
      places: 20,
      opensAt: new Date(home.clock.now.getTime() - day),
      closesAt: new Date(home.clock.now.getTime() + day),
      needsApproval: true,
    }),
  )
  const [row] = await home.asOwner(`SELECT token_sealed FROM assay.event_claim WHERE id = '${eventId}'`)
  const token = decodeUtf8(
    home.deps.vault.openSecret(row?.token_sealed as Buffer, `event_claim:${eventId}:token`),
  )
  await enterEvent(home.deps, '192.0.2.7', token, { name: 'Visitor', address: 'visitor@elsewhere.example' })
}

async function exported(from: TestApp): Promise<readonly TarFile[]> {
  const path = join(folder, `${randomUUID()}.assay`)
  const archive = exportOrganization(from.deps, {
    orgId: program.organization.id,
    actor: { kind: 'system' },
    passphrase: PASSPHRASE,
    final: false,
    answer: (request) => handle(from.deps, request, { address: '127.0.0.1' }),
    progress: () => {},
  })
  for await (const { path: name, content } of archive) {
    const parts: Uint8Array[] = []
    for await (const part of content) parts.push(part)
    if (name === PRIVATE_FILE) await writeFile(path, Buffer.concat(parts))
  }
  const found: TarFile[] = []
  for await (const file of await readExport(path, PASSPHRASE)) found.push(file)
  return found
}

async function* each<T>(items: readonly T[]): AsyncGenerator<T> {
  yield* items
}

async function sealed(changed: readonly TarFile[]): Promise<string> {
  const path = join(folder, `${randomUUID()}.assay`)
  const parts: Uint8Array[] = []
  const secret = { kind: 'passphrase', passphrase: PASSPHRASE } as const
  for await (const part of sealStream(secret, EXPORT_PURPOSE, writeTar(each(changed), new Date())))
    parts.push(part)
  await writeFile(path, Buffer.concat(parts))
  return path
}

const importInto = async (into: TestApp, path: string) =>
  importOrganization(into.deps, {
    files: await readExport(path, PASSPHRASE),
    passphrase: PASSPHRASE,
    progress: () => {},
  })

/** The same of files that nobody has sealed: what is in them is looked at alike. */
const importFiles = (into: TestApp, changed: readonly TarFile[]) =>
  importOrganization(into.deps, { files: each(changed), passphrase: PASSPHRASE, progress: () => {} })

type Line = Record<string, unknown>

/** The rows of an archive by their kind. */
function rowsOf(archive: readonly TarFile[]): Map<string, Line[]> {
  const found = new Map<string, Line[]>()
  for (const { path, bytes } of archive) {
    const table = /^records\/([a-z_]+)\//.exec(path)?.[1]
    if (table === undefined) continue
    const lines = Buffer.from(bytes).toString().trim().split('\n').filter(Boolean)
    found.set(table, [...(found.get(table) ?? []), ...lines.map((line) => JSON.parse(line) as Line)])
  }
  return found
}

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
    await importInto(away, await sealed(files))
    const [before, after] = [rowsOf(files), rowsOf(await exported(away))]
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
    const archive = exportOrganization(home.deps, {
      orgId: program.organization.id,
      actor: { kind: 'system' },
      passphrase: PASSPHRASE,
      final: false,
      answer: (request) => handle(home.deps, request, { address: '127.0.0.1' }),
      progress: () => {},
    })
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
      return Buffer.from(app.deps.vault.openSecret(row?.sealed as Buffer, secretPlace(webhookId))).toString(
        'hex',
      )
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
    const page = await away.fetch(`/claim/${claimToken}`)
    expect(page.status).toBe(200)
    expect(await page.text()).toContain('Reefer Cargo Handling')
    away.clock.now = new Date(away.clock.now.getTime() + 40 * 86_400_000)
    await remindClaims(away.deps)
    expect(await letters()).toEqual([])
    const [claim] =
      await away.asOwner(`SELECT c.id FROM assay.claim c JOIN assay.recipient r ON r.id = c.recipient_id
      WHERE r.address = '${GUEST}'`)
    await asManager((scope) => resendClaim(scope, String(claim?.id)), away)
    expect(await away.linkMailedTo(GUEST)).toBe(`${TEST_ORIGIN}/claim/${claimToken}`)
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
    const of = `FROM assay.bulk_row WHERE batch_id = '${runningBatch}'`
    expect(await away.asOwner(`SELECT state ${of}`)).toEqual([{ state: 'ready' }])
    await asManager((scope) => resumeBatch(scope, runningBatch), away)
    await away.runJobs()
    expect(await away.asOwner(`SELECT state ${of}`)).toEqual([{ state: 'issued' }])
    const [{ count } = { count: 0 }] = await away.asOwner(
      `SELECT count(*)::int AS count FROM assay.credential c JOIN assay.bulk_row r ON r.credential_id = c.id WHERE r.batch_id = '${runningBatch}'`,
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

describe('a hostile archive', () => {
  const changed = (path: RegExp, change: (text: string) => string): readonly TarFile[] =>
    files.map((file) =>
      path.test(file.path)
        ? { ...file, bytes: Buffer.from(change(Buffer.from(file.bytes).toString())) }
        : file,
    )
  const change = (table: string, row: (line: Line) => Line) =>
    changed(new RegExp(`^records/${table}/`), (text) =>
      text
        .trim()
        .split('\n')
        .map((line) => `${JSON.stringify(row(JSON.parse(line) as Line))}\n`)
        .join(''),
    )
  const nothing = async () => {
    const [left] = await away.asOwner(`SELECT (SELECT count(*)::int FROM assay.organization) AS organizations,
      (SELECT count(*)::int FROM assay.data_key) AS keys, (SELECT count(*)::int FROM assay.membership) AS members`)
    expect(left).toEqual({ organizations: 0, keys: 0, members: 0 })
  }
  const PLAIN = /^The archive cannot be imported: .+Nothing was (?:imported|done)\.$/s

  it('F4 makes nobody a member, gives nobody a badge, and joins nobody whom it does not hold', async () => {
    const victim = await away.person('Victim')
    for (const table of [
      'membership',
      'credential',
      'backpack_entry',
      'duty',
      'recipient',
      'audit_event',
      'event_entry',
    ]) {
      const forged = change(table, (line) => ({ ...line, person_id: victim.id }))
      await expect(importFiles(away, forged), table).rejects.toThrow(PLAIN)
      await nothing()
    }
  })

  it('F4 A2 with an id twice, or a row of another organization, its trail too, is refused', async () => {
    const twice = changed(/^records\/claim\//, (text) => text + text)
    await expect(importFiles(away, twice)).rejects.toThrow(PLAIN)
    const founder = await away.person('Founder of another')
    const { id: other } = await away.organization(founder, 'another')
    const before = await away.asOwner('SELECT count(*)::int AS events FROM assay.audit_event')
    for (const table of [
      'claim',
      'bulk_batch',
      'webhook_endpoint',
      'event_claim',
      'assignment',
      'audit_event',
    ]) {
      const forged = change(table, (line) => ({ ...line, org_id: other }))
      await expect(importFiles(away, forged), table).rejects.toThrow(PLAIN)
    }
    expect(await away.asOwner('SELECT count(*)::int AS events FROM assay.audit_event')).toEqual(before)
    expect(await away.asOwner(`SELECT 1 FROM assay.organization WHERE slug = 'harbor'`)).toEqual([])
  })

  it('K1 with a secret of another row, or a credential that is not what was signed, is refused', async () => {
    const secrets = rowsOf(files).get('signing_key') ?? []
    const [first] = secrets
    const exchanged = change('signing_key', (line) => ({ ...line, sealed_private: first?.sealed_private }))
    await expect(importFiles(away, exchanged)).rejects.toThrow(PLAIN)
    const altered = change('credential_form', (line) => ({
      ...line,
      sealed: { text: String((line.sealed as { text: string }).text).replace('Reefer', 'Crane') },
    }))
    await expect(importFiles(away, altered)).rejects.toThrow(/is not what was signed/)
    await nothing()
  })

  it('T4 with altered status lists says nothing false: they are signed anew from the records', async () => {
    const [credential] = rowsOf(files).get('credential') ?? []
    const lied = change('status_list', (line) => ({
      ...line,
      signed_body: '{"altered":true}',
      valid_until: '2099-01-01T00:00:00Z',
    }))
    await importFiles(away, lied)
    await away.runJobs()
    const bytes = await asManager((scope) => getCredentialJson(scope, String(credential?.id)), away)
    const fetchDocument: typeof away.deps.fetchDocument = async (url, { accept }) => {
      const response = await away.fetch(new URL(url).pathname, { headers: { accept } })
      const body = new Uint8Array(await response.arrayBuffer())
      return { outcome: 'ok', status: response.status, mediaType: 'application/json', body, url }
    }
    const { verdict } = await verifyDocument({ ...away.deps, fetchDocument }, decodeUtf8(bytes))
    expect(verdict).toBe('valid')
  })

  it('F4 with more rows in a file than a file may have, rows that are no objects, or deep nesting is refused', async () => {
    const deep = `{"id":${'['.repeat(200_000)}${']'.repeat(200_000)}}\n`
    for (const text of ['{}\n'.repeat(501), '[]\n', '"text"\n', '{"Id":1}\n', '{"__proto__":1}\n', deep]) {
      const forged = changed(/^records\/department\//, () => text)
      await expect(importFiles(away, forged), text.slice(0, 20)).rejects.toThrow(PLAIN)
    }
    await nothing()
  })

  it('F4 as a ZIP that unpacks to a thousand times its size, or lies about its size, is refused at its first bytes', async () => {
    const path = join(folder, 'bomb.zip')
    const bomb = zipSync({ [PRIVATE_FILE]: new Uint8Array(64 * 1024 * 1024) }, { level: 9 })
    await writeFile(path, bomb)
    expect(bomb.length).toBeLessThan(100_000)
    await expect(importInto(away, path)).rejects.toThrow(/is not what "assay export --org" wrote/)
    const good = zipSync(
      { [PRIVATE_FILE]: new Uint8Array(await readFile(await sealed(files))) },
      { level: 0 },
    )
    const lying = Buffer.from(good)
    const directory = lying.indexOf(Buffer.from([0x50, 0x4b, 1, 2]))
    lying.writeUInt32LE(100, directory + 24)
    await writeFile(path, lying)
    await expect(importInto(away, path)).rejects.toThrow()
    await nothing()
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
