import { execFile } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync } from 'node:fs'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { readPng } from '@assay/credentials'
import { inflate } from '@assay/node'
import { strFromU8, unzipSync } from 'fflate'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { issuedTo, makeProgram, type Program } from '../../../test/awards.ts'
import { foreignBadge } from '../../../test/foreign-badge.ts'
import { createTestApp, type TestApp, type TestPerson } from '../../../test/test-app.ts'
import { createAssignment } from '../assignments/commands/assign.ts'
import { keepDuties } from '../assignments/commands/keep-all.ts'
import { enroll } from '../enrollments/commands/enroll.ts'
import { addTextEvidence } from '../enrollments/commands/evidence.ts'
import { submitEnrollment } from '../enrollments/commands/submit.ts'
import { uploadEvidence } from '../enrollments/commands/upload.ts'
import { createCollection } from '../sharing/commands.ts'
import { collectionSchema } from '../sharing/schema.ts'
import { EXPORTED, NOT_EXPORTED } from './queries/everything-own.ts'

const OURS = '4 degrees at noon'
const THEIRS = 'what somebody else read at noon'
const UNZIP = '/usr/bin/unzip'

let app: TestApp
let program: Program
let other: TestPerson
/** How many stored files were read so far. */
let opened = 0

beforeAll(async () => {
  const made = await createTestApp()
  const { blobs } = made.deps
  Object.assign(made.deps, {
    blobs: {
      put: blobs.put.bind(blobs),
      delete: blobs.delete.bind(blobs),
      exists: blobs.exists.bind(blobs),
      get: (key: string) => {
        opened += 1
        return blobs.get(key)
      },
    },
  })
  app = made
  program = await makeProgram(app, 'harbor')
  other = await app.member(program.organization, 'Other', 'learner')
  const enrollmentId = await handIn(program.learner, 'log.txt', OURS)
  await upload(program.learner, enrollmentId, '../../..\\LOG.TXT', 'second')
  await app.inOrg(program.organization, program.learner, (scope) =>
    submitEnrollment(scope, enrollmentId, {
      authorship: true,
      reflection: 'I learned to look first.',
      aiHelp: '',
    }),
  )
  await upload(other, await handIn(other, 'log.txt', THEIRS), 'more.txt', 'and more')
  await issuedTo(app, program, program.learner, { shared: false })
  await issuedTo(app, program, program.learner)
  await app.fetch('/api/v1/me/backpack', {
    method: 'POST',
    as: program.learner,
    headers: { 'content-type': 'application/vc+ld+json' },
    body: JSON.stringify(await foreignBadge({ address: program.learner.email, name: '<script>Crane' })),
  })
})
afterAll(() => app.close())

async function handIn(who: TestPerson, fileName: string, content: string): Promise<string> {
  const { enrollmentId } = await app.inOrg(program.organization, who, (scope) =>
    enroll(scope, program.achievementId),
  )
  const text = { criterionId: 'logs', title: 'Log', text: 'What I read at noon.' }
  await app.inOrg(program.organization, who, (scope) => addTextEvidence(scope, enrollmentId, text))
  await upload(who, enrollmentId, fileName, content)
  return enrollmentId
}

async function upload(who: TestPerson, enrollmentId: string, fileName: string, content: string) {
  // The archive names files in the order in which they came.
  app.clock.now = new Date(app.clock.now.getTime() + 1000)
  await uploadEvidence(app.deps, (work) => app.inOrg(program.organization, who, work), enrollmentId, {
    ...{ criterionId: 'logs', fileName, bytes: Buffer.from(content) },
  })
}

type Files = Readonly<Record<string, Uint8Array>>

async function archiveOf(as: TestPerson): Promise<Uint8Array> {
  const response = await app.fetch('/api/v1/me/export', { as })
  expect([response.status, response.headers.get('content-type')]).toEqual([200, 'application/zip'])
  return new Uint8Array(await response.arrayBuffer())
}
const filesOf = async (as: TestPerson): Promise<Files> => unzipSync(await archiveOf(as))
const textOf = (files: Files, path: string) => strFromU8(files[path] ?? new Uint8Array())
const jsonOf = (files: Files, path: string) => JSON.parse(textOf(files, path)) as unknown

interface Index {
  readonly files: readonly { readonly path: string; readonly size: number; readonly sha256: string }[]
  readonly missing: readonly unknown[]
}

describe('the archive of everything about a person', () => {
  it('P7 names each file with its digest, and holds nothing else', async () => {
    const files = await filesOf(program.learner)
    const index = jsonOf(files, 'everything.json') as Index
    const { 'everything.json': _, ...named } = files
    expect(
      Object.entries(named).map(([path, bytes]) => ({
        path,
        size: bytes.length,
        sha256: createHash('sha256').update(bytes).digest('hex'),
      })),
    ).toEqual(index.files.map(({ path, size, sha256 }) => ({ path, size, sha256 })))
    expect(index.missing).toEqual([])
    expect(Object.keys(files)).toEqual([
      ...['reefer-cargo-handling', 'reefer-cargo-handling-2'].flatMap((name) => [
        `credentials/${name}.json`,
        `credentials/${name}.png`,
      ]),
      'imported/script-crane.json',
      'evidence/log.txt',
      'evidence/log-2.txt',
      ...[
        ...[
          'profile',
          'addresses',
          'memberships',
          'api-keys',
          'connected-apps',
          'enrollments',
          'drafts',
          'evidence',
        ],
        ...[
          'observations',
          'submissions',
          'decisions',
          'credentials',
          'backpack',
          'learner-records',
          'sharing',
        ],
        ...['collections', 'counts', 'duties', 'roles', 'security', 'known-as', 'audit-trail'],
      ].map((name) => `records/${name}.json`),
      'index.html',
      'everything.json',
    ])
  })

  it.skipIf(!existsSync(UNZIP))('is whole to a program that is not ours', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'assay-zip-'))
    const file = join(folder, 'everything.zip')
    await writeFile(file, await archiveOf(program.learner))
    const { stdout } = await promisify(execFile)(UNZIP, ['-t', file])
    expect(stdout).toContain('No errors detected')
    await rm(folder, { recursive: true })
  })

  it('P7 holds credentials and badges byte for byte, and in pictures', async () => {
    const files = await filesOf(program.learner)
    const credentials = jsonOf(files, 'records/credentials.json') as { id: string; file: string }[]
    expect(credentials).toHaveLength(2)
    for (const { id, file } of credentials) {
      const served = await app.fetch(`/credentials/${id}/credential.json`, { as: program.learner })
      expect(textOf(files, file)).toBe(await served.text())
      const picture = files[file.replace('.json', '.png')] ?? new Uint8Array()
      expect(readPng(picture, inflate).map(({ text }) => text)).toEqual([textOf(files, file)])
    }
    const badge = await foreignBadge({ address: program.learner.email, name: '<script>Crane' })
    expect(jsonOf(files, 'imported/script-crane.json')).toEqual(badge)
  })

  it('P7 holds evidence in the clear, and says in the records what each file is for', async () => {
    const files = await filesOf(program.learner)
    expect(['evidence/log.txt', 'evidence/log-2.txt'].map((path) => textOf(files, path))).toEqual([
      OURS,
      'second',
    ])
    expect(jsonOf(files, 'records/submissions.json')).toMatchObject([
      {
        content: { reflection: 'I learned to look first.' },
        artifacts: [
          { kind: 'text', content: { title: 'Log', text: 'What I read at noon.' } },
          { kind: 'file', content: { fileName: 'log.txt' }, file: 'evidence/log.txt' },
          { kind: 'file', content: { fileName: 'LOG.TXT' }, file: 'evidence/log-2.txt' },
        ],
      },
    ])
    expect(jsonOf(files, 'records/enrollments.json')).toMatchObject([
      { achievement: 'Reefer Cargo Handling', state: 'submitted' },
    ])
    expect(jsonOf(files, 'records/sharing.json')).toMatchObject([{ visibility: 'public' }])
  })

  it('P7 knows of every table that says whose a thing is, and holds collections and duties', async () => {
    const tables = await app.asOwner(`SELECT table_name AS name FROM information_schema.columns
      WHERE table_schema = 'assay' AND column_name = 'person_id'`)
    const known = [...EXPORTED, ...Object.keys(NOT_EXPORTED)]
    expect(tables.map(({ name }) => String(name)).sort()).toEqual(known.sort())
    const [badge] = await app.asOwner(
      `SELECT id FROM assay.backpack_entry WHERE person_id = '${program.learner.id}' LIMIT 1`,
    )
    await app.inPerson(program.learner, (scope) =>
      createCollection(
        scope,
        collectionSchema.parse({ title: 'On the quay', description: '', entries: [badge?.id] }),
      ),
    )
    await app.inOrg(program.organization, program.manager, (scope) =>
      createAssignment(scope, {
        achievementId: program.achievementId,
        target: { kind: 'person', id: program.learner.id },
        due: { days: 30 },
        reason: 'Rules of the quay',
      }),
    )
    await keepDuties(app.deps, program.organization.id)
    const files = await filesOf(program.learner)
    expect(jsonOf(files, 'records/collections.json')).toMatchObject([
      { title: 'On the quay', visibility: 'private', badges: [badge?.id] },
    ])
    expect(jsonOf(files, 'records/duties.json')).toMatchObject([
      { reason: 'Rules of the quay', organization: expect.any(String), exemptions: [] },
    ])
    expect(jsonOf(files, 'records/security.json')).toEqual({ passkeys: [], secondFactorSince: null })
  })

  it('P7 names nobody else and holds no file of theirs', async () => {
    const everything = (files: Files) =>
      Object.values(files)
        .map((file) => strFromU8(file))
        .join('\n')
    const own = everything(await filesOf(program.learner))
    expect(own).toContain(program.learner.email)
    for (const foreign of [program.manager.name, program.manager.id, other.id, other.email, THEIRS])
      expect(own).not.toContain(foreign)
    const theirs = everything(await filesOf(other))
    expect(theirs).toContain(THEIRS)
    expect(theirs).not.toMatch(/4 degrees|look first/)
  })

  it('F1 opens with a page in the person’s language that runs nothing and escapes what people wrote', async () => {
    const page = textOf(await filesOf(program.learner), 'index.html')
    expect(page).toContain('<html lang="en">')
    expect(page).toContain('&lt;script&gt;Crane')
    expect(page).not.toMatch(/<script/i)
    expect(page).toContain('<a href="records/audit-trail.json">')
    await app.inPerson(other, ({ db }) =>
      db.updateTable('person').set({ locale: 'es', name: 'Other <b>' }).where('id', '=', other.id).execute(),
    )
    const spanish = textOf(await filesOf(other), 'index.html')
    expect(spanish).toContain('<html lang="es">')
    expect(spanish).toContain('<h1>Todo sobre Other &lt;b&gt;</h1>')
  })

  it('is made while it is read: what nobody asks for is not opened', async () => {
    const response = await app.fetch('/api/v1/me/export', { as: program.learner })
    const reader = response.body?.getReader()
    const before = opened
    await reader?.read()
    expect(opened).toBe(before)
    await reader?.cancel()
    await archiveOf(program.learner)
    expect(opened).toBe(before + 2)
  })

  it('P7 says which files it lacks and why, and holds the rest', async () => {
    const { organization, learner } = program
    const [file] = await app.inOrg(organization, learner, ({ db }) =>
      db
        .selectFrom('evidence')
        .select(['blobKey', 'id'])
        .where('personId', '=', learner.id)
        .where('blobKey', 'is not', null)
        .orderBy('createdAt')
        .orderBy('id')
        .execute(),
    )
    await app.deps.blobs.delete(file?.blobKey ?? '')
    const files = await filesOf(learner)
    expect((jsonOf(files, 'everything.json') as Index).missing).toMatchObject([
      { kind: 'evidence', reason: 'gone' },
    ])
    expect(textOf(files, 'index.html')).toContain('is no longer stored')
    expect(Object.keys(files).filter((path) => path.startsWith('evidence/'))).toHaveLength(1)
  })

  it('F8 a file that is fetched by itself is given to its owner alone', async () => {
    const [file] = await app.inOrg(program.organization, other, ({ db }) =>
      db
        .selectFrom('evidence')
        .select('id')
        .where('personId', '=', other.id)
        .where('blobKey', 'is not', null)
        .orderBy('createdAt')
        .orderBy('id')
        .execute(),
    )
    const get = (as: TestPerson) => app.fetch(`/backpack/files/${file?.id}`, { as })
    const response = await get(other)
    expect(response.headers.get('content-disposition')).toMatch(/^attachment/)
    expect([THEIRS, 'and more']).toContain(await response.text())
    expect([(await get(program.learner)).status, (await get(program.manager)).status]).toEqual([404, 404])
  })
})
