import { encodeHex, portableCrypto } from '@assay/core'
import { commitCredential, entryKinds, saltOfChange } from '@assay/tlog'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { issuedTo, makeProgram, type Program } from '../../../test/awards.ts'
import { foreignBadge } from '../../../test/foreign-badge.ts'
import { createTestApp, type TestApp, type TestPerson } from '../../../test/test-app.ts'
import { openSealed } from '../data-keys/queries.ts'

let app: TestApp
let program: Program
let entries: string[]
let foreign: string

beforeAll(async () => {
  app = await createTestApp()
  program = await makeProgram(app, 'harbor')
  await issuedTo(app, program, program.learner)
  await app.runJobs()
  const badge = await foreignBadge({ id: 'urn:uuid:elsewhere', address: program.learner.email })
  const brought = await call('/me/backpack', program.learner, 'POST', { credential: badge })
  foreign = ((await brought.json()) as { entry: { id: string } }).entry.id
  const list = await call('/me/backpack?source=issued', program.learner)
  entries = ((await list.json()) as { items: { id: string }[] }).items.map(({ id }) => id)
})
afterAll(() => app.close())

const call = (path: string, as: TestPerson, method = 'GET', body?: unknown) =>
  app.fetch(`/api/v1${path}`, {
    ...{ as, method, headers: { 'content-type': 'application/json' } },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  })

interface Made {
  readonly id: string
  readonly partial: boolean
  readonly credentialCount: number
}

async function make(
  chosen: readonly string[],
  as = program.learner,
): Promise<{ status: number; body: Made }> {
  const response = await call('/me/records', as, 'POST', {
    ...{ title: 'My proofs', entries: chosen, organization: program.organization.id },
  })
  return { status: response.status, body: (await response.json()) as Made }
}

async function report(recordId: string) {
  const document = await (await call(`/me/records/${recordId}/document`, program.learner)).json()
  const answer = await app.fetch('/api/v1/verify', {
    ...{ method: 'POST', headers: { 'content-type': 'application/json' } },
    body: JSON.stringify({ credential: document }),
  })
  return (await answer.json()) as {
    verdict: string
    format: string
    checks: { id: string; code: string }[]
    credential: { established: { issuerName?: string }; claimed: { partial?: boolean; name?: string } }
    credentials: { sameSubject: boolean; report: { verdict: string } }[]
  }
}

/** What the log commits to, computed anew from what is kept beside it. */
const commitments = (recordId: string, changeId: string) =>
  app.inOrg(program.organization, program.manager, async (scope) => {
    const {
      url: id,
      digest,
      saltSealed,
      dataKeyId,
      issuer,
    } = await scope.db
      .selectFrom('clr')
      .innerJoin('issuer', 'issuer.orgId', 'clr.orgId')
      .select(['clr.url', 'digest', 'saltSealed', 'dataKeyId', 'issuer.url as issuer'])
      .where('clr.id', '=', recordId)
      .executeTakeFirstOrThrow()
    const salt = await openSealed(scope, dataKeyId, saltSealed, `clr:${recordId}:salt`)
    const formDigests = { json: new Uint8Array(digest) }
    return [salt, saltOfChange(salt, changeId, portableCrypto)].map((one) =>
      encodeHex(commitCredential({ id, issuer, formDigests, salt: one }, portableCrypto)),
    )
  })

describe('learner records', () => {
  it('CL1-CL3: puts badges of two issuers into one record, which verifies with each of them', async () => {
    const { status, body } = await make([...entries, foreign])
    expect([status, body.partial, body.credentialCount]).toEqual([201, true, 2])
    const found = await report(body.id)
    expect(found).toMatchObject({
      format: 'clr2-json',
      verdict: 'valid',
      credential: { claimed: { name: 'My proofs', partial: true } },
    })
    expect(found.credentials.map(({ sameSubject, report: inner }) => [sameSubject, inner.verdict])).toEqual([
      [true, 'valid'],
      [true, 'valid'],
    ])
  })

  it('has its own status index and its own leaf in the log', async () => {
    const { body } = await make(entries)
    const rows = await app.asOwner(
      `SELECT status_index, (SELECT count(*)::int FROM assay.log_row WHERE clr_id = clr.id) AS leaves,
         (SELECT count(*)::int FROM assay.credential c WHERE c.status_index = clr.status_index AND c.status_group_id = clr.status_group_id) AS shared
       FROM assay.clr WHERE id = '${body.id}'`,
    )
    expect(rows).toMatchObject([{ leaves: 1, shared: 0 }])
  })

  it('is revoked by its organization, and then no longer verifies', async () => {
    const { body } = await make(entries)
    const path = `/organizations/${program.organization.slug}/records/${body.id}/revoke`
    expect((await call(path, program.learner, 'POST', { reason: 'x' })).status).toBe(403)
    expect((await call(path, program.manager, 'POST', { reason: 'Made in error' })).status).toBe(204)
    expect((await call(path, program.manager, 'POST', { reason: 'Again' })).status).toBe(409)
    await app.runJobs()
    const found = await report(body.id)
    expect(found.checks.find(({ id }) => id === 'status')?.code).toBe('status-revoked')
  })

  it('P1: revoked, leaves a row for the log that its own salt opens, with reason and author', async () => {
    const { body } = await make(entries)
    const path = `/organizations/${program.organization.slug}/records/${body.id}/revoke`
    await call(path, program.manager, 'POST', { reason: 'Made in error' })
    const changes = await app.asOwner(
      `SELECT id, kind, reason, changed_by FROM assay.status_change WHERE clr_id = '${body.id}'`,
    )
    expect(changes).toMatchObject([
      { kind: 'revoke', reason: 'Made in error', changed_by: program.manager.id },
    ])
    const rows = await app.asOwner(
      `SELECT kind, commitment, status_change_id, leaf_index FROM assay.log_row WHERE clr_id = '${body.id}' ORDER BY ordinal`,
    )
    expect(rows).toMatchObject([
      { kind: entryKinds.issued, status_change_id: null, leaf_index: null },
      { kind: entryKinds.revoked, status_change_id: changes[0]?.id, leaf_index: null },
    ])
    const expected = await commitments(body.id, String(changes[0]?.id))
    expect(rows.map(({ commitment }) => (commitment as Buffer).toString('hex'))).toEqual(expected)
  })

  it('is removed by its holder, and its bytes with it', async () => {
    const { body } = await make(entries)
    expect((await call(`/me/records/${body.id}`, program.learner, 'DELETE')).status).toBe(204)
    expect((await call(`/me/records/${body.id}/document`, program.learner)).status).toBe(404)
    expect(await app.asOwner(`SELECT sealed FROM assay.clr WHERE id = '${body.id}'`)).toEqual([
      { sealed: null },
    ])
  })

  it('A1: is not made of what is another’s, nor signed by an organization that issued none of it', async () => {
    expect((await make(entries, await app.person('Boris'))).status).toBe(422)
    expect((await make([foreign])).status).toBe(422)
  })
})
