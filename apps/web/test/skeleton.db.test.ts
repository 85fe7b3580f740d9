import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { recordEvent } from '../src/features/audit/commands.ts'
import { queueLetter } from '../src/features/mail/commands.ts'
import { createTestApp, type TestApp, type TestOrganization, type TestPerson } from './test-app.ts'

let app: TestApp
let ada: TestPerson
let harbor: TestOrganization
let other: TestOrganization
let boris: TestPerson

beforeAll(async () => {
  app = await createTestApp()
  ada = await app.person('Ada')
  boris = await app.person('Boris')
  harbor = await app.organization(ada, 'harbor')
  other = await app.organization(boris, 'other')
})
afterAll(() => app.close())

describe('sign-up', () => {
  it('makes a person with a proven address for a new user', async () => {
    const rows = await app.inPerson(ada, (scope) => scope.db.selectFrom('personEmail').selectAll().execute())
    expect(rows).toMatchObject([{ address: ada.email, isPrimary: true }])
    expect(rows[0]?.verifiedAt).toBeInstanceOf(Date)
  })

  it('leaves no user behind when making the person fails', async () => {
    const address = 'half@example.org'
    const failing = `CREATE OR REPLACE FUNCTION assay.fail_person() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN IF NEW.address = '${address}' THEN RAISE EXCEPTION 'injected'; END IF; RETURN NEW; END $$;
      CREATE TRIGGER injected BEFORE INSERT ON assay.person_email FOR EACH ROW EXECUTE FUNCTION assay.fail_person()`
    await app.asOwner(failing)
    await app.deps.auth.api
      .signUpEmail({
        body: { email: address, name: 'Half', password: 'long enough 1' },
        headers: new Headers(),
      })
      .catch(() => undefined)
    await app.asOwner('DROP TRIGGER injected ON assay.person_email')
    const users = await sql<{ id: string }>`SELECT id FROM auth."user" WHERE email = ${address}`.execute(
      app.deps.db,
    )
    expect(users.rows).toEqual([])
    await expect(
      app.deps.auth.api.signInEmail({
        body: { email: address, password: 'long enough 1' },
        headers: new Headers(),
      }),
    ).rejects.toMatchObject({ status: 'UNAUTHORIZED' })
  })
})

describe('row-level security', () => {
  it('shows nothing of another organization, whatever the query asks for', async () => {
    const seen = await app.inOrg(harbor, ada, (scope) =>
      scope.db.selectFrom('signingKey').select('orgId').where('orgId', '=', other.id).execute(),
    )
    expect(seen).toEqual([])
  })

  it('refuses to write into another organization', async () => {
    const write = app.inOrg(harbor, ada, (scope) =>
      scope.db
        .insertInto('achievement')
        .values({
          orgId: other.id,
          id: crypto.randomUUID(),
          createdBy: ada.id,
          createdAt: new Date(),
          retiredAt: null,
        })
        .execute(),
    )
    await expect(write).rejects.toMatchObject({ code: '42501' })
  })

  it('shows nothing outside a scope', async () => {
    const rows = await app.deps.db.selectFrom('membership').selectAll().execute()
    expect(rows).toEqual([])
  })

  it('lets nobody change a decision or the audit trail', async () => {
    const change = app.inOrg(harbor, ada, (scope) => scope.db.deleteFrom('auditEvent').execute())
    await expect(change).rejects.toMatchObject({ code: '42501' })
  })
})

describe('a job', () => {
  const letter = {
    template: 'address_in_use',
    to: 'a@example.org',
    language: 'en',
    values: { address: 'a' },
  } as const

  it('runs when the change that added it commits', async () => {
    await app.inPerson(ada, (scope) => queueLetter(scope, letter))
    await expect(app.runJobs()).resolves.toBeUndefined()
  })

  it('does not exist when the change rolls back', async () => {
    const failing = app.inPerson(ada, async (scope) => {
      await queueLetter(scope, letter)
      throw new Error('rolled back')
    })
    await expect(failing).rejects.toThrow('rolled back')
    const waiting = await app.asOwner('SELECT count(*)::int AS n FROM graphile_worker._private_jobs')
    expect(waiting).toEqual([{ n: 0 }])
  })
})

describe('an audit event', () => {
  it('keeps a canonical form and a salt beside the row', async () => {
    await app.inOrg(harbor, ada, (scope) =>
      recordEvent(scope, { action: 'test.done', recordType: 'test', recordId: '1' }),
    )
    const [row] = await app.inOrg(harbor, ada, (scope) =>
      scope.db.selectFrom('auditEvent').selectAll().where('action', '=', 'test.done').execute(),
    )
    expect(JSON.parse(row?.canonical ?? '')).toMatchObject({
      action: 'test.done',
      org: harbor.id,
      actor: ada.id,
    })
    expect(row?.salt).toHaveLength(32)
  })
})

describe('pages', () => {
  it('answer the first page with a policy that allows scripts by nonce alone', async () => {
    const response = await app.fetch('/')
    expect(response.status).toBe(200)
    expect(response.headers.get('content-security-policy')).toMatch(/script-src 'nonce-[^']+'/)
    expect(await response.text()).toContain('<h1>')
  })

  it('send a stranger from a personal page to the sign-in page and back', async () => {
    const response = await app.fetch('/home')
    expect([response.status, response.headers.get('location')]).toEqual([302, '/sign-in?next=%2Fhome'])
  })

  it('refuse a form that another site sends', async () => {
    const response = await app.fetch('/sign-out', {
      method: 'POST',
      as: ada,
      headers: { origin: 'https://evil.example' },
    })
    expect(response.status).toBe(403)
  })
})
