import { randomBytes, randomUUID } from 'node:crypto'
import { mkdtemp, open, readdir, readFile, rm, stat, truncate, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createDatabase, dropDatabase } from '@assay/node'
import fc from 'fast-check'
import pg from 'pg'
import { afterAll, beforeAll, beforeEach, describe, expect, inject, it, vi } from 'vitest'
import { BLOB_COLUMNS, BLOBS_LEFT_OUT } from '../src/db/backup/blob-columns.ts'
import { isHalfRestored, putBack } from '../src/db/backup/set-aside.ts'
import { joinInstance } from '../src/db/instance-lock.ts'
import { checkMasterKey } from '../src/db/master-key-check.ts'
import { publishedSpill, started } from '../src/features/assessments/work.fixture.ts'
import { uploadEvidence } from '../src/features/enrollments/commands/upload.ts'
import { readThrough } from '../src/start/backup.ts'
import { awardTo, issuedTo, makeProgram, type Program } from './awards.ts'
import { BACKUP_KEY, backUp, type EmptyPlace, emptyPlace, restoreFile, verdictsOf } from './restored.ts'
import { createTestApp, type FrozenApp, type TestApp, type TestPerson } from './test-app.ts'
import { TEST_MASTER_KEY } from './test-database.ts'

// A restore or an import makes a database; on a busy machine some of them take longer than one test usually has.
vi.setConfig({ testTimeout: 120_000 })

/** `ASSAY_TEST_RESTORES`: how many restores of an older backup; a long run sets it. */
const RESTORES = Number(process.env.ASSAY_TEST_RESTORES ?? 5)

/** A small instance, of which each test has a copy, and a backup of it. */
let world: FrozenApp
let program: Program
let folder: string
let file: string
let evidenceId: string
let app: TestApp

const CREDENTIALS = 'SELECT id, org_id FROM assay.credential WHERE issued_at IS NOT NULL ORDER BY id'

beforeAll(async () => {
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
})
afterAll(async () => {
  await world.remove()
  await rm(folder, { recursive: true, force: true })
})
beforeEach(async () => {
  app = await createTestApp({}, world)
  return () => app.close()
})

async function uploadedBy(on: TestApp, learner: TestPerson): Promise<string> {
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

async function withPlace<T>(work: (place: EmptyPlace) => Promise<T>): Promise<T> {
  const place = await emptyPlace()
  try {
    return await work(place)
  } finally {
    await place.remove()
  }
}

/** The application on what was restored. */
async function withRestored(place: FrozenApp, work: (restored: TestApp) => Promise<void>): Promise<void> {
  const restored = await createTestApp({}, place)
  try {
    await work(restored)
  } finally {
    await restored.close()
  }
}

async function query(url: string, statement: string): Promise<Record<string, unknown>[]> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    return (await client.query(statement)).rows
  } finally {
    await client.end()
  }
}

const verdictsIn = (restored: TestApp, credentials: Record<string, unknown>[]) =>
  verdictsOf(restored.deps, (path, init) => restored.fetch(path, init), credentials as never)

describe('a backup under load', () => {
  it('R11 restored elsewhere has every credential of its moment, each of which verifies, and signs what was ordered', async () => {
    const { organization, manager, versionId } = program
    const learners = await Promise.all(
      ['Una', 'Duo', 'Tre'].map((name) => app.member(organization, name, 'learner')),
    )
    const award = (at: number) =>
      app.inOrg(organization, manager, (scope) => awardTo(scope, learners[at % 3]?.id ?? '', versionId))
    let going = true
    let awards = 0
    const load = (async () => {
      while (going) {
        await award(awards)
        awards += 1
        if (awards % 5 === 0) await app.runJobs()
      }
    })()
    const path = join(folder, 'load.assay')
    while (awards < 7) await new Promise((resolve) => setTimeout(resolve, 5))
    const report = await backUp(app, path, { say: () => void award(0).then(() => (awards += 1)) })
    going = false
    await load
    expect(report.lostFiles).toEqual([])
    await withPlace(async (place) => {
      const restored = await restoreFile(path, place)
      expect(restored.rows).toBe(report.rows)
      await withRestored(place, async (copy) => {
        const ordered = await copy.asOwner('SELECT id FROM assay.credential')
        expect(ordered.length).toBeGreaterThan(6)
        await copy.runJobs()
        const credentials = await copy.asOwner(CREDENTIALS)
        expect(credentials).toHaveLength(ordered.length)
        expect(new Set(await verdictsIn(copy, credentials))).toEqual(new Set(['valid']))
        const entries = await copy.asOwner('SELECT 1 AS one FROM assay.backpack_entry')
        expect(entries).toHaveLength(credentials.length)
      })
    })
  }, 120_000)

  it('R11 takes the files along', async () => {
    await withPlace(async (place) => {
      expect((await restoreFile(file, place)).files).toBe(1)
      await withRestored(place, async (copy) => {
        const [row] = await copy.asOwner(`SELECT blob_key FROM assay.evidence WHERE id = '${evidenceId}'`)
        const key = String(row?.blob_key)
        expect(await copy.deps.blobs.get(key)).toEqual(await app.deps.blobs.get(key))
        expect(await copy.deps.blobs.exists(key)).toBe(true)
      })
    })
  })

  it('goes by a list that names every column whose name says that it names a file', async () => {
    const rows =
      await app.asOwner(`SELECT table_name || '.' || column_name AS name FROM information_schema.columns
      WHERE table_schema = 'assay' AND column_name ~ 'blob'`)
    const listed = [...BLOB_COLUMNS, ...BLOBS_LEFT_OUT].map(({ table, column }) => `${table}.${column}`)
    expect(rows.map(({ name }) => name).sort()).toEqual([...listed].sort())
  })

  it('tells which file is gone, and keeps the rest', async () => {
    const [row] = await app.asOwner(`SELECT blob_key FROM assay.evidence WHERE id = '${evidenceId}'`)
    const blobs = { ...app.deps.blobs, get: async () => null }
    const report = await backUp(app, join(folder, 'gone.assay'), { blobs })
    expect(report.lostFiles).toEqual([row?.blob_key])
    expect(report.rows).toBeGreaterThan(10)
  })
})

describe('a restored instance', () => {
  it('R5 has a higher epoch than the backup and than what it replaced, and no session', async () => {
    await withPlace(async (place) => {
      expect((await restoreFile(file, place)).epoch).toBe(2)
      expect((await restoreFile(file, place)).epoch).toBe(3)
      expect(await query(place.url, 'SELECT 1 FROM auth.session')).toEqual([])
    })
  })

  it('L5 gives new awards no place that a credential from after the backup may hold', async () => {
    await withPlace(async (place) => {
      await restoreFile(file, place)
      await withRestored(place, async (copy) => {
        await issuedTo(copy, program, await copy.member(program.organization, 'Later', 'learner'))
        const groups = await copy.asOwner('SELECT DISTINCT status_group_id FROM assay.credential')
        expect(groups).toHaveLength(2)
      })
    })
  })

  it('is as the one that was backed up: every row of every table, every key, right, rule and trigger', async () => {
    const shape = `SELECT json_agg(x ORDER BY x::text) AS shape FROM (
      SELECT 'c' || conrelid::regclass || conname || pg_get_constraintdef(oid) FROM pg_constraint WHERE connamespace IN ('assay'::regnamespace, 'auth'::regnamespace)
      UNION ALL SELECT 't' || tgrelid::regclass || tgname || tgenabled::text FROM pg_trigger WHERE NOT tgisinternal
      UNION ALL SELECT 'r' || oid::regclass || relrowsecurity || relforcerowsecurity || coalesce(relacl::text, '') FROM pg_class
        WHERE relnamespace IN ('assay'::regnamespace, 'auth'::regnamespace) AND relkind = 'r'
      UNION ALL SELECT 'p' || tablename || policyname || coalesce(qual, '') || coalesce(with_check, '') FROM pg_policies) AS all_of(x)`
    await withPlace(async (place) => {
      await restoreFile(file, place)
      expect(await query(place.url, shape)).toEqual(await app.asOwner(shape))
      const [before] = await app.asOwner('SELECT max(ordinal) AS last FROM assay.log_row')
      const [after] = await query(
        place.url,
        `SELECT nextval(pg_get_serial_sequence('assay.log_row', 'ordinal')) AS next`,
      )
      expect(Number(after?.next)).toBe(Number(before?.last) + 1)
    })
  })

  it('replaces only what it was asked to replace, and names it', async () => {
    const confirm = async (present: object) => {
      throw new Error(JSON.stringify(present))
    }
    const place = { url: app.databaseUrl, dataDir: app.deps.config.dataDir }
    await expect(restoreFile(file, place, { confirm })).rejects.toThrow(
      '{"origin":"http://127.0.0.1:8421","epoch":1,"organizations":1,"people":3,"credentials":1}',
    )
    expect(await app.asOwner(CREDENTIALS)).toHaveLength(1)
  })

  it('is refused while a process of the instance runs', async () => {
    const presence = await joinInstance({
      url: app.databaseUrl,
      refusal: async () => undefined,
      expelled: () => {},
    })
    const place = { url: app.databaseUrl, dataDir: app.deps.config.dataDir }
    await expect(restoreFile(file, place)).rejects.toThrow(/Assay is running on this database/)
    await presence.leave()
  })
})

describe('a restore that fails', () => {
  it('R11 puts back what was there, and takes away the files that it brought', async () => {
    await withPlace(async (place) => {
      await restoreFile(file, place)
      const before = await query(
        place.url,
        'SELECT epoch, (SELECT count(*) FROM assay.person) AS people FROM assay.instance',
      )
      await rm(join(place.dataDir, 'files'), { recursive: true })
      const stop = new AbortController()
      const failing = restoreFile(file, place, {
        signal: stop.signal,
        say: (line) => void (line.startsWith('auth.user') && stop.abort()),
      })
      await expect(failing).rejects.toThrow('Stopped before the end. Nothing was done.')
      expect(
        await query(
          place.url,
          'SELECT epoch, (SELECT count(*) FROM assay.person) AS people FROM assay.instance',
        ),
      ).toEqual(before)
      const files = await readdir(join(place.dataDir, 'files'), {
        recursive: true,
        withFileTypes: true,
      }).catch(() => [])
      expect(files.filter((entry) => entry.isFile())).toEqual([])
    })
  })

  it('leaves a mark when it is killed, by which Assay refuses to run, and goes on or back from there', async () => {
    await withPlace(async (place) => {
      await restoreFile(file, place)
      const client = new pg.Client({ connectionString: place.url })
      await client.connect()
      // What a kill leaves: the schemas set aside, the new ones made, nothing loaded.
      await client.query(
        'CREATE SCHEMA restore_under_way; ALTER SCHEMA assay RENAME TO before_restore_assay; CREATE SCHEMA assay',
      )
      expect(await isHalfRestored(client)).toBe(true)
      await putBack(client)
      expect(await isHalfRestored(client)).toBe(false)
      await client.query('SELECT 1 FROM assay.instance')
      await client.query(
        'CREATE SCHEMA restore_under_way; ALTER SCHEMA assay RENAME TO before_restore_assay; CREATE SCHEMA assay',
      )
      await client.end()
      expect((await restoreFile(file, place)).epoch).toBe(3)
    })
  })
})

describe('a backup file', () => {
  it('R7 with a bit flipped, or cut off anywhere, is refused before anything is written', async () => {
    const whole = await readFile(file)
    const hurt = join(folder, 'hurt.assay')
    await fc.assert(
      fc.asyncProperty(fc.nat(whole.length - 1), fc.nat(7), fc.boolean(), async (at, bit, cut) => {
        const bytes = Buffer.from(whole)
        bytes[at] = (bytes[at] ?? 0) ^ (1 << bit)
        await writeFile(hurt, cut ? whole.subarray(0, at) : bytes)
        await expect(readThrough(hurt, BACKUP_KEY)).rejects.toThrow(
          /is damaged|is no such file|is not the one/,
        )
      }),
      { numRuns: 40 },
    )
  })

  it('of another key, of a passphrase, or with something after its end is refused', async () => {
    const other = { kind: 'key', key: new Uint8Array(randomBytes(32)) } as const
    await expect(readThrough(file, other)).rejects.toThrow(/is not the one that .* was sealed under/)
    const words = { kind: 'passphrase', passphrase: 'four random words here' } as const
    await expect(readThrough(file, words)).rejects.toThrow(/sealed under a key, and a passphrase was given/)
    const longer = join(folder, 'longer.assay')
    await writeFile(longer, Buffer.concat([await readFile(file), Buffer.from([0])]))
    await expect(readThrough(longer, BACKUP_KEY)).rejects.toThrow(/is damaged/)
    await expect(readThrough(join(folder, 'none.assay'), BACKUP_KEY)).rejects.toThrow(/There is no file/)
  })

  it('K1 shows nothing of what it holds, and holds the master key only where that was asked for', async () => {
    const text = (await readFile(file)).toString('latin1')
    for (const word of ['harbor', 'example.org', 'credential', 'wrapped']) expect(text).not.toContain(word)
    expect((await stat(file)).mode & 0o077).toBe(0)
    expect((await readThrough(file, BACKUP_KEY)).begin.masterKey).toBeUndefined()
    const path = join(folder, 'with-key.assay')
    await backUp(app, path, { masterKey: TEST_MASTER_KEY })
    expect((await readThrough(path, BACKUP_KEY)).begin.masterKey).toBe(
      Buffer.from(TEST_MASTER_KEY).toString('base64'),
    )
  })

  it('R2 is not there under its name when the disk is full, or cannot be flushed, and leaves nothing beside', async () => {
    const empty = await mkdtemp(join(folder, 'full-'))
    const failures: readonly [string, number][] = [
      ['write', 0],
      ['write', 1],
      ['sync', 0],
    ]
    for (const [call, after] of failures) {
      let calls = 0
      const failOn = async (name: string, work: () => Promise<void>) => {
        if (name === call && calls++ >= after)
          throw Object.assign(new Error('ENOSPC: no space left on device'), { code: 'ENOSPC' })
        await work()
      }
      const openFile = async (path: string) => {
        const handle = await open(path, 'wx')
        return {
          writeFile: (bytes: unknown) => failOn('write', () => handle.writeFile(bytes as Uint8Array)),
          sync: () => failOn('sync', () => handle.sync()),
          close: () => handle.close(),
        }
      }
      const failing = backUp(app, join(empty, 'b.assay'), { openFile: openFile as never })
      await expect(failing).rejects.toThrow('ENOSPC')
      expect(await readdir(empty)).toEqual([])
    }
  })

  it('does not take the place of another file', async () => {
    await expect(backUp(app, file)).rejects.toThrow(/There is a file .* already/)
  })

  it('R7 damaged after it was read through leaves nothing restored', async () => {
    await withPlace(async (place) => {
      const copy = join(folder, 'later.assay')
      await writeFile(copy, await readFile(file))
      const size = (await stat(copy)).size
      await expect(
        restoreFile(copy, place, { confirm: async () => {}, upTo: await cutAfterReading(copy, size - 20) }),
      ).rejects.toThrow(/is damaged/)
      expect(
        await query(
          place.url,
          `SELECT nspname FROM pg_namespace WHERE nspname IN ('assay', 'auth', 'restore_under_way')`,
        ),
      ).toEqual([])
    })
  })
})

async function cutAfterReading(path: string, length: number): Promise<string> {
  const { begin } = await readThrough(path, BACKUP_KEY)
  setTimeout(() => void truncate(path, length), 0)
  return begin.migrations.at(-1) ?? ''
}

describe('erasure', () => {
  /** What an erasure does: the key goes, and its name goes on the list that no restore overwrites. */
  const erase = (url: string, personId: string) =>
    query(
      url,
      `WITH gone AS (UPDATE assay.data_key SET wrapped = NULL, destroyed_at = now() WHERE person_id = '${personId}' AND wrapped IS NOT NULL RETURNING id)
       INSERT INTO kept.erasure SELECT id, now() FROM gone`,
    )

  const remains = (url: string, { id, email }: TestPerson) =>
    query(
      url,
      `SELECT 'key' AS kind FROM assay.data_key WHERE person_id = '${id}' AND wrapped IS NOT NULL
       UNION ALL SELECT 'person' FROM assay.person WHERE id = '${id}' AND name <> 'Erased person'
       UNION ALL SELECT 'address' FROM assay.person_email WHERE address = '${email}'
       UNION ALL SELECT 'account' FROM auth."user" WHERE email = '${email}'
       UNION ALL SELECT 'letter' FROM assay.mail WHERE to_address = '${email}'
       UNION ALL SELECT 'credential' FROM assay.credential WHERE person_id = '${id}' AND (length(unsigned_sealed) > 0 OR length(salt_sealed) > 0)
       UNION ALL SELECT 'form' FROM assay.credential_form f JOIN assay.credential c ON c.id = f.credential_id
         WHERE c.person_id = '${id}' AND length(f.sealed) > 0
       UNION ALL SELECT 'evidence' FROM assay.evidence WHERE person_id = '${id}' AND (length(sealed) > 0 OR blob_key IS NOT NULL)`,
    )

  it(
    `P4 is done again before anybody is served: ${RESTORES} restores of an older backup, 0 resurrected`,
    async () => {
      const people: TestPerson[] = []
      for (let at = 0; at < RESTORES; at += 1) {
        const person = await app.member(program.organization, `Gone ${at}`, 'learner')
        await issuedTo(app, program, person)
        await uploadedBy(app, person)
        people.push(person)
      }
      const older = join(folder, `older-${randomUUID()}.assay`)
      await backUp(app, older)
      await withPlace(async (place) => {
        await restoreFile(older, place)
        const files = await readdir(join(place.dataDir, 'files'), { recursive: true })
        for (const [at, person] of people.entries()) {
          expect((await remains(place.url, person)).length).toBeGreaterThan(6)
          await erase(place.url, person.id)
          expect((await restoreFile(older, place)).erasedAgain).toBe(at + 1)
          for (const gone of people.slice(0, at + 1)) expect(await remains(place.url, gone)).toEqual([])
        }
        const left = await readdir(join(place.dataDir, 'files'), { recursive: true, withFileTypes: true })
        expect(left.filter((entry) => entry.isFile())).toHaveLength(1)
        expect(files.length).toBeGreaterThan(RESTORES)
        await withRestored(place, async (copy) => {
          const [kept] = await copy.asOwner(
            `SELECT id, org_id FROM assay.credential WHERE person_id = '${program.learner.id}'`,
          )
          expect(await verdictsIn(copy, [kept ?? {}])).toEqual(['valid'])
        })
      })
    },
    60_000 + RESTORES * 30_000,
  )

  it('P4 unites the list that is there with the one that comes along', async () => {
    const [here, along] = [randomUUID(), randomUUID()]
    await app.asOwner(`INSERT INTO kept.erasure VALUES ('${along}', now())`)
    const path = join(folder, 'list.assay')
    await backUp(app, path)
    await withPlace(async (place) => {
      await restoreFile(file, place)
      await query(place.url, `INSERT INTO kept.erasure VALUES ('${here}', now())`)
      await restoreFile(path, place)
      const rows = await query(place.url, 'SELECT data_key_id FROM kept.erasure')
      expect(rows.map((row) => row.data_key_id).sort()).toEqual([here, along].sort())
    })
  })
})

describe('a server whose administrator is not its superuser', () => {
  it('R11 is backed up and restored into', async () => {
    const admin = inject('adminUrl')
    const name = `assay_plain_${randomBytes(4).toString('hex')}`
    await query(admin, `CREATE ROLE ${name} LOGIN CREATEROLE PASSWORD 'plain'`)
    await createDatabase(admin, name, { owner: name })
    const url = new URL(admin)
    ;[url.username, url.password, url.pathname] = [name, 'plain', `/${name}`]
    const place = { url: url.href, dataDir: await mkdtemp(join(folder, 'plain-')) }
    const config = {
      rolePrefix: name,
      files: { place: { kind: 'disk' as const }, from: undefined },
      masterKey: TEST_MASTER_KEY,
    }
    try {
      await restoreFile(file, place, { config })
      const again = join(folder, 'plain.assay')
      const report = await backUp(app, again, { adminUrl: url.href, config })
      expect((await restoreFile(again, place, { config })).rows).toBe(report.rows)
    } finally {
      await dropDatabase(admin, name)
      for (const role of ['app', 'queue', 'migrator', 'owner'])
        await query(admin, `DROP ROLE IF EXISTS ${name}_${role}`)
      await query(admin, `DROP ROLE ${name}`)
    }
  }, 60_000)
})
