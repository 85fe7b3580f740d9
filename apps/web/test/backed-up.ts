import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { checkMasterKey } from '../src/db/master-key-check.ts'
import { publishedSpill, started } from '../src/features/assessments/work.fixture.ts'
import { uploadEvidence } from '../src/features/enrollments/commands/upload.ts'
import { issuedTo, makeProgram, type Program } from './awards.ts'
import { backUp, type EmptyPlace, emptyPlace, verdictsOf } from './restored.ts'
import { createTestApp, type FrozenApp, type TestApp, type TestPerson } from './test-app.ts'

/** A small instance, of which each test has a copy, and a backup of it. */
let world: FrozenApp
export let program: Program
export let folder: string
export let file: string
export let evidenceId: string
export let app: TestApp

export const CREDENTIALS = 'SELECT id, org_id FROM assay.credential WHERE issued_at IS NOT NULL ORDER BY id'

/** For `beforeAll`. */
export async function openWorld(): Promise<void> {
  folder = await mkdtemp(join(tmpdir(), 'assay-backup-'))
  const made = await createTestApp()
  program = await makeProgram(made, 'harbor')
  await issuedTo(made, program, program.learner)
  evidenceId = await uploadedBy(made, program.learner)
  await checkMasterKey(made.deps)
  world = await made.freeze()
  const copy = await createTestApp({}, world)
  file = join(folder, 'world.assay')
  await backUp(copy, file)
  await copy.close()
}

/** For `afterAll`. */
export async function removeWorld(): Promise<void> {
  await world.remove()
  await rm(folder, { recursive: true, force: true })
}

/** A copy of the world; for `beforeEach`, whose end removes it. */
export async function openCopy() {
  app = await createTestApp({}, world)
  return () => app.close()
}

export async function uploadedBy(on: TestApp, learner: TestPerson): Promise<string> {
  const { organization, manager } = program
  const spill = await publishedSpill(on, organization, manager)
  const enrollmentId = await started(on, organization, learner, spill)
  const uploaded = await uploadEvidence(
    on.deps,
    (work) => on.inOrg(organization, learner, work),
    enrollmentId,
    {
      criterionId: 'contain',
      title: 'Photo',
      fileName: 'photo.txt',
      bytes: Buffer.from('the photo of the drum'),
    },
  )
  return uploaded.evidenceId
}

export async function withPlace<T>(work: (place: EmptyPlace) => Promise<T>): Promise<T> {
  const place = await emptyPlace()
  try {
    return await work(place)
  } finally {
    await place.remove()
  }
}

/** The application on what was restored. */
export async function withRestored(
  place: FrozenApp,
  work: (restored: TestApp) => Promise<void>,
): Promise<void> {
  const restored = await createTestApp({}, place)
  try {
    await work(restored)
  } finally {
    await restored.close()
  }
}

export async function query(url: string, statement: string): Promise<Record<string, unknown>[]> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    return (await client.query(statement)).rows
  } finally {
    await client.end()
  }
}

export const verdictsIn = (restored: TestApp, credentials: Record<string, unknown>[]) =>
  verdictsOf(restored.deps, (path, init) => restored.fetch(path, init), credentials as never)
