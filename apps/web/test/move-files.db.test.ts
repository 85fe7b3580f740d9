import { setTimeout as sleep } from 'node:timers/promises'
import { createDiskBlobStore, createMovingBlobStore, createS3BlobStore } from '@assay/node'
import { startTestBucket, type TestBucket } from '@assay/testkit'
import pg from 'pg'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { readPlace, recordFilesPlace, refuseFilesPlace } from '../src/db/files-place.ts'
import { databaseRoles } from '../src/db/roles.ts'
import type { FilePlace } from '../src/file-settings.ts'
import { chanceOf } from './chance.ts'
import { type CommandProcess, sourceProcess } from './command-process.ts'
import { createTestApp, type TestApp } from './test-app.ts'
import { TEST_MASTER_KEY } from './test-database.ts'

const FILES = 300
const KILLS = 3
const SEED = Date.now()
const { owner } = databaseRoles('assay_test')

let app: TestApp
let test: TestBucket
let client: pg.Client
let environment: Record<string, string>
const processes: CommandProcess[] = []

beforeAll(async () => {
  app = await createTestApp()
  test = await startTestBucket()
  client = new pg.Client({ connectionString: app.databaseUrl })
  await client.connect()
  environment = {
    DATABASE_URL: app.databaseUrl,
    ASSAY_ROLE_PREFIX: 'assay_test',
    ASSAY_DATA: app.deps.config.dataDir,
    ASSAY_MASTER_KEY: Buffer.from(TEST_MASTER_KEY).toString('base64'),
    ASSAY_BLOBS: `s3://files/moved?endpoint=${test.endpoint}&path_style=yes`,
    ASSAY_BLOBS_KEY_ID: test.accessKeyId,
    ASSAY_BLOBS_SECRET: test.secretAccessKey,
    ASSAY_BLOBS_FROM: 'disk',
  }
})
afterAll(async () => {
  for (const { child } of processes) child.kill('SIGKILL')
  await client.end()
  await test.close()
  await app.close()
})

const place = (): Extract<FilePlace, { kind: 's3' }> => ({
  kind: 's3',
  bucket: test.bucket,
  prefix: 'moved/',
  region: 'us-east-1',
  endpoint: test.endpoint,
  pathStyle: true,
  accessKeyId: test.accessKeyId,
  secretAccessKey: test.secretAccessKey,
})
const moveFiles = () => {
  const running = sourceProcess('move-files', environment)
  processes.push(running)
  return running
}
const outcomeOf = async (running: CommandProcess) => {
  const code = await running.ended()
  return `${running.output()}code ${code}`
}
/** Waits until the move says that it has come so far. */
const reached = async (running: CommandProcess, percent: number) => {
  const told = () => Number(/.*\((\d+) %\)/s.exec(running.output())?.[1] ?? 0)
  while (told() < percent && running.child.exitCode === null) await sleep(5)
}
const refusal = async (files: { place: FilePlace; from: FilePlace | undefined }) => {
  const another = new pg.Client({ connectionString: app.databaseUrl })
  await another.connect()
  try {
    return await refuseFilesPlace(another, owner, files)
  } finally {
    await another.end()
  }
}

it(`a move of ${FILES} files, killed ${KILLS} times, ends with every file in the bucket and served throughout`, async () => {
  const disk: FilePlace = { kind: 'disk' }
  const bucket = createS3BlobStore(place())
  const stored = createDiskBlobStore(`${app.deps.config.dataDir}/files`)
  const keys: string[] = []
  for (let at = 0; at < FILES; at += 1)
    keys.push((await stored.put(`evidence/p-${at % 7}`, Buffer.from(`file ${at}`))).key)
  const serving = createMovingBlobStore(stored, bucket)
  const deleted = keys[FILES - 1] ?? ''

  // A process that knows the disk alone holds the move up.
  const writer = new pg.Client({ connectionString: app.databaseUrl })
  await writer.connect()
  expect(await refuseFilesPlace(writer, owner, { place: disk, from: undefined })).toBeUndefined()
  expect(await outcomeOf(moveFiles())).toMatch(/still writes its files to disk alone.*\ncode 1$/s)
  await writer.end()

  const chance = chanceOf(SEED)
  console.info(`${FILES} files, ${KILLS} kills, seed ${SEED}`)
  for (let at = 0; at < KILLS; at += 1) {
    // Slow enough for the moment to fall into the work.
    test.fault = (name) => (name.startsWith('PUT') ? { waits: 5 } : undefined)
    const running = moveFiles()
    await reached(running, 1 + at * 15 + Math.floor(chance() * 10))
    await sleep(chance() * 20)
    running.child.kill('SIGKILL')
    await running.ended()
    expect(running.child.signalCode, running.output()).toBe('SIGKILL')
    if (at === 0) await serving.delete(deleted)
    for (const key of keys.slice(0, 40)) expect(await serving.get(key)).not.toBeNull()
    expect(await readPlace(client, owner)).toBe('disk')
  }
  expect(test.objects.size).toBeGreaterThan(0)
  expect(test.objects.size).toBeLessThan(FILES)

  test.fault = () => undefined
  const last = await outcomeOf(moveFiles())
  expect(last).toMatch(/\d+ of \d+ files \(100 %\), [\d.]+ MiB\/s, 0 s left/)
  expect(last).toMatch(/Done: the files are in s3:\/\/files\/moved\/ at .*\ncode 0$/s)
  expect(last).not.toContain(test.secretAccessKey)
  for (const key of keys.slice(0, -1)) expect(await bucket.get(key)).toEqual(await stored.get(key))
  expect(await serving.exists(deleted)).toBe(false)
  expect(await outcomeOf(moveFiles())).toMatch(/already: nothing to do\.\ncode 0$/)
}, 120_000)

it('an instance with files starts with no other place than theirs, and one without files with any', async () => {
  const here = place()
  const elsewhere: FilePlace = { ...place(), bucket: 'elsewhere' }
  await recordFilesPlace(client, owner, { place: here, from: undefined })
  expect(await refusal({ place: elsewhere, from: undefined })).toBeUndefined()
  await app.asOwner(`SET session_replication_role = replica;
    INSERT INTO assay.evidence (org_id, id, enrollment_id, person_id, criterion_id, kind, sealed, data_key_id, blob_key, size, digest, created_at, updated_at)
    VALUES (gen_random_uuid(), gen_random_uuid(), gen_random_uuid(), gen_random_uuid(), 'c', 'file', '', gen_random_uuid(), 'k', 1, '', now(), now())`)
  expect(await refusal({ place: elsewhere, from: undefined })).toMatch(
    /are in s3:\/\/files\/moved\/.*npm run move-files/,
  )
  expect(await refusal({ place: here, from: undefined })).toBeUndefined()
  expect(await refusal({ place: elsewhere, from: here })).toBeUndefined()
})
