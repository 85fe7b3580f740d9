import { createHash } from 'node:crypto'
import { decodeUtf8, type JsonObject, memberOf } from '@assay/core'
import { matchesRecipient, readAssessmentRecord } from '@assay/credentials'
import { commitCredential } from '@assay/tlog'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { awardTo, issuedTo, makeProgram, type Program } from '../../../test/awards.ts'
import { createTestApp, type TestApp } from '../../../test/test-app.ts'
import { openSealed } from '../data-keys/queries.ts'
import { revokeKey } from '../issuer/commands.ts'
import { directAward } from './commands/direct-award.ts'
import { addMonths } from './commands/gather-facts.ts'
import { issueCredential } from './commands/issue-credential.ts'
import { orderCredential } from './commands/order-credential.ts'
import { credentialFacts, getCredentialJson } from './queries.ts'

/** What the tests look into; the rest is compared as a whole. */
interface SignedBadge extends JsonObject {
  readonly credentialSubject: JsonObject & {
    readonly achievement: JsonObject & { readonly resultDescription: readonly JsonObject[] }
  }
}

let app: TestApp
let program: Program

beforeAll(async () => {
  app = await createTestApp()
  program = await makeProgram(app, 'harbor')
})
afterAll(() => app.close())

const bytesOf = (credentialId: string) =>
  app.inOrg(program.organization, program.manager, (scope) => getCredentialJson(scope, credentialId))
const jsonOf = async (credentialId: string) =>
  JSON.parse(decodeUtf8(await bytesOf(credentialId))) as SignedBadge
const award = () =>
  app.inOrg(program.organization, program.manager, (scope) =>
    awardTo(scope, program.learner.id, program.versionId),
  )
const rows = async (table: string, credentialId: string) =>
  (await app.asOwner(`SELECT * FROM assay.${table} WHERE credential_id = '${credentialId}'`)) as Record<
    string,
    unknown
  >[]

/** What one award leaves behind, counted. */
async function traces(credentialId: string) {
  const [forms, logRows, entries] = await Promise.all(
    ['credential_form', 'log_row', 'backpack_entry'].map((table) => rows(table, credentialId)),
  )
  const letters = await app.asOwner(
    `SELECT id FROM assay.mail WHERE template = 'credential_issued' AND person_id = '${program.learner.id}'`,
  )
  return { forms: forms?.length, logRows: logRows?.length, entries: entries?.length, letters: letters.length }
}

describe('an issued credential', () => {
  it('says who, what, how and by whom, as it was at the decision', async () => {
    const digest = createHash('sha256').update('logs').digest()
    const credentialId = await issuedTo(app, program, program.learner, {
      order: {
        evidence: [
          {
            kind: 'file',
            criterionId: 'logs',
            digest,
            mediaType: 'text/csv',
            disclosed: false,
            title: 'secret.csv',
          },
          {
            kind: 'text',
            criterionId: 'logs',
            digest,
            disclosed: true,
            title: 'Reflection',
            text: 'What I saw.',
          },
        ],
      },
    })
    const credential = await jsonOf(credentialId)
    const subject = credential.credentialSubject
    expect(credential as unknown).toMatchObject({
      id: `http://127.0.0.1:8421/credentials/${credentialId}`,
      type: ['VerifiableCredential', 'OpenBadgeCredential'],
      validFrom: '2026-05-03T10:00:00Z',
      validUntil: '2028-05-03T10:00:00Z',
      awardedDate: '2026-05-03T10:00:00Z',
      issuer: { id: 'http://127.0.0.1:8421/issuers/harbor', name: 'Organization harbor' },
      proof: {
        cryptosuite: 'eddsa-rdfc-2022',
        verificationMethod: 'http://127.0.0.1:8421/issuers/harbor#key-1',
      },
    })
    expect(subject as unknown).toMatchObject({
      id: expect.stringMatching(/^urn:uuid:/),
      identifier: expect.arrayContaining([
        { type: 'IdentityObject', hashed: false, identityType: 'name', identityHash: 'Learner harbor' },
      ]),
      achievement: {
        alignment: [{ targetName: 'Cold chain control' }],
        criteria: { narrative: expect.stringContaining('Temperature logs of 20 boxes') },
        version: '1',
      },
      result: expect.arrayContaining([expect.objectContaining({ value: 'Alone' })]),
    })
    const [row] = subject.achievement.resultDescription
    const rowId = memberOf(row ?? {}, 'id')
    expect(memberOf(row ?? {}, 'rubricCriterionLevel') as unknown).toHaveLength(4)
    expect(subject as unknown).toMatchObject({
      result: expect.arrayContaining([
        expect.objectContaining({ resultDescription: String(rowId), achievedLevel: `${String(rowId)}.3` }),
      ]),
    })
    expect(readAssessmentRecord(credential)).toEqual({
      proofType: 'demonstration',
      assessorCount: 2,
      assessorCapacity: 'Supervisor',
      workloadHours: 24,
      decisionBasis: 'Direct award',
      assessedOn: '2026-05-03',
    })
    expect(credential.evidence as unknown).toMatchObject([
      {
        genre: 'File: Temperature logs of 20 boxes',
        mediaType: 'text/csv',
        digestMultibase: expect.any(String),
      },
      { genre: 'Text: Temperature logs of 20 boxes', name: 'Reflection', narrative: 'What I saw.' },
    ])
    expect(JSON.stringify(credential)).not.toContain('secret.csv')
    expect(credential.credentialStatus as unknown).toMatchObject([
      {
        type: 'BitstringStatusListEntry',
        statusPurpose: 'revocation',
        statusListIndex: expect.stringMatching(/^\d+$/),
      },
      { type: 'BitstringStatusListEntry', statusPurpose: 'suspension' },
    ])
  })

  it('proves its holder by the salted hash of their address alone', async () => {
    const credential = await jsonOf(await issuedTo(app, program, program.learner))
    const asked = (value: string) =>
      matchesRecipient(credential.credentialSubject, { value }, app.deps.crypto)
    expect([asked(program.learner.email), asked(program.manager.email)]).toEqual(['match', 'mismatch'])
    expect(JSON.stringify(credential)).not.toContain(program.learner.email)
  })

  it('leaves the name out when the holder does not agree', async () => {
    const shy = await app.member(program.organization, 'Shy Person', 'learner')
    await app.inPerson(shy, (scope) =>
      scope.db.updateTable('person').set({ nameOnCredentials: false }).where('id', '=', shy.id).execute(),
    )
    const credential = await jsonOf(await issuedTo(app, program, shy))
    expect(JSON.stringify(credential)).not.toContain('Shy Person')
  })

  it('stores digest, sealed bytes and a log row that its salt opens', async () => {
    const credentialId = await issuedTo(app, program, program.learner)
    const bytes = await bytesOf(credentialId)
    const digest = createHash('sha256').update(bytes).digest()
    const [form] = await rows('credential_form', credentialId)
    expect(form).toMatchObject({ digest, size: bytes.length })
    expect(Buffer.from(form?.sealed as Buffer).includes('OpenBadgeCredential')).toBe(false)
    const commitment = await app.inOrg(program.organization, program.manager, async (scope) => {
      const row = await scope.db
        .selectFrom('credential')
        .selectAll()
        .where('id', '=', credentialId)
        .executeTakeFirstOrThrow()
      const salt = await openSealed(scope, row.dataKeyId, row.saltSealed, `credential:${row.id}:salt`)
      const issuer = 'http://127.0.0.1:8421/issuers/harbor'
      return commitCredential({ id: row.url, issuer, formDigests: { json: digest }, salt }, app.deps.crypto)
    })
    expect(await rows('log_row', credentialId)).toMatchObject([
      { kind: 1, commitment: Buffer.from(commitment), simulated: false, leaf_index: null },
    ])
  })
})

describe('issuing', () => {
  it('makes one credential of one decision, ordered twice', async () => {
    const ids = await app.inOrg(program.organization, program.manager, async (scope) => {
      const credentialId = await awardTo(scope, program.learner.id, program.versionId)
      const { decisionId } = await scope.db
        .selectFrom('credential')
        .select('decisionId')
        .where('id', '=', credentialId)
        .executeTakeFirstOrThrow()
      const again = await orderCredential(scope, {
        decisionId,
        personId: program.learner.id,
        achievementVersionId: program.versionId,
        results: [],
        assessors: { count: 1, capacity: 'Supervisor' },
        assessedAt: scope.deps.now(),
        evidence: [],
      })
      return [credentialId, again.credentialId]
    })
    expect(ids[0]).toBe(ids[1])
  })

  it('R1 leaves exactly one credential when the job runs twice at once and once more', async () => {
    await app.runJobs()
    const before = await traces(program.learner.id)
    const credentialId = await award()
    const run = () => issueCredential(app.deps, program.organization.id, credentialId)
    await Promise.all([run(), run(), run()])
    const bytes = await bytesOf(credentialId)
    await run()
    await app.runJobs()
    expect(await bytesOf(credentialId)).toEqual(bytes)
    expect(await traces(credentialId)).toEqual({
      forms: 1,
      logRows: 1,
      entries: 1,
      letters: before.letters + 1,
    })
  })

  it('R1 leaves nothing of a try that fails between signing and storing, and one credential after the next', async () => {
    const credentialId = await award()
    await app.asOwner(`CREATE FUNCTION assay.fail_form() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN RAISE EXCEPTION 'killed before it was stored'; END $$;
      CREATE TRIGGER injected AFTER INSERT ON assay.backpack_entry FOR EACH ROW EXECUTE FUNCTION assay.fail_form()`)
    const run = () => issueCredential(app.deps, program.organization.id, credentialId)
    await expect(run()).rejects.toThrow('killed before it was stored')
    expect(await traces(credentialId)).toMatchObject({ forms: 0, logRows: 0, entries: 0 })
    await app.asOwner('DROP TRIGGER injected ON assay.backpack_entry')
    await run()
    expect(await traces(credentialId)).toMatchObject({ forms: 1, logRows: 1, entries: 1 })
  })

  it('signs with the new key when the old one was compromised after the order', async () => {
    const other = await makeProgram(app, 'cove')
    const credentialId = await app.inOrg(other.organization, other.manager, async (scope) => {
      const made = await awardTo(scope, other.learner.id, other.versionId)
      const { signingKeyId } = await scope.db
        .selectFrom('credential')
        .select('signingKeyId')
        .where('id', '=', made)
        .executeTakeFirstOrThrow()
      await revokeKey(scope, signingKeyId, 'The laptop was stolen')
      return made
    })
    await app.runJobs()
    const bytes = await app.inOrg(other.organization, other.manager, (scope) =>
      getCredentialJson(scope, credentialId),
    )
    expect(JSON.parse(decodeUtf8(bytes))).toMatchObject({
      proof: { verificationMethod: 'http://127.0.0.1:8421/issuers/cove#key-2' },
    })
  })

  it('L5 gives 50 awards at once 50 indexes', async () => {
    const ids = await Promise.all(Array.from({ length: 50 }, () => award()))
    const taken = await app.asOwner(
      `SELECT status_index FROM assay.credential WHERE id IN (${ids.map((id) => `'${id}'`).join()})`,
    )
    expect(new Set(taken.map((row) => row.status_index)).size).toBe(50)
    const groups = await app.asOwner(
      `SELECT count(*)::int AS n FROM assay.status_group WHERE org_id = '${program.organization.id}'`,
    )
    expect(groups).toEqual([{ n: 1 }])
  })

  it('L5 goes on in a new pair of lists when one is full', async () => {
    await app.asOwner(
      `UPDATE assay.status_group SET next_counter = size - 1 WHERE org_id = '${program.organization.id}'`,
    )
    await award()
    await award()
    const lists = await app.asOwner(
      `SELECT purpose FROM assay.status_list WHERE org_id = '${program.organization.id}' ORDER BY purpose`,
    )
    expect(lists.map((list) => list.purpose)).toEqual([
      'revocation',
      'revocation',
      'suspension',
      'suspension',
    ])
  })

  it('shows "signing" and refuses the document until it is signed', async () => {
    const credentialId = await award()
    await expect(bytesOf(credentialId)).rejects.toMatchObject({ code: 'not_available' })
  })
})

describe('a direct award', () => {
  const give = (by: Program['manager'], personId: string, reason = 'Twenty years in the yard') =>
    app.inOrg(program.organization, by, (scope) =>
      directAward(scope, { personId, achievementVersionId: program.versionId, reason }),
    )

  it('states its reason in the credential', async () => {
    const expert = await app.member(program.organization, 'Expert One', 'learner')
    const { credentialId } = await give(program.manager, expert.id)
    await app.runJobs()
    expect(readAssessmentRecord(await jsonOf(credentialId))).toMatchObject({
      decisionBasis: 'Direct award: Twenty years in the yard',
      assessorCount: 1,
    })
  })

  it('is refused to oneself, to outsiders, and twice', async () => {
    const outsider = await app.person('Outsider')
    const expert = await app.member(program.organization, 'Expert Two', 'learner')
    await expect(give(program.manager, program.manager.id)).rejects.toMatchObject({ code: 'forbidden' })
    await expect(give(program.manager, outsider.id)).rejects.toMatchObject({ code: 'not_found' })
    const both = await Promise.allSettled([
      give(program.manager, expert.id),
      give(program.manager, expert.id),
    ])
    expect(both.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected'])
  })

  it('freezes the version', async () => {
    const frozen = await app.asOwner(
      `SELECT frozen_at FROM assay.achievement_version WHERE id = '${program.versionId}'`,
    )
    expect(frozen[0]?.frozen_at).toBeInstanceOf(Date)
  })

  it('is told apart from other states in the facts', async () => {
    const credentialId = await issuedTo(app, program, program.learner)
    const facts = await app.inOrg(program.organization, program.manager, (scope) =>
      credentialFacts(scope, credentialId),
    )
    expect(facts).toMatchObject({ history: [], achievementName: 'Reefer Cargo Handling', versionNumber: 1 })
  })
})

describe('addMonths', () => {
  it('ends on the last day of a month that is shorter', () => {
    expect(addMonths(new Date('2026-08-31T10:00:00Z'), 6).toISOString()).toBe('2027-02-28T10:00:00.000Z')
    expect(addMonths(new Date('2026-05-03T10:00:00Z'), 24).toISOString()).toBe('2028-05-03T10:00:00.000Z')
  })
})
