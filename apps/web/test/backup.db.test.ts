import { randomBytes } from 'node:crypto'
import { mkdtemp, open, readdir, readFile, stat, truncate, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { BLOB_COLUMNS, BLOBS_LEFT_OUT } from '../src/db/backup/blob-columns.ts'
import { readThrough } from '../src/start/backup.ts'
import { awardTo } from './awards.ts'
import {
  app,
  CREDENTIALS,
  evidenceId,
  file,
  folder,
  openCopy,
  openWorld,
  program,
  query,
  removeWorld,
  verdictsIn,
  withPlace,
  withRestored,
} from './backed-up.ts'
import { BACKUP_KEY, backUp, restoreFile } from './restored.ts'
import { TEST_MASTER_KEY } from './test-database.ts'

// A restore or an import makes a database; on a busy machine some of them take longer than one test usually has.
vi.setConfig({ testTimeout: 120_000 })

beforeAll(openWorld)
afterAll(removeWorld)
beforeEach(openCopy)

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
