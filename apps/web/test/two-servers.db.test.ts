import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { buildIfStale } from '../../../tools/build-if-stale.mjs'
import { createKey } from '../src/features/api-keys/commands.ts'
import { addPerson } from '../src/features/organizations/commands/people.ts'
import { makeProgram, type Program, share } from './awards.ts'
import { createTestApp, type TestApp } from './test-app.ts'
import { freePort, type WebProcess, webProcess } from './web-process.ts'

let app: TestApp
let program: Program
let first: WebProcess
let second: WebProcess
let secret: string

beforeAll(async () => {
  await buildIfStale({ quiet: true })
  app = await createTestApp()
  app.clock.now = new Date()
  program = await makeProgram(app, 'harbor')
  secret = await app.inOrg(program.organization, program.manager, async (scope) => {
    const scopes = ['credentials:read', 'credentials:write'] as const
    return (await createKey(scope, { name: 'two servers', scopes: [...scopes], expiresInDays: 1 })).secret
  })
  await app.runJobs()
  await app.asOwner(WATCH_JOBS)
  const publicUrl = `http://127.0.0.1:${await freePort()}`
  first = webProcess(app, { port: await freePort(), publicUrl })
  second = webProcess(app, { port: await freePort(), publicUrl })
  await Promise.all([first.start(), second.start()])
}, 180_000)
afterAll(async () => {
  await Promise.all([first.stop(), second.stop()])
  await app.close()
})

/** Keeps who took which order to sign: a process takes one by writing the name of its workers into it. Letters fail here and are tried again. */
const WATCH_JOBS = `
  CREATE TABLE public.taken (job bigint NOT NULL, pool text NOT NULL);
  CREATE FUNCTION public.note_taken() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS $$
    BEGIN
      IF EXISTS (SELECT 1 FROM graphile_worker._private_tasks t WHERE t.id = NEW.task_id AND identifier = 'issue_credential')
      THEN INSERT INTO public.taken VALUES (NEW.id, NEW.locked_by); END IF;
      RETURN NULL;
    END $$;
  CREATE TRIGGER taken AFTER UPDATE ON graphile_worker._private_jobs FOR EACH ROW
    WHEN (OLD.locked_by IS NULL AND NEW.locked_by IS NOT NULL) EXECUTE FUNCTION public.note_taken()`

async function ask(server: WebProcess, path: string, body?: unknown): Promise<unknown> {
  const response = await fetch(`${server.origin}/api/v1/organizations/harbor${path}`, {
    method: body === undefined ? 'GET' : 'POST',
    headers: { authorization: `Bearer ${secret}`, 'content-type': 'application/json' },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  })
  if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`)
  return response.json()
}

const award = async (server: WebProcess, personId: string): Promise<string> => {
  const order = { personId, achievementVersionId: program.versionId, reason: 'Shown on the job.' }
  return ((await ask(server, '/credentials', order)) as { id: string }).id
}
const stateOn = async (server: WebProcess, credentialId: string): Promise<string> =>
  ((await ask(server, `/credentials/${credentialId}`)) as { state: string }).state

async function until(reached: () => Promise<boolean>): Promise<void> {
  while (!(await reached())) await sleep(50)
}

describe('two servers on one database', { timeout: 120_000 }, () => {
  it('show each other’s writes and changes of state at once', async () => {
    const credentialId = await award(first, program.learner.id)
    expect(['signing', 'in_force']).toContain(await stateOn(second, credentialId))
    await until(async () => (await stateOn(second, credentialId)) === 'in_force')
    await share(app, credentialId, program.learner)
    const page = () => fetch(`${first.origin}/credentials/${credentialId}`).then((answer) => answer.text())
    expect(await page()).not.toContain('The logs are being checked')
    await ask(second, `/credentials/${credentialId}/suspend`, { reason: 'The logs are being checked' })
    expect(await stateOn(first, credentialId)).toBe('suspended')
    expect(await page()).toContain('The logs are being checked')
    await ask(first, `/credentials/${credentialId}/reinstate`, { reason: 'They were right' })
    expect(await stateOn(second, credentialId)).toBe('in_force')
  })

  it('R8 share the jobs: each is taken once, by one of them, and both take some', async () => {
    const pools = () => app.asOwner('SELECT DISTINCT pool FROM public.taken')
    let people = 0
    for (let round = 0; round < 5 && ((await pools()).length < 2 || round === 0); round += 1) {
      const holders = await newPeople(12, round)
      people += holders.length
      await Promise.all(holders.map((id, at) => award(at % 2 === 0 ? first : second, id)))
      await until(async () => (await unsigned()) === 0)
    }
    expect(await pools()).toHaveLength(2)
    expect(await app.asOwner('SELECT job FROM public.taken GROUP BY job HAVING count(*) > 1')).toEqual([])
    const [issued] = await app.asOwner(
      `SELECT count(*)::int AS n FROM assay.audit_event WHERE action = 'credential.issued'`,
    )
    expect(issued).toEqual({ n: people + 1 })
  })
})

const newPeople = (count: number, round: number): Promise<string[]> =>
  app.inOrg(program.organization, program.manager, async (scope) => {
    const ids: string[] = []
    for (let at = 0; at < count; at += 1) {
      const address = `holder.${round}.${at}@example.org`
      const { personId } = await addPerson(scope, {
        name: `Holder ${round} ${at}`,
        address,
        roles: ['learner'],
      })
      ids.push(personId)
    }
    return ids
  })

async function unsigned(): Promise<number> {
  const [row] = await app.asOwner('SELECT count(*)::int AS n FROM assay.credential WHERE issued_at IS NULL')
  return Number(row?.n)
}
