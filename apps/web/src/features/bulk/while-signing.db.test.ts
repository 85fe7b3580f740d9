import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { awardTo } from '../../../test/awards.ts'
import { createTestApp, type TestApp } from '../../../test/test-app.ts'
import type { Deps } from '../../deps.ts'
import { movePersonalThings } from '../identity/commands/merge-persons.ts'
import { revokeKey } from '../issuer/commands.ts'
import { peopleFile, previewOf, startedBatch } from './batch.fixture.ts'
import { type BatchScene, batchScene, each } from './batch-scene.fixture.ts'
import { revokeBatch } from './commands/revoke-batch.ts'
import { holdBatch, pauseBatch } from './commands/run-batch.ts'

let app: TestApp
let scene: BatchScene

beforeAll(async () => {
  app = await createTestApp()
})
afterAll(() => app.close())
beforeEach(async () => {
  scene = await batchScene(app)
})

/** The process, in which something else happens after rows were read and before they are signed. */
function interrupted(work: () => Promise<unknown>): Deps {
  const { vault } = app.deps
  return {
    ...app.deps,
    vault: {
      ...vault,
      signer: (...sealed) => {
        const signer = vault.signer(...sealed)
        return {
          ...signer,
          sign: async (messages) => {
            await work()
            return signer.sign(messages)
          },
        }
      },
    },
  }
}

describe('what happens while rows are signed', () => {
  const file = (key: string) =>
    JSON.stringify({ key, email: 'ada@example.org', name: 'Ada' }) +
    `\n${JSON.stringify({ email: 'ben@example.org', name: 'Ben' })}`

  it('R1 a key that another file issued meanwhile is not issued again', async () => {
    const [first, second] = [
      await previewOf(app, scene.program, file('k1'), { format: 'ndjson' }),
      await previewOf(app, scene.program, file('k1').split('\n')[0] ?? '', { format: 'ndjson' }),
    ]
    await scene.start(first)
    await scene.start(second)
    await scene.step(
      first,
      interrupted(() => scene.step(second)),
    )
    // Thrown away with its signature; the row waits, and the other one is issued.
    expect((await scene.batchOf(first)).counts).toEqual({ ready: 1, issued: 1 })
    await app.runJobs()
    expect((await scene.rowsOf(first)).map(({ state }) => state)).toEqual(['unchanged', 'issued'])
    expect((await scene.rowsOf(second)).map(({ state }) => state)).toEqual(['issued'])
    expect(await scene.traces()).toEqual(each(2))
  })

  it('A7 who is awarded by somebody else meanwhile holds it once', async () => {
    const batchId = await startedBatch(
      app,
      scene.program,
      `E-mail,Name\n${scene.program.learner.email},Learner`,
    )
    const { versionId, learner } = scene.program
    await scene.step(
      batchId,
      interrupted(() => scene.asManager((scope) => awardTo(scope, learner.id, versionId))),
    )
    expect((await scene.batchOf(batchId)).counts).toEqual({ ready: 1 })
    await app.runJobs()
    expect((await scene.batchOf(batchId)).counts).toEqual({ held: 1 })
    expect(await scene.traces()).toMatchObject({ decisions: 1, credentials: 1, entries: 1 })
  })

  it('issues nothing of a batch that is taken back meanwhile', async () => {
    const batchId = await startedBatch(app, scene.program, peopleFile(3))
    await scene.step(
      batchId,
      interrupted(() => scene.asManager((scope) => revokeBatch(scope, batchId, 'The wrong file'))),
    )
    await app.runJobs()
    expect(await scene.batchOf(batchId)).toMatchObject({ state: 'revoked', counts: { left_out: 3 } })
    expect(await scene.traces()).toEqual(each(0))
  })

  it('issues the rows at work of a batch that is paused meanwhile', async () => {
    const batchId = await startedBatch(app, scene.program, peopleFile(3))
    await scene.step(
      batchId,
      interrupted(() => scene.asManager((scope) => pauseBatch(scope, batchId))),
    )
    expect(await scene.batchOf(batchId)).toMatchObject({ state: 'paused', counts: { issued: 3 } })
  })

  it('K3 stores nothing that a key signed which was revoked meanwhile, and takes the new one', async () => {
    const batchId = await startedBatch(app, scene.program, peopleFile(2))
    const [key] = await app.asOwner(
      `SELECT id FROM assay.signing_key WHERE org_id = '${scene.program.organization.id}' AND purpose = 'credential'`,
    )
    const step = scene.step(
      batchId,
      interrupted(() =>
        scene.asManager((scope) => revokeKey(scope, String(key?.id), 'The laptop was stolen')),
      ),
    )
    await expect(step).rejects.toThrow('was revoked while it was signing')
    expect(await scene.traces()).toEqual(each(0))
    await app.runJobs()
    expect(await scene.traces()).toEqual(each(2))
    const keys = await app.asOwner(
      `SELECT DISTINCT signing_key_id = '${key?.id}' AS old FROM assay.credential WHERE org_id = '${scene.program.organization.id}'`,
    )
    expect(keys).toEqual([{ old: false }])
  })

  it('who turns out to be somebody else meanwhile gets it as that person', async () => {
    const batchId = await startedBatch(app, scene.program, peopleFile(1))
    const account = await app.person('Account')
    const becomesOne = async () => {
      const [entered] = await app.asOwner(`SELECT r.person_id FROM assay.recipient r
        WHERE org_id = '${scene.program.organization.id}' AND address = 'person.1@example.org'`)
      await app.inSystem((system) => movePersonalThings(system, String(entered?.person_id), account.id))
    }
    await scene.step(batchId, interrupted(becomesOne))
    expect((await scene.batchOf(batchId)).counts).toEqual({ ready: 1 })
    await app.asOwner(
      `UPDATE assay.person_email SET verified_at = now() WHERE address = 'person.1@example.org'`,
    )
    await app.runJobs()
    const holders = await app.asOwner(
      `SELECT person_id FROM assay.credential WHERE org_id = '${scene.program.organization.id}'`,
    )
    expect(holders).toEqual([{ person_id: account.id }])
  })

  it('P4 whose key is destroyed meanwhile gets nothing that was signed for them', async () => {
    const batchId = await startedBatch(app, scene.program, peopleFile(2))
    await scene.step(
      batchId,
      interrupted(() =>
        app.asOwner(`UPDATE assay.data_key SET wrapped = NULL, destroyed_at = now() WHERE person_id =
          (SELECT person_id FROM assay.person_email WHERE address = 'person.1@example.org')`),
      ),
    )
    expect((await scene.batchOf(batchId)).counts).toEqual({ ready: 1, issued: 1 })
    await app.runJobs()
    expect((await scene.batchOf(batchId)).counts).toEqual({ issued: 2 })
    const [readable] = await app.asOwner(`SELECT count(*)::int AS forms FROM assay.credential_form f
      JOIN assay.data_key k ON k.id = f.data_key_id WHERE k.wrapped IS NOT NULL AND f.org_id = '${scene.program.organization.id}'`)
    expect(readable).toEqual({ forms: 2 })
  })
})

describe('who pauses a batch', () => {
  /** Waits until so many transactions wait for a lock that is no row's. */
  async function untilWaiting(count: number): Promise<void> {
    for (;;) {
      const [row] =
        await app.asOwner(`SELECT count(*)::int AS count FROM pg_locks l JOIN pg_database d ON d.oid = l.database
        WHERE d.datname = current_database() AND l.locktype = 'advisory' AND NOT l.granted`)
      if (row?.count === count) return
      await sleep(10)
    }
  }

  it('waits for the rows that are being stored, and not for those of other stripes that come after', async () => {
    const batchId = await startedBatch(app, scene.program, peopleFile(3))
    let letGo = () => {}
    const held = new Promise<void>((resolve) => {
      letGo = resolve
    })
    let first: Promise<void> | undefined
    await new Promise<void>((holding) => {
      first = scene.asManager(async (scope) => {
        await holdBatch(scope, batchId)
        holding()
        await held
      })
    })
    const pausing = scene.asManager((scope) => pauseBatch(scope, batchId))
    await untilWaiting(1)
    const second = scene.asManager((scope) => holdBatch(scope, batchId))
    await untilWaiting(2)
    letGo()
    await Promise.all([first, pausing])
    expect(await second).toMatchObject({ state: 'paused' })
  })
})
