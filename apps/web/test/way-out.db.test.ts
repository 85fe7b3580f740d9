import { randomBytes } from 'node:crypto'
import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { createServer, type Server } from 'node:http'
import { tmpdir } from 'node:os'
import { extname, join } from 'node:path'
import { decodeUtf8, type JsonObject } from '@assay/core'
import { sealStream, type TarFile, writeTar } from '@assay/node'
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { handle } from '../src/app.ts'
import type { Deps } from '../src/deps.ts'
import { publishedSpill, started } from '../src/features/assessments/work.fixture.ts'
import { createAssignment } from '../src/features/assignments/commands/assign.ts'
import { changeStatus } from '../src/features/credentials/commands/change-status.ts'
import { getCredentialJson } from '../src/features/credentials/queries.ts'
import { uploadEvidence } from '../src/features/enrollments/commands/upload.ts'
import { openFile } from '../src/features/enrollments/queries.ts'
import { verifyDocument } from '../src/features/verify/commands.ts'
import { deriveExportKeys } from '../src/features/way-out/commands/export-keys.ts'
import { exportOrganization } from '../src/features/way-out/commands/export-organization.ts'
import { importOrganization } from '../src/features/way-out/commands/import-organization.ts'
import { LEFT_BEHIND, RECORD_KINDS } from '../src/features/way-out/schema/records.ts'
import { EXPORT_PURPOSE } from '../src/features/way-out/schema.ts'
import { writeArchive } from '../src/start/archive-files.ts'
import { readExport } from '../src/start/export-organization.ts'
import { createKeyVault } from '../src/vault/vault.ts'
import { awardTo, issuedTo, makeProgram, type Program } from './awards.ts'
import { createTestApp, TEST_ORIGIN, type TestApp, type TestPerson } from './test-app.ts'

// A restore or an import makes a database; on a busy machine some of them take longer than one test usually has.
vi.setConfig({ testTimeout: 120_000 })

const PASSPHRASE = 'an otter leaves the harbor'

let home: TestApp
let program: Program
let folder: string
/** Signed, one of them revoked, one of a person who left. */
let credentials: { id: string; verdict: string; document: JsonObject }[]
let former: TestPerson
let archive: string
let evidenceId: string

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'assay-way-out-'))
  home = await createTestApp()
  program = await makeProgram(home, 'harbor')
  const { organization, manager, learner, versionId } = program
  former = await home.member(organization, 'Former', 'learner')
  const issued = [await issuedTo(home, program, learner), await issuedTo(home, program, former)]
  const revoked = await issuedTo(home, program, await home.member(organization, 'Revoked', 'learner'))
  await home.inOrg(organization, manager, (scope) =>
    changeStatus(scope, revoked, 'revoke', 'Awarded by mistake'),
  )
  await home.inOrg(organization, manager, (scope) =>
    createAssignment(scope, {
      achievementId: program.achievementId,
      target: { kind: 'person', id: former.id },
      due: { days: 30 },
      reason: 'The harbor rules ask for it',
    }),
  )
  await home.asOwner(`UPDATE assay.credential SET renews_id = '${issued[0]}' WHERE id = '${revoked}'`)
  await home.asOwner(`UPDATE assay.membership SET left_at = now() WHERE person_id = '${former.id}'`)
  evidenceId = await upload(learner)
  // Ordered and not signed when the export begins.
  const last = await home.inOrg(organization, manager, (scope) => awardTo(scope, learner.id, versionId))
  archive = join(folder, 'harbor')
  await writeArchive(await exporting(home.deps, { final: true }), archive, new Date())
  credentials = []
  const expected = [
    ...[...issued, last].map((id) => ({ id, verdict: 'valid' })),
    { id: revoked, verdict: 'invalid' },
  ]
  for (const { id, verdict } of expected) {
    const bytes = await home.inOrg(organization, manager, (scope) => getCredentialJson(scope, id))
    credentials.push({ id, verdict, document: JSON.parse(decodeUtf8(bytes)) as JsonObject })
  }
}, 120_000)
afterAll(async () => {
  await home.close()
  await rm(folder, { recursive: true, force: true })
})

async function upload(learner: TestPerson): Promise<string> {
  const { organization, manager } = program
  const spill = await publishedSpill(home, organization, manager)
  const enrollmentId = await started(home, organization, learner, spill)
  const { evidenceId: id } = await uploadEvidence(
    home.deps,
    (work) => home.inOrg(organization, learner, work),
    enrollmentId,
    {
      criterionId: 'contain',
      title: 'Photo',
      fileName: 'photo.txt',
      bytes: Buffer.from('the photo of the drum'),
    },
  )
  return id
}

const exporting = async (deps: Deps, { final = false } = {}) =>
  exportOrganization(deps, {
    orgId: program.organization.id,
    actor: { kind: 'system' },
    keys: await deriveExportKeys(PASSPHRASE),
    final,
    answer: (request) => handle(deps, request, { address: '127.0.0.1' }),
    progress: () => {},
  })

/** A static file server as nginx.conf.example makes one: the file, or the index of the folder. */
async function serveStatic(root: string): Promise<{ server: Server; asked: string[]; port: number }> {
  const types: Record<string, string> = { '.json': 'application/ld+json', '.png': 'image/png' }
  const asked: string[] = []
  const server = createServer(async (request, response) => {
    const path = decodeURIComponent(new URL(request.url ?? '/', 'http://static').pathname)
    asked.push(path)
    const name = (await stat(join(root, path)).catch(() => undefined))?.isFile() ? path : `${path}/index.json`
    const bytes = await readFile(join(root, name)).catch(() => undefined)
    response.writeHead(bytes === undefined ? 404 : 200, {
      'content-type': types[extname(name)] ?? 'text/plain',
    })
    response.end(bytes)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', () => resolve()))
  const address = server.address()
  return { server, asked, port: typeof address === 'object' && address !== null ? address.port : 0 }
}

/** Our verifier; the name in the addresses leads to `origin`. */
async function verdictOf(
  deps: Deps,
  document: JsonObject,
  fetchPath: (path: string) => Promise<Response>,
): Promise<string> {
  const fetchDocument: Deps['fetchDocument'] = async (url) => {
    const response = await fetchPath(new URL(url).pathname)
    const mediaType = response.headers.get('content-type') ?? ''
    return {
      outcome: 'ok',
      status: response.status,
      mediaType,
      body: new Uint8Array(await response.arrayBuffer()),
      url,
    }
  }
  return (await verifyDocument({ ...deps, fetchDocument }, JSON.stringify(document))).verdict
}

const importing = async (into: TestApp, path = archive, passphrase = PASSPHRASE) =>
  importOrganization(into.deps, { files: await readExport(path, passphrase), passphrase, progress: () => {} })

describe('an organization that leaves', () => {
  it('K6 is verified from static files alone, a year later, with no server of ours', async () => {
    const { server, asked, port } = await serveStatic(join(archive, 'public'))
    try {
      const inOneYear = new Date(home.clock.now.getTime() + 365 * 86_400_000)
      for (const { document, verdict } of credentials) {
        const fetchPath = (path: string) => fetch(`http://127.0.0.1:${port}${path}`)
        expect(await verdictOf({ ...home.deps, now: () => inOneYear }, document, fetchPath)).toBe(verdict)
      }
      expect(asked.some((path) => path.startsWith('/status/'))).toBe(true)
      expect(asked).toContain('/issuers/harbor')
      const { achievement } = (
        (credentials[0]?.document ?? {}) as {
          credentialSubject: { achievement: Record<string, { id: string }> }
        }
      ).credentialSubject
      const picture = await fetch(`http://127.0.0.1:${port}${new URL(achievement.image?.id ?? '').pathname}`)
      expect([picture.status, picture.headers.get('content-type')]).toEqual([200, 'image/png'])
      const criteria = await fetch(
        `http://127.0.0.1:${port}${new URL(achievement.criteria?.id ?? '').pathname}`,
      )
      expect((await criteria.json()).type).toEqual(['Achievement'])
    } finally {
      server.close()
    }
  })

  it('awards nothing any more where it left, and its documents stay served', async () => {
    const { organization, manager, learner, versionId } = program
    await expect(
      home.inOrg(organization, manager, (scope) => awardTo(scope, learner.id, versionId)),
    ).rejects.toMatchObject({ code: 'wrong_state' })
    const own = (path: string) => home.fetch(path, { headers: { accept: 'application/json' } })
    expect(await verdictOf(home.deps, credentials[0]?.document ?? {}, own)).toBe('valid')
  })

  it('K1 takes its keys along under the passphrase only, and nothing of a person lies open', async () => {
    const files = await readdir(archive, { recursive: true, withFileTypes: true })
    const open: string[] = []
    for (const entry of files)
      if (entry.isFile()) open.push((await readFile(join(entry.parentPath, entry.name))).toString('latin1'))
    const all = open.join('\n')
    for (const secret of [
      program.learner.name,
      program.learner.email,
      former.email,
      'the photo of the drum',
      'sealed_private',
    ])
      expect(all).not.toContain(secret)
    const keys: string[] = []
    for await (const { path, bytes } of await readExport(archive, PASSPHRASE)) {
      const text = Buffer.from(bytes).toString('utf8')
      if (path.startsWith('records/signing_key/')) keys.push(...text.trim().split('\n'))
    }
    const rows = await home.asOwner('SELECT id, sealed_private FROM assay.signing_key')
    expect(keys).toHaveLength(rows.length)
    const { vault } = home.deps
    for (const { id, sealed_private: sealed } of rows) {
      const wrapped = (
        JSON.parse(keys.find((line) => line.includes(String(id))) ?? '{}') as { sealed_private: string }
      ).sealed_private
      const bytes = Buffer.from(wrapped.slice(2), 'hex')
      expect(bytes.equals(sealed as Buffer)).toBe(false)
      expect(() => vault.adoptTransferred(new Uint8Array(32), 'signing keys', bytes, String(id))).toThrow()
    }
  })

  it('goes by a list that names every table with rows of organizations', async () => {
    const rows = await home.asOwner(`SELECT table_name AS name FROM information_schema.columns
      WHERE table_schema = 'assay' AND column_name = 'org_id'`)
    const known = [...RECORD_KINDS.map(({ table }) => table), ...Object.keys(LEFT_BEHIND)]
    expect(rows.map(({ name }) => String(name)).sort()).toEqual(known.sort())
  })
})

describe('an organization that arrives', () => {
  let away: TestApp
  beforeEach(async () => {
    away = await createTestApp({ vault: createKeyVault(new Uint8Array(32).fill(33)) })
    away.clock.now = new Date(home.clock.now)
    return () => away.close()
  })

  it('has everything, verifies, and goes on issuing as the same issuer', async () => {
    const { organization, learner, versionId, manager } = program
    const imported = await importing(away)
    expect(imported.records).toMatchObject({ credential: 4, credential_form: 4, person: 5, signing_key: 4 })
    await away.runJobs()
    const own = (path: string) => away.fetch(path, { headers: { accept: 'application/json' } })
    const same = { ...organization }
    for (const { id, document, verdict } of credentials) {
      const bytes = await away.inOrg(same, manager, (scope) => getCredentialJson(scope, id))
      expect(JSON.parse(decodeUtf8(bytes))).toEqual(document)
      expect(await verdictOf(away.deps, document, own)).toBe(verdict)
    }
    const another = await away.inOrg(same, manager, (scope) => awardTo(scope, former.id, versionId))
    await away.runJobs()
    const bytes = await away.inOrg(same, manager, (scope) => getCredentialJson(scope, another))
    const document = JSON.parse(decodeUtf8(bytes)) as JsonObject
    expect((document.issuer as JsonObject).id).toBe(`${TEST_ORIGIN}/issuers/harbor`)
    expect(await verdictOf(away.deps, document, own)).toBe('valid')
    const [row] = await away.asOwner(
      `SELECT id, blob_key, data_key_id FROM assay.evidence WHERE id = '${evidenceId}'`,
    )
    const file = { blobKey: String(row?.blob_key), dataKeyId: String(row?.data_key_id), evidenceId }
    const photo = await away.inOrg(same, learner, (scope) => openFile(scope, file))
    expect(Buffer.from(photo).toString()).toBe('the photo of the drum')
  })

  it('gives each person their own badges once they prove their address, and nobody else’s', async () => {
    await importing(away)
    const [link] = await away.asOwner(
      `SELECT count(*)::int AS accounts FROM assay.person WHERE user_id IS NOT NULL`,
    )
    expect(link?.accounts).toBe(0)
    await away.deps.auth.api.signInMagicLink({
      body: { email: program.learner.email, name: 'Back' },
      headers: new Headers(),
    })
    const token = new URL(await away.linkMailedTo(program.learner.email)).searchParams.get('token') ?? ''
    await away.deps.auth.api.magicLinkVerify({ query: { token }, headers: new Headers() })
    const rows =
      await away.asOwner(`SELECT p.id, (SELECT count(*)::int FROM assay.backpack_entry b WHERE b.person_id = p.id) AS badges,
      (SELECT count(*)::int FROM assay.backpack_entry b WHERE b.visibility <> 'private') AS shared FROM assay.person p WHERE user_id IS NOT NULL`)
    expect(rows).toEqual([{ id: program.learner.id, badges: 2, shared: 0 }])
  })

  it('joins people who proved an address there before, under the id that they have there', async () => {
    const known = await away.person('Known')
    await away.asOwner(
      `INSERT INTO assay.person_email (person_id, address, verified_at) VALUES ('${known.id}', '${former.email}', now())`,
    )
    expect((await importing(away)).joined).toBe(1)
    const rows = await away.asOwner(
      `SELECT person_id FROM assay.credential WHERE id = '${credentials[1]?.id}'`,
    )
    expect(rows).toEqual([{ person_id: known.id }])
    expect(await away.asOwner(`SELECT 1 FROM assay.person WHERE id = '${former.id}'`)).toEqual([])
    expect(
      await away.asOwner(`SELECT a.target_id, d.person_id, d.state FROM assay.assignment a
        JOIN assay.duty d ON d.assignment_id = a.id`),
    ).toEqual([{ target_id: known.id, person_id: known.id, state: 'met' }])
    expect(
      await away.asOwner(`SELECT id, renews_id FROM assay.credential WHERE renews_id IS NOT NULL`),
    ).toEqual([{ id: credentials[3]?.id, renews_id: credentials[0]?.id }])
  })

  it('is refused where it is already, where its short name is taken, and with another passphrase; then nothing is there', async () => {
    await expect(importing(away, archive, 'another animal in a harbor')).rejects.toThrow(
      /The passphrase is not the one/,
    )
    expect(await away.asOwner('SELECT 1 FROM assay.organization')).toEqual([])
    await importing(away)
    const before = await away.asOwner('SELECT count(*) FROM assay.credential')
    await expect(importing(away)).rejects.toThrow(
      'There is an organization "harbor" here already. Nothing was imported.',
    )
    expect(await away.asOwner('SELECT count(*) FROM assay.credential')).toEqual(before)
  })

  it('comes out of a ZIP as well', async () => {
    const zip = join(folder, `${randomBytes(4).toString('hex')}.zip`)
    await writeArchive(await exporting(home.deps), zip, new Date())
    expect((await importing(away, zip)).records.credential).toBe(4)
  })

  it('is all there or not at all: an archive that breaks off anywhere, or lies, leaves no row and no file', async () => {
    const files: TarFile[] = []
    for await (const file of await readExport(archive, PASSPHRASE)) files.push(file)
    const changed = (path: RegExp, change: (text: string) => string) =>
      files.map((file) =>
        path.test(file.path)
          ? { ...file, bytes: Buffer.from(change(Buffer.from(file.bytes).toString('utf8'))) }
          : file,
      )
    const other = '00000000-0000-4000-8000-000000000000'
    const bad: readonly TarFile[][] = [
      ...[1, 5, files.length - 1].map((length) => files.slice(0, length)),
      files.filter(({ path }) => !path.startsWith('records/status_change/')),
      changed(/^records\/credential\//, (text) => text.replaceAll(program.organization.id, other)),
      changed(/^records\/decision\//, (text) =>
        text.replaceAll('"outcome"', '"outcome; DROP TABLE assay.person"'),
      ),
      changed(/^records\/decision\//, (text) => text.replaceAll('"outcome"', '"outcome_of_another_version"')),
      changed(/^records\/signing_key\//, (text) => text.replace(/(sealed_private":"\\\\x..)../, '$100')),
      changed(/^organization\.json$/, (text) => text.replaceAll(program.organization.id, other)),
      [...files, { path: 'records/person/x.ndjson', bytes: Buffer.from('{}\n') }],
      changed(/^manifest\.json$/, () => '{"format":2}'),
    ]
    for (const [at, broken] of bad.entries()) {
      const path = join(folder, 'broken.assay')
      const sealed: Uint8Array[] = []
      const tar = writeTar(each(broken), new Date())
      for await (const part of sealStream(
        { kind: 'passphrase', passphrase: PASSPHRASE },
        EXPORT_PURPOSE,
        tar,
      ))
        sealed.push(part)
      await writeFile(path, Buffer.concat(sealed))
      await expect(importing(away, path), `archive ${at}`).rejects.toThrow()
      const [left] =
        await away.asOwner(`SELECT (SELECT count(*)::int FROM assay.organization) AS organizations,
        (SELECT count(*)::int FROM assay.person) AS people, (SELECT count(*)::int FROM assay.data_key) AS keys`)
      expect(left).toEqual({ organizations: 0, people: 0, keys: 0 })
      const kept = await readdir(join(away.deps.config.dataDir, 'files'), {
        recursive: true,
        withFileTypes: true,
      }).catch(() => [])
      expect(kept.filter((entry) => entry.isFile())).toEqual([])
    }
  }, 120_000)
})

async function* each<T>(items: readonly T[]): AsyncGenerator<T> {
  yield* items
}
