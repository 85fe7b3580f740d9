import { randomUUID } from 'node:crypto'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { forgetPersons, type Query } from '../src/db/erasure/forget-persons.ts'
import { KEPT_OF_PERSONS, PERSONAL_TABLES } from '../src/db/erasure/personal-tables.ts'
import { issuedTo, makeProgram, type Program } from './awards.ts'
import { createTestApp, type TestApp, type TestPerson } from './test-app.ts'

let app: TestApp
let program: Program
let gone: TestPerson
let other: TestPerson
let credentialId: string

beforeAll(async () => {
  app = await createTestApp()
  program = await makeProgram(app, 'harbor')
  gone = await app.member(program.organization, 'Xanthippe Marker', 'learner')
  other = await app.member(program.organization, 'Ordinary', 'learner')
  credentialId = await issuedTo(app, program, gone)
  for (const person of [gone, other]) await fill(person)
}, 120_000)
afterAll(() => app.close())

/** Words that only what is a person's own holds; e-mail addresses hold the name already. */
const wordsOf = (person: TestPerson) => `words-of-${person.id.slice(0, 8)}`

/** Something of every kind that the database can hold of a person in the clear; rows refer to others that need not be there. */
async function fill(person: TestPerson): Promise<void> {
  const [org, own, words] = [program.organization.id, person.id, wordsOf(person)]
  const id = () => `'${randomUUID()}'`
  const [submission, duty, recipient, clr, assignment] = [id(), id(), id(), id(), id()]
  const [client, grant] = [id(), id()]
  const by = `'${program.manager.id}'`
  const insert = (table: string, row: Readonly<Record<string, string | number>>) =>
    `INSERT INTO assay.${table} (${Object.keys(row).join(', ')}) VALUES (${Object.values(row).join(', ')});`
  const [at, later, bytes] = ['now()', "now() + interval '1 day'", "decode(md5(random()::text), 'hex')"]
  const [p, o, w] = [`'${own}'`, `'${org}'`, `'${words}'`]
  const key = `(SELECT id FROM assay.data_key WHERE person_id = '${gone.id}' LIMIT 1)`
  const seal = { sealed: bytes, data_key_id: key }
  const rows = [
    insert('second_factor', { person_id: p, id: id(), secret_sealed: bytes, created_at: at }),
    insert('recovery_code', { person_id: p, hash: bytes, created_at: at }),
    insert('passkey', {
      ...{ person_id: p, id: id(), credential_id: `'key-${words}'`, public_key: bytes, counter: 0 },
      ...{ transports: "'{}'", name: w, synced: 'false', created_at: at },
    }),
    insert('identity_token', {
      ...{
        hash: bytes,
        purpose: "'merge'",
        person_id: p,
        data: `'{"to": "${words}"}'`,
        created_at: at,
        expires_at: later,
      },
    }),
    insert('factor_recovery', {
      ...{
        person_id: p,
        id: id(),
        address: `'${words}@example.org'`,
        started_at: at,
        ripens_at: later,
        expires_at: later,
      },
    }),
    insert('api_key', {
      ...{ id: id(), person_id: p, name: w, prefix: "'x'", hash: bytes, scopes: "'{}'", created_at: at },
    }),
    insert('idempotency', { actor: p, key: w, request_hash: bytes, body: w, created_at: at }),
    insert('invitation', {
      ...{
        org_id: o,
        id: id(),
        address: `'${words}@old.example'`,
        name: w,
        roles: "'{learner}'",
        token_hash: bytes,
      },
      ...{ invited_by: by, created_at: at, expires_at: later, accepted_at: at, accepted_by: p },
    }),
    insert('mail', {
      ...{
        id: id(),
        person_id: p,
        to_address: "'x@example.org'",
        template: "'x'",
        subject: w,
        created_at: at,
      },
    }),
    insert('host_client', {
      ...{ id: client, secret_hash: bytes, name: "'x'", host: "'x'", redirect_uris: "'{x}'", scopes: "'{}'" },
      ...{ refreshes: 'true', metadata: "'{}'", created_at: at },
    }),
    insert('host_grant', {
      ...{ id: grant, person_id: p, client_id: client, scopes: "'{}'", redirect_uri: w, code_challenge: w },
      ...{ granted_at: at, ends_at: later },
    }),
    insert('host_token', {
      hash: bytes,
      grant_id: grant,
      kind: "'access'",
      scopes: "'{}'",
      expires_at: later,
    }),
    insert('host_visit', { id: id(), person_id: p, state_hash: bytes, ...seal, expires_at: later }),
    insert('collection', {
      ...{ person_id: p, id: id(), content_sealed: bytes, data_key_id: key, created_at: at, updated_at: at },
    }),
    insert('backpack_entry', {
      ...{ person_id: p, id: id(), source: "'imported'", issuer_id: w, credential_url: w, ...seal },
      ...{
        media_type: "'text/plain'",
        report_sealed: bytes,
        digest: bytes,
        verdict: "'valid'",
        added_at: at,
      },
    }),
    `UPDATE assay.membership SET job_title = ${w} WHERE person_id = ${p};`,
    insert('group_member', { org_id: o, group_id: id(), person_id: p, added_at: at }),
    insert('role_set_member', { org_id: o, role_set_id: id(), person_id: p, given_by: by, given_at: at }),
    insert('delegation', {
      ...{
        org_id: o,
        id: id(),
        delegator_id: p,
        delegate_id: by,
        roles: "'{assessor}'",
        starts_at: at,
        ends_at: later,
      },
      ...{ reason: w, created_at: at },
    }),
    insert('submission', {
      ...{
        org_id: o,
        id: submission,
        enrollment_id: id(),
        person_id: p,
        number: 1,
        state: "'returned'",
        ...seal,
      },
      ...{ submitted_at: at, promised_at: at },
    }),
    insert('assessment', {
      ...{ org_id: o, id: id(), submission_id: submission, assessor_id: by, state: "'final'", feedback: w },
      scores: `'[{"criterionId": "a", "rowId": "b", "level": 2, "comment": "${words}"}]'`,
      ...{ created_at: at, updated_at: at },
    }),
    insert('decision', {
      ...{
        org_id: o,
        id: id(),
        person_id: p,
        submission_id: submission,
        achievement_version_id: `'${program.versionId}'`,
      },
      ...{
        outcome: "'returned'",
        basis: "'assessed'",
        reason: w,
        missing: `'["${words}"]'`,
        decided_by: by,
        decided_at: at,
      },
    }),
    insert('recipient', {
      ...{
        org_id: o,
        id: recipient,
        person_id: p,
        address: `'${words}@home.example'`,
        name: w,
        locale: "'en'",
      },
      ...{ created_at: at, updated_at: at },
    }),
    insert('mail', {
      ...{ id: id(), to_address: `'${words}@home.example'`, template: "'x'", subject: w, created_at: at },
    }),
    insert('claim', {
      ...{
        org_id: o,
        id: id(),
        credential_id: id(),
        recipient_id: recipient,
        token_hash: bytes,
        token_sealed: bytes,
      },
      ...{
        link_hash: bytes,
        link_sealed: bytes,
        created_at: at,
        expires_at: later,
        sent_at: at,
        mail_id: id(),
      },
      ...{ bounced_at: at, bounce_reason: w },
    }),
    insert('clr', {
      ...{
        org_id: o,
        id: clr,
        person_id: p,
        url: `'urn:${randomUUID()}'`,
        ...seal,
        salt_sealed: bytes,
        digest: bytes,
      },
      ...{ credential_count: 1, partial: 'false', signing_key_id: id(), issuer_document_digest: bytes },
      ...{ status_group_id: id(), status_index: 1, created_at: at, revoked_at: at, revocation_reason: w },
    }),
    insert('status_change', {
      ...{ org_id: o, id: id(), clr_id: clr, kind: "'revoke'", reason: w, changed_by: by, changed_at: at },
    }),
    `INSERT INTO assay.status_change (org_id, id, credential_id, kind, reason, changed_by, changed_at)
       SELECT org_id, ${id()}, id, 'suspend', ${w}, ${by}, ${at} FROM assay.credential WHERE person_id = ${p};`,
    insert('bulk_row', {
      ...{
        org_id: o,
        batch_id: id(),
        number: 1,
        id: id(),
        state: "'issued'",
        key: w,
        problems: "'[]'",
        person_id: p,
      },
      ...{ ...seal, credential_id: id() },
    }),
    insert('assignment', {
      ...{
        org_id: o,
        id: assignment,
        achievement_id: id(),
        target_kind: "'person'",
        target_id: p,
        due_at: at,
        reason: w,
      },
      ...{ assigned_by: by, created_at: at },
    }),
    insert('duty', {
      ...{
        org_id: o,
        id: duty,
        assignment_id: assignment,
        person_id: p,
        state: "'open'",
        opened_at: at,
        due_at: at,
      },
      changed_at: at,
    }),
    insert('exemption', {
      ...{
        org_id: o,
        id: id(),
        duty_id: duty,
        round: 1,
        person_id: p,
        state: "'approved'",
        reason: w,
        asked_by: p,
        asked_at: at,
      },
      ...{ decided_by: by, decided_at: at, answer: w },
    }),
    insert('duty_notice', { org_id: o, duty_id: duty, round: 1, day: 0, sent_at: at }),
    insert('duty_digest', { org_id: o, reader_id: p, kind: "'manager'", week: "'2026-05-04'", sent_at: at }),
  ]
  await app.asOwner(
    `SET session_replication_role = replica; ${rows.join('\n')} SET session_replication_role = origin;`,
  )
}

/** Every place in the clear, in whichever table, that holds one of these words. */
async function placesWith(words: readonly string[]): Promise<readonly string[]> {
  const columns =
    await app.asOwner(`SELECT table_schema || '.' || quote_ident(table_name) AS "table", quote_ident(column_name) AS "column"
    FROM information_schema.columns WHERE table_schema IN ('assay', 'auth') AND data_type IN ('text', 'jsonb', 'json', 'ARRAY', 'character varying')`)
  const selects = columns.map(
    ({ table, column }) =>
      `SELECT '${table}.${String(column)}' AS place FROM ${table} WHERE ${words.map((word) => `${column}::text ILIKE '%${word}%'`).join(' OR ')}`,
  )
  const rows = await app.asOwner(selects.join(' UNION '))
  return rows.map(({ place }) => String(place)).sort()
}

const markers = (person: TestPerson) => [wordsOf(person), person.email, person.name, `key-${wordsOf(person)}`]

async function forget(person: TestPerson): Promise<void> {
  const client = new pg.Client({ connectionString: app.databaseUrl })
  await client.connect()
  const query: Query = async (statement, values = []) => (await client.query(statement, [...values])).rows
  try {
    await forgetPersons(query, [person.id])
    // Again is the same as once.
    await forgetPersons(query, [person.id])
  } finally {
    await client.end()
  }
}

describe('forgetting a person', () => {
  it('P3: knows every table that names a person', async () => {
    const rows = await app.asOwner(`SELECT DISTINCT table_name AS name FROM information_schema.columns
      WHERE table_schema = 'assay' AND column_name = 'person_id' AND table_name <> 'person' ORDER BY 1`)
    const known = new Set([...PERSONAL_TABLES.map(({ table }) => table), ...Object.keys(KEPT_OF_PERSONS)])
    expect(rows.map(({ name }) => String(name)).filter((name) => !known.has(name))).toEqual([])
    const both = Object.keys(KEPT_OF_PERSONS).filter((name) =>
      PERSONAL_TABLES.some(({ table }) => table === name),
    )
    expect(both).toEqual([])
  })

  it('P3, P4: leaves no word of them anywhere, and everything of others', async () => {
    const before = await placesWith(markers(gone))
    expect(before.length).toBeGreaterThan(30)
    const others = await placesWith(markers(other))
    await forget(gone)
    expect(await placesWith(markers(gone))).toEqual([])
    expect(await placesWith(markers(other))).toEqual(others)
    const left = await app.asOwner(`SELECT (SELECT name FROM assay.person WHERE id = '${gone.id}') AS name,
      (SELECT count(*)::int FROM assay.credential WHERE id = '${credentialId}') AS credentials,
      (SELECT scores FROM assay.assessment a JOIN assay.submission s ON s.id = a.submission_id WHERE s.person_id = '${gone.id}') AS scores`)
    expect(left).toMatchObject([
      {
        name: 'Erased person',
        credentials: 1,
        scores: [{ criterionId: 'a', rowId: 'b', level: 2, comment: '' }],
      },
    ])
  })

  it('P4: the words of an observation can be taken away, and no others put in their place', async () => {
    const id = randomUUID()
    await app.asOwner(`SET session_replication_role = replica;
      INSERT INTO assay.observation (org_id, id, enrollment_id, person_id, criterion_id, observer_id, capacity, sufficient, sealed, data_key_id, digest, created_at)
        SELECT '${program.organization.id}', '${id}', '${randomUUID()}', person_id, 'a', '${program.manager.id}', 'observer', true, '\\x01', id, '\\x02', now()
        FROM assay.data_key WHERE person_id = '${gone.id}' LIMIT 1;
      SET session_replication_role = origin;`)
    const set = (sealed: string) =>
      app.asOwner(
        `UPDATE assay.observation SET sealed = '${sealed}' WHERE id = '${id}' RETURNING length(sealed) AS n`,
      )
    await expect(set('\\x03')).rejects.toThrow('never changed')
    expect(await set('')).toEqual([{ n: 0 }])
  })

  it('P3: forgets also those who turned out to be the person', async () => {
    const [main, alias] = [await app.person('Main Marker'), await app.person('Alias Marker')]
    await app.asOwner(`UPDATE assay.person SET merged_into = '${main.id}' WHERE id = '${alias.id}'`)
    await forget(main)
    expect(await placesWith(['Alias Marker', alias.email, 'Main Marker'])).toEqual([])
  })
})
