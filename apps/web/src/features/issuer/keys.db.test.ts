import { hkdfSync } from 'node:crypto'
import { decodeUtf8, encodeUtf8, type JsonObject } from '@assay/core'
import { createCanonicalize, createProof } from '@assay/credentials'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { issuedTo, makeProgram, type Program } from '../../../test/awards.ts'
import { createTestApp, type TestApp } from '../../../test/test-app.ts'
import { TEST_MASTER_KEY } from '../../../test/test-database.ts'
import { retireAchievement } from '../achievements/commands.ts'
import { changeStatus } from '../credentials/commands/change-status.ts'
import { getCredentialJson } from '../credentials/queries.ts'
import { endMembership } from '../organizations/commands/people.ts'
import { verifyDocument } from '../verify/commands.ts'
import { openSigner, revokeKey, rotateKey } from './commands.ts'
import { listKeys } from './queries.ts'

let app: TestApp
let program: Program

beforeAll(async () => {
  app = await createTestApp()
  program = await makeProgram(app, 'harbor')
})
afterAll(() => app.close())

const keyOf = async (of: Program, purpose: string) => {
  const keys = await app.inOrg(of.organization, of.manager, listKeys)
  const key = keys.find((each) => each.purpose === purpose)
  if (key === undefined) throw new Error(`no key for ${purpose}`)
  return key
}
const credentialOf = async (of: Program, credentialId: string) =>
  JSON.parse(
    decodeUtf8(
      await app.inOrg(of.organization, of.manager, (scope) => getCredentialJson(scope, credentialId)),
    ),
  ) as JsonObject & { readonly credentialStatus: readonly Record<string, string>[] }

/** Our verifier, answered by the application as strangers are. */
async function verdictOf(credential: JsonObject) {
  const fetchDocument = async (url: string, { accept }: { readonly accept: string }) => {
    const response = await app.fetch(new URL(url).pathname, { headers: { accept } })
    const body = new Uint8Array(await response.arrayBuffer())
    return { outcome: 'ok' as const, status: response.status, mediaType: 'application/json', body, url }
  }
  const report = await verifyDocument({ ...app.deps, fetchDocument }, JSON.stringify(credential))
  return [report.verdict, report.checks.find(({ id }) => id === 'proof')?.code]
}

describe('a key', () => {
  it('K2 has one use, which the database holds', async () => {
    const key = await keyOf(program, 'credential')
    const change = (set: string) => app.asOwner(`UPDATE assay.signing_key SET ${set} WHERE id = '${key.id}'`)
    for (const set of [`purpose = 'log'`, `type = 'p256'`, `public_key = '\\x00'`, `fragment = 'other'`])
      await expect(change(set), set).rejects.toMatchObject({ code: '23514' })
    const copy = (purpose: string, fragment: string) =>
      app.asOwner(`INSERT INTO assay.signing_key (org_id, id, fragment, purpose, type, public_key, sealed_private, created_at, retired_at)
        SELECT org_id, gen_random_uuid(), '${fragment}', '${purpose}', type, public_key, sealed_private, created_at, now()
        FROM assay.signing_key WHERE id = '${key.id}'`)
    await expect(copy('log', 'log-9')).rejects.toMatchObject({ code: '23505' })
    await expect(copy('credential_p256', 'p256-9')).rejects.toMatchObject({ code: '23514' })
  })

  it('K2 of the log is another than those for credentials, and stands in no document for them', async () => {
    const rows = await app.asOwner(
      `SELECT count(DISTINCT public_key)::int AS keys, count(*)::int AS rows FROM assay.signing_key`,
    )
    expect(rows).toEqual([{ keys: 4, rows: 4 }])
    const log = await keyOf(program, 'log')
    const document = await (
      await app.fetch('/issuers/harbor', { headers: { accept: 'application/json' } })
    ).text()
    expect(document).not.toContain(`#${log.fragment}`)
  })

  it('K2 that wraps one kind of secret opens no other, and none is the key of sessions', async () => {
    const { vault } = app.deps
    const wrapped = vault.newDataKey('row').wrapped
    const secret = vault.sealSecret(encodeUtf8('a secret'), 'row')
    const signing = vault.newSigningKey('ed25519', 'row').sealedPrivate
    const opened = [
      () => vault.openSecret(wrapped, 'row'),
      () => vault.openSecret(signing, 'row'),
      () => vault.openDataKey(secret, 'row'),
      () => vault.openDataKey(signing, 'row'),
      () => vault.signer(secret, 'row'),
      () => vault.signer(wrapped, 'row'),
      () => vault.openSecret(secret, 'another row'),
    ]
    for (const open of opened) expect(open).toThrow()
    const { secret: session } = await app.deps.auth.$context
    const uses = ['signing keys', 'data keys', 'secrets'].map((use) =>
      Buffer.from(hkdfSync('sha256', TEST_MASTER_KEY, '', `assay ${use}`, 32)).toString('base64url'),
    )
    expect(new Set([...uses, session]).size).toBe(4)
  })
})

describe('a key that was compromised at a time', () => {
  it('K4 signs nothing after it that is believed, whatever date the document says', async () => {
    const breach = await makeProgram(app, 'breach')
    const genuine = await credentialOf(breach, await issuedTo(app, breach, breach.learner))
    const stolen = await keyOf(breach, 'credential')
    // Who stole the key has it still after it was revoked.
    const signer = await app.inOrg(breach.organization, breach.manager, (scope) =>
      openSigner(scope, stolen.id),
    )
    const { proof: _, ...unsigned } = genuine
    const forge = (created: number) =>
      createProof({
        document: { ...unsigned, name: 'Forged' },
        verificationMethod: `http://127.0.0.1:8421/issuers/breach#${stolen.fragment}`,
        created,
        signer,
        canonicalize: createCanonicalize({ crypto: app.deps.crypto }),
        crypto: app.deps.crypto,
      })
    const at = app.clock.now.getTime()
    expect(await verdictOf(await forge(at))).toEqual(['valid', 'proof-ok'])
    app.clock.now = new Date(at + 60_000)
    await app.inOrg(breach.organization, breach.manager, (scope) => revokeKey(scope, stolen.id, 'Stolen'))
    await app.runJobs()
    app.clock.now = new Date(at + 120_000)
    for (const created of [at - 86_400_000, at, at + 59_000, at + 61_000, at + 120_000])
      expect(await verdictOf(await forge(created))).toEqual(['invalid', 'key-revoked'])
    const document = await (
      await app.fetch('/issuers/breach', { headers: { accept: 'application/json' } })
    ).json()
    expect(document.verificationMethod).toContainEqual(
      expect.objectContaining({
        id: `http://127.0.0.1:8421/issuers/breach#${stolen.fragment}`,
        revoked: new Date(at + 60_000).toISOString().replace('.000', ''),
      }),
    )
    const later = await credentialOf(breach, await issuedTo(app, breach, breach.learner))
    expect(await verdictOf(later)).toEqual(['valid', 'proof-ok'])
    app.clock.now = new Date(at)
  })
})

describe('what verifiers fetch', () => {
  // An organization cannot be closed yet; these are the ends that exist: of a definition, of memberships, of keys.
  it('K6 stays served when the definition is retired, everybody of it has left and its keys are replaced', async () => {
    const gone = await makeProgram(app, 'gone')
    const credentialId = await issuedTo(app, gone, gone.learner)
    const revokedId = await issuedTo(app, gone, await app.member(gone.organization, 'Revoked', 'learner'))
    const credential = await credentialOf(gone, credentialId)
    const inGone = gone.organization
    await app.inOrg(inGone, gone.manager, (scope) => changeStatus(scope, revokedId, 'revoke', 'Found wrong'))
    await app.inOrg(inGone, gone.manager, (scope) => retireAchievement(scope, gone.achievementId))
    await app.inOrg(inGone, gone.manager, (scope) => rotateKey(scope, 'credential'))
    const people = await app.asOwner(
      `SELECT person_id FROM assay.membership WHERE org_id = '${inGone.id}' AND NOT 'administrator' = ANY (roles)`,
    )
    for (const { person_id } of people)
      await app.inOrg(inGone, gone.manager, (scope) => endMembership(scope, String(person_id)))
    await app.inOrg(inGone, gone.manager, (scope) => endMembership(scope, gone.manager.id))
    await app.runJobs()
    const paths = [
      '/issuers/gone',
      '/issuers/gone/did.json',
      `/achievements/${gone.achievementId}`,
      ...[
        String(credential.id),
        ...credential.credentialStatus.map((each) => each.statusListCredential ?? ''),
      ].map((url) => new URL(url).pathname),
    ]
    for (const path of paths)
      expect([path, (await app.fetch(path, { headers: { accept: 'application/json' } })).status]).toEqual([
        path,
        200,
      ])
    expect(await verdictOf(credential)).toEqual(['valid', 'proof-ok'])
  })

  it('K6 is deleted by nobody, not by the owner of the database with one careless line', async () => {
    await issuedTo(app, program, await app.member(program.organization, 'Holder', 'learner'))
    for (const table of [
      'issuer',
      'issuer_document',
      'signing_key',
      'status_group',
      'status_list',
      'organization',
    ])
      await expect(app.asOwner(`DELETE FROM assay.${table}`), table).rejects.toMatchObject({ code: '23001' })
  })
})
