import { decodeUtf8, encodeHex, type JsonObject, portableCrypto } from '@assay/core'
import { decodeStatusList, readStatus } from '@assay/credentials'
import { gunzip } from '@assay/node'
import { commitCredential, entryKinds, saltOfChange } from '@assay/tlog'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { awardTo, issuedTo, makeProgram, type Program } from '../../../test/awards.ts'
import { createTestApp, type TestApp } from '../../../test/test-app.ts'
import { verifyServed } from '../../../test/verify-served.ts'
import { openSealed } from '../data-keys/queries.ts'
import { changeStatus } from './commands/change-status.ts'
import { renewStatusLists } from './commands/sign-status-lists.ts'
import { getCredentialJson } from './queries.ts'
import type { StatusChangeKind } from './schema.ts'

let app: TestApp
let program: Program

beforeAll(async () => {
  app = await createTestApp()
  program = await makeProgram(app, 'harbor')
})
afterAll(() => app.close())

const JSON_TYPE = { headers: { accept: 'application/json' } }
const change = (credentialId: string, kind: StatusChangeKind, reason = 'Found to be wrong') =>
  app.inOrg(program.organization, program.manager, (scope) => changeStatus(scope, credentialId, kind, reason))
const credentialOf = async (credentialId: string) =>
  JSON.parse(
    decodeUtf8(
      await app.inOrg(program.organization, program.manager, (scope) =>
        getCredentialJson(scope, credentialId),
      ),
    ),
  ) as JsonObject & { credentialStatus: Record<string, string>[] }

interface ServedList extends JsonObject {
  readonly credentialSubject: {
    readonly encodedList: string
    readonly ttl: number
    readonly statusPurpose: string
  }
  readonly validUntil: string
}

async function servedList(url: string): Promise<ServedList> {
  const response = await app.fetch(new URL(url).pathname)
  return (await response.json()) as ServedList
}

/** The bits of a credential in the lists as they are served: revocation, suspension. */
async function servedBits(credentialId: string): Promise<number[]> {
  const { credentialStatus } = await credentialOf(credentialId)
  return Promise.all(
    credentialStatus.map(async ({ statusListCredential = '', statusListIndex }) => {
      const { encodedList } = (await servedList(statusListCredential)).credentialSubject
      return readStatus(decodeStatusList(encodedList, gunzip), Number(statusListIndex))
    }),
  )
}

const logRowsOf = (credentialId: string) =>
  app.inOrg(program.organization, program.manager, ({ db }) =>
    db.selectFrom('logRow').selectAll().where('credentialId', '=', credentialId).orderBy('ordinal').execute(),
  )

/** What the rows must commit to, computed from the credential, its salt and the ids of the changes alone. */
const commitmentsOf = (credentialId: string, changes: readonly (string | null)[]) =>
  app.inOrg(program.organization, program.manager, async (scope) => {
    const row = await scope.db
      .selectFrom('credential')
      .innerJoin('credentialForm', 'credentialForm.credentialId', 'credential.id')
      .select(['url', 'credential.dataKeyId', 'saltSealed', 'digest'])
      .where('credential.id', '=', credentialId)
      .executeTakeFirstOrThrow()
    const salt = await openSealed(scope, row.dataKeyId, row.saltSealed, `credential:${credentialId}:salt`)
    const issuer = 'http://127.0.0.1:8421/issuers/harbor'
    const formDigests = { json: new Uint8Array(row.digest) }
    return changes.map((id) => {
      const used = id === null ? salt : saltOfChange(salt, id, portableCrypto)
      return encodeHex(commitCredential({ id: row.url, issuer, formDigests, salt: used }, portableCrypto))
    })
  })

/** Verifies with our verifier, which sees nothing but what the application serves. */
async function verdictOf(document: JsonObject) {
  const report = await verifyServed(app, JSON.stringify(document))
  const status = report.checks.find(({ id }) => id === 'status')
  return [report.verdict, status?.code]
}

describe('a status list', () => {
  it('is signed, gzipped when asked, revalidated by ETag and gone within five minutes', async () => {
    const { credentialStatus } = await credentialOf(await issuedTo(app, program, program.learner))
    const path = new URL(credentialStatus[0]?.statusListCredential ?? '').pathname
    const plain = await app.fetch(path)
    const body = (await plain.json()) as ServedList
    expect(body).toMatchObject({
      type: ['VerifiableCredential', 'BitstringStatusListCredential'],
      issuer: 'http://127.0.0.1:8421/issuers/harbor',
      credentialSubject: { type: 'BitstringStatusList', statusPurpose: 'revocation', ttl: 300_000 },
      proof: { cryptosuite: 'eddsa-rdfc-2022' },
    })
    expect(new Date(body.validUntil).getTime()).toBeGreaterThan(app.clock.now.getTime())
    const packed = await app.fetch(path, { headers: { 'accept-encoding': 'br, gzip' } })
    expect([packed.headers.get('content-encoding'), packed.headers.get('vary')]).toEqual([
      'gzip',
      'Accept-Encoding',
    ])
    const etag = plain.headers.get('etag') ?? ''
    expect((await app.fetch(path, { headers: { 'if-none-match': etag } })).status).toBe(304)
    expect((await app.fetch('/status/00000000-0000-4000-8000-000000000000')).status).toBe(404)
    expect((await app.fetch("/status/'%20OR%201=1")).status).toBe(404)
  })
})

describe('a change of state', () => {
  it('sets and clears the bit in the served list, and our verifier follows', async () => {
    const credentialId = await issuedTo(app, program, program.learner)
    const credential = await credentialOf(credentialId)
    expect([await servedBits(credentialId), await verdictOf(credential)]).toEqual([
      [0, 0],
      ['valid', 'status-ok'],
    ])
    const steps: [StatusChangeKind, number[], string, string][] = [
      ['suspend', [0, 1], 'invalid', 'status-suspended'],
      ['reinstate', [0, 0], 'valid', 'status-ok'],
      ['suspend', [0, 1], 'invalid', 'status-suspended'],
      ['revoke', [1, 1], 'invalid', 'status-revoked'],
    ]
    for (const [kind, bits, ...verdict] of steps) {
      await change(credentialId, kind)
      await app.runJobs()
      expect([kind, await servedBits(credentialId), await verdictOf(credential)]).toEqual([
        kind,
        bits,
        verdict,
      ])
    }
  })

  it('tells the holder with its reason', async () => {
    const credentialId = await issuedTo(app, program, program.learner)
    await change(credentialId, 'suspend', 'The logs are being checked')
    const letters = await app.asOwner(
      `SELECT subject, text_body FROM assay.mail WHERE template = 'credential_status_changed' ORDER BY created_at, id`,
    )
    expect(letters.map((letter) => String(letter.text_body)).join()).toContain('The logs are being checked')
  })

  it('A7 keeps the order: reinstates only what is suspended, and revokes for good', async () => {
    const credentialId = await issuedTo(app, program, program.learner)
    const refused = { code: 'wrong_state' }
    await expect(change(credentialId, 'reinstate')).rejects.toMatchObject(refused)
    await change(credentialId, 'revoke')
    for (const kind of ['revoke', 'suspend', 'reinstate'] as const)
      await expect(change(credentialId, kind)).rejects.toMatchObject(refused)
  })

  it('A7 has one effect when two revoke at once', async () => {
    const credentialId = await issuedTo(app, program, program.learner)
    const both = await Promise.allSettled([change(credentialId, 'revoke'), change(credentialId, 'revoke')])
    expect(both.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected'])
    const changes = await app.asOwner(
      `SELECT kind FROM assay.status_change WHERE credential_id = '${credentialId}'`,
    )
    expect(changes).toEqual([{ kind: 'revoke' }])
  })

  it('leaves one row for the log, in the order of the changes, which the salt of the credential opens', async () => {
    const credentialId = await issuedTo(app, program, program.learner)
    for (const kind of ['suspend', 'reinstate', 'suspend', 'revoke'] as const)
      await change(credentialId, kind)
    const rows = await logRowsOf(credentialId)
    expect(rows.map(({ kind }) => kind)).toEqual([
      entryKinds.issued,
      entryKinds.suspended,
      entryKinds.reinstated,
      entryKinds.suspended,
      entryKinds.revoked,
    ])
    expect(rows.every(({ leafIndex }) => leafIndex === null)).toBe(true)
    expect(rows.map(({ commitment }) => commitment.toString('hex'))).toEqual(
      await commitmentsOf(
        credentialId,
        rows.map(({ statusChangeId }) => statusChangeId),
      ),
    )
    expect(new Set(rows.map(({ commitment }) => commitment.toString('hex'))).size).toBe(5)
  })

  it('leaves no second row when the request is repeated with its key, or refused', async () => {
    const credentialId = await issuedTo(app, program, program.learner)
    const ask = (kind: StatusChangeKind, key: string) =>
      app.fetch(`/api/v1/organizations/harbor/credentials/${credentialId}/${kind}`, {
        method: 'POST',
        as: program.manager,
        headers: { 'content-type': 'application/json', 'idempotency-key': key },
        body: JSON.stringify({ reason: 'Found to be wrong' }),
      })
    const answers = [
      await ask('suspend', 'once'),
      await ask('suspend', 'once'),
      await ask('suspend', 'twice'),
    ]
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 409])
    const kinds = (await logRowsOf(credentialId)).map(({ kind }) => kind)
    expect(kinds).toEqual([entryKinds.issued, entryKinds.suspended])
  })

  it('waits until the credential is signed, and leaves nothing behind when it came too early', async () => {
    const credentialId = await app.inOrg(program.organization, program.manager, (scope) =>
      awardTo(scope, program.learner.id, program.versionId),
    )
    await expect(change(credentialId, 'revoke')).rejects.toMatchObject({
      code: 'not_available',
      retryAfter: 5,
    })
    await app.runJobs()
    await change(credentialId, 'revoke')
    const kinds = (await logRowsOf(credentialId)).map(({ kind }) => kind)
    expect(kinds).toEqual([entryKinds.issued, entryKinds.revoked])
  })

  it('is refused to learners, to holders for themselves, and across organizations', async () => {
    const other = await makeProgram(app, 'cove')
    const credentialId = await issuedTo(app, program, program.learner)
    const ask = (as: typeof program.learner, slug: string) =>
      app.fetch(`/api/v1/organizations/${slug}/credentials/${credentialId}/revoke`, {
        method: 'POST',
        as,
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ reason: 'Because I can' }),
      })
    const answers = [
      await ask(program.learner, 'harbor'),
      await ask(other.manager, 'harbor'),
      await ask(other.manager, 'cove'),
    ]
    expect(answers.map(({ status }) => status)).toEqual([403, 404, 404])
    await app.inOrg(program.organization, program.manager, (scope) =>
      scope.db
        .updateTable('membership')
        .set({ roles: ['program_manager'] })
        .where('personId', '=', program.learner.id)
        .execute(),
    )
    expect((await ask(program.learner, 'harbor')).status).toBe(403)
    expect(await servedBits(credentialId)).toEqual([0, 0])
  })

  it('shows at once in the API', async () => {
    const credentialId = await issuedTo(app, program, program.learner)
    const fresh = await app.fetch(`/api/v1/organizations/harbor/credentials/${credentialId}/suspend`, {
      method: 'POST',
      as: program.manager,
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ reason: 'Under review' }),
    })
    expect(await fresh.json()).toMatchObject({
      state: 'suspended',
      history: [{ kind: 'suspend', reason: 'Under review', changedBy: 'Manager harbor' }],
    })
    const listed = await app.fetch('/api/v1/organizations/harbor/credentials?state=suspended', {
      as: program.manager,
      ...JSON_TYPE,
    })
    const { items } = (await listed.json()) as { items: { id: string; state: string }[] }
    expect(items.find(({ id }) => id === credentialId)).toMatchObject({ state: 'suspended' })
    expect(new Set(items.map(({ state }) => state))).toEqual(new Set(['suspended']))
  })
})

// Last, because lists signed later are not valid earlier.
describe('a status list in time', () => {
  it('is signed again before it expires, and not while it is fresh', async () => {
    const signed = () => app.asOwner('SELECT signed_at, signed_body FROM assay.status_list ORDER BY id')
    await app.runJobs()
    const before = await signed()
    await renewStatusLists(app.deps)
    expect(await signed()).toEqual(before)
    const start = app.clock.now
    app.clock.now = new Date(start.getTime() + 25 * 3600 * 1000)
    await renewStatusLists(app.deps)
    const after = await signed()
    expect(after.map((row) => row.signed_at)).toEqual(before.map(() => app.clock.now))
    app.clock.now = start
  })
})
