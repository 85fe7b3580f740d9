import { randomBytes, randomUUID } from 'node:crypto'
import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { createDatabase, dropDatabase } from '@assay/node'
import pg from 'pg'
import { afterAll, beforeAll, beforeEach, describe, expect, inject, it, vi } from 'vitest'
import { isHalfRestored, putBack } from '../src/db/backup/set-aside.ts'
import { joinInstance } from '../src/db/instance-lock.ts'
import { issuedTo } from './awards.ts'
import {
  app,
  CREDENTIALS,
  file,
  folder,
  openCopy,
  openWorld,
  program,
  query,
  removeWorld,
  uploadedBy,
  verdictsIn,
  withPlace,
  withRestored,
} from './backed-up.ts'
import { call, connected, READ, registered } from './host-platform.ts'
import { backUp, restoreFile } from './restored.ts'
import type { TestPerson } from './test-app.ts'
import { TEST_MASTER_KEY } from './test-database.ts'

// A restore or an import makes a database; on a busy machine some of them take longer than one test usually has.
vi.setConfig({ testTimeout: 120_000 })

/** `ASSAY_TEST_RESTORES`: how many restores of an older backup; a long run sets it. */
const RESTORES = Number(process.env.ASSAY_TEST_RESTORES ?? 5)

beforeAll(openWorld)
afterAll(removeWorld)
beforeEach(openCopy)

describe('a restored instance', () => {
  it('R5 has a higher epoch than the backup and than what it replaced, and no session', async () => {
    await withPlace(async (place) => {
      expect((await restoreFile(file, place)).epoch).toBe(2)
      expect((await restoreFile(file, place)).epoch).toBe(3)
      expect(await query(place.url, 'SELECT 1 FROM auth.session')).toEqual([])
    })
  })

  it('R5 holds no token of another platform, and what its owner agreed to', async () => {
    const platform = await registered(app)
    const { access_token } = await connected(app, platform, program.learner, READ)
    const before = join(folder, 'connected.assay')
    await backUp(app, before)
    await withPlace(async (place) => {
      await restoreFile(before, place)
      expect(await query(place.url, 'SELECT 1 FROM assay.host_token')).toEqual([])
      expect(await query(place.url, 'SELECT person_id FROM assay.host_grant')).toEqual([
        { person_id: program.learner.id },
      ])
      await withRestored(place, async (copy) => {
        expect((await call(copy, '/credentials', access_token)).status).toBe(401)
      })
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
