import { decodeUtf8 } from '@assay/core'
import { matchesRecipient } from '@assay/credentials'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { makeProgram, type Program } from '../../../test/awards.ts'
import { createTestApp, type TestApp, type TestPerson } from '../../../test/test-app.ts'
import { directAward } from '../credentials/commands/direct-award.ts'
import { issueCredential } from '../credentials/commands/issue-credential.ts'
import { getCredentialJson } from '../credentials/queries.ts'
import { acceptInvitation, invite } from '../organizations/commands/invitations.ts'
import { addPerson } from '../organizations/commands/people.ts'
import { claimStateOf } from '../recipients/schema.ts'
import { acceptClaim } from './commands/accept-claim.ts'
import { reportBounce } from './commands/bounces.ts'
import { correctClaim } from './commands/correct-claim.ts'
import { remindClaims, resendClaim } from './commands/letters.ts'
import { tellRecipients } from './commands/tell-recipients.ts'
import { getClaim } from './queries.ts'

let app: TestApp
let harbor: Program
let count = 0

beforeAll(async () => {
  app = await createTestApp()
  harbor = await makeProgram(app, 'harbor')
})
afterAll(() => app.close())

const asManager = <T>(work: Parameters<typeof app.inOrg<T>>[2], program = harbor) =>
  app.inOrg(program.organization, program.manager, work)

/** A member whom somebody entered, who has no account. */
async function entered(program = harbor, address = `entered${++count}@example.org`) {
  const { personId } = await asManager(
    (scope) =>
      addPerson(scope, {
        name: 'Odalys Entered',
        address,
        roles: ['learner'],
        departmentId: undefined,
        jobTitle: undefined,
        managerId: undefined,
      }),
    program,
  )
  return { personId, address }
}

async function awardTo(personId: string, program = harbor): Promise<string> {
  const { credentialId } = await asManager(
    (scope) =>
      directAward(scope, {
        personId,
        achievementVersionId: program.versionId,
        reason: 'Known work',
      }),
    program,
  )
  await app.runJobs()
  return credentialId
}

/** A member without an account, with an award that waits. */
async function waiting() {
  const member = await entered()
  const credentialId = await awardTo(member.personId)
  const link = await app.linkMailedTo(member.address)
  return { ...member, ...(await claimOf(credentialId)), link, token: link.split('/claim/')[1] ?? '' }
}

async function claimOf(credentialId: string) {
  const rows = await app.asOwner(`SELECT id FROM assay.claim WHERE credential_id = '${credentialId}'`)
  expect(rows).toHaveLength(1)
  return { credentialId, claimId: String(rows[0]?.id) }
}

const stateOf = async ({ claimId }: { readonly claimId: string }) =>
  claimStateOf(await asManager((scope) => getClaim(scope, claimId)), app.clock.now)
const letters = async (address: string) =>
  (
    await app.asOwner(
      `SELECT template FROM assay.mail WHERE to_address = '${address}' ORDER BY created_at, template`,
    )
  ).map(({ template }) => template)
const accept = (person: TestPerson, token: string) =>
  app.inPerson(person, (scope) => acceptClaim(scope, token))
const holderOf = async (credentialId: string) =>
  (
    await app.asOwner(`SELECT person_id, recipient_id IS NULL AS member FROM assay.credential
    WHERE id = '${credentialId}'`)
  )[0]

describe('an award to a member without an account', () => {
  it('is sent as a claim, seen when opened, and shows the badge', async () => {
    const claim = await waiting()
    expect(await letters(claim.address)).toEqual(['credential_claim'])
    expect(await stateOf(claim)).toBe('sent')
    const page = await app.fetch(new URL(claim.link).pathname)
    expect(await page.text()).toContain('Odalys Entered')
    expect(await stateOf(claim)).toBe('opened')
    expect(await holderOf(claim.credentialId)).toEqual({ person_id: claim.personId, member: true })
  })

  it('made twice at one moment by two runs of its job has one claim', async () => {
    const { personId } = await entered()
    const { credentialId } = await asManager((scope) =>
      directAward(scope, { personId, achievementVersionId: harbor.versionId, reason: 'Known work' }),
    )
    await issueCredential(app.deps, harbor.organization.id, credentialId)
    const tell = () => tellRecipients(app.deps, harbor.organization.id, [credentialId])
    await Promise.all([tell(), tell()])
    await claimOf(credentialId)
  })

  it('bounces, is sent again and brought to mind, as any claim', async () => {
    const start = app.clock.now
    const claim = await waiting()
    const { bounced } = await asManager((scope) =>
      reportBounce(scope, { address: claim.address, reason: '550 no such user' }),
    )
    expect([bounced, await stateOf(claim)]).toEqual([1, 'bounced'])
    await asManager((scope) => resendClaim(scope, claim.claimId))
    expect(await stateOf(claim)).toBe('sent')
    const other = await waiting()
    app.clock.now = new Date(start.getTime() + 4 * 86_400_000)
    await remindClaims(app.deps)
    expect(await letters(claim.address)).toEqual(['credential_claim', 'credential_claim'])
    expect(await letters(other.address)).toEqual(['credential_claim', 'claim_reminder'])
    app.clock.now = start
  })

  it('is claimed when they sign in with their address, and they stay the member', async () => {
    const claim = await waiting()
    await app.deps.auth.api.signInMagicLink({
      body: { email: claim.address, name: 'Odalys' },
      headers: new Headers(),
    })
    const token = new URL(await app.linkMailedTo(claim.address)).searchParams.get('token') ?? ''
    await app.deps.auth.api.magicLinkVerify({ query: { token }, headers: new Headers() })
    expect(await stateOf(claim)).toBe('claimed')
    expect(await holderOf(claim.credentialId)).toEqual({ person_id: claim.personId, member: true })
    const entries = await app.asOwner(
      `SELECT visibility FROM assay.backpack_entry WHERE credential_id = '${claim.credentialId}'`,
    )
    expect(entries).toEqual([{ visibility: 'private' }])
  })

  it('P8 that goes to an account of their own stays under the name that was entered, and the account is not told', async () => {
    const claim = await waiting()
    const person = await app.person('Quite Secret')
    await accept(person, claim.token)
    expect(await stateOf(claim)).toBe('claimed')
    expect(await holderOf(claim.credentialId)).toEqual({ person_id: person.id, member: false })
    for (const path of ['claims?limit=200', 'credentials?limit=200', 'people?limit=200', 'audit-events']) {
      const response = await app.fetch(`/api/v1/organizations/harbor/${path}`, { as: harbor.manager })
      expect(response.status).toBe(200)
      const body = await response.text()
      for (const secret of [person.email, person.id, 'Quite Secret']) expect(body).not.toContain(secret)
    }
    const { items } = (await (
      await app.fetch('/api/v1/organizations/harbor/credentials?limit=200', { as: harbor.manager })
    ).json()) as { items: { id: string; holderName: string; personId: string | null }[] }
    expect(items.find(({ id }) => id === claim.credentialId)).toMatchObject({
      holderName: 'Odalys Entered',
      personId: null,
    })
  })

  it('who got an account meanwhile is told as a member is', async () => {
    const person = await app.member(harbor.organization, 'Has Account', 'learner')
    const credentialId = await awardTo(person.id)
    expect(await letters(person.email)).toEqual(['credential_issued', 'sign_in_link'])
    expect(await app.asOwner(`SELECT id FROM assay.claim WHERE credential_id = '${credentialId}'`)).toEqual(
      [],
    )
  })
})

describe('the mistyped address of a member without an account', () => {
  const correct = (claimId: string, address: string) =>
    asManager((scope) => correctClaim(scope, claimId, { address, name: undefined }))
  const addressOf = async (personId: string) =>
    (await app.asOwner(`SELECT address FROM assay.person_email WHERE person_id = '${personId}'`)).map(
      ({ address }) => address,
    )

  it('is corrected without a second award, and they stay its holder', async () => {
    const claim = await waiting()
    const right = `right${claim.address}`
    const { credentialId } = await correct(claim.claimId, right)
    await app.runJobs()
    expect(await stateOf(claim)).toBe('ended')
    expect(await addressOf(claim.personId)).toEqual([right])
    expect(await letters(right)).toEqual(['credential_claim'])
    expect(await holderOf(credentialId)).toMatchObject({ person_id: claim.personId })
    const standing = await app.asOwner(`SELECT id FROM assay.credential
      WHERE person_id = '${claim.personId}' AND revoked_at IS NULL`)
    expect(standing).toEqual([{ id: credentialId }])
    const json = JSON.parse(decodeUtf8(await asManager((scope) => getCredentialJson(scope, credentialId))))
    expect(matchesRecipient(json.credentialSubject, { value: right }, app.deps.crypto)).toBe('match')
    const accountless = await app.asOwner(
      `SELECT 1 FROM assay.membership WHERE person_id = '${claim.personId}'`,
    )
    expect(accountless).toHaveLength(1)
  })

  it('stays theirs where the right one is somebody else’s: the badge goes there', async () => {
    const [claim, other] = [await waiting(), await entered()]
    const { credentialId } = await correct(claim.claimId, other.address)
    await app.runJobs()
    expect(await addressOf(claim.personId)).toEqual([claim.address])
    expect(await holderOf(credentialId)).toMatchObject({ person_id: other.personId })
  })

  it('A2 that another organization entered too is not changed under its feet', async () => {
    const cove = await makeProgram(app, 'cove')
    const claim = await waiting()
    const shared = await entered(cove, claim.address)
    expect(shared.personId).toBe(claim.personId)
    await correct(claim.claimId, `elsewhere${claim.address}`)
    await app.runJobs()
    expect(await addressOf(claim.personId)).toEqual([claim.address])
    expect(await letters(`elsewhere${claim.address}`)).toEqual(['credential_claim'])
  })
})

describe('an award to somebody who is invited', () => {
  it('is claimed when they accept, with the proof of the address', async () => {
    const address = 'invited.one@example.org'
    await asManager((scope) =>
      invite(scope, {
        address,
        roles: ['learner'],
        name: undefined,
        departmentId: undefined,
        jobTitle: undefined,
      }),
    )
    await app.runJobs()
    const invitation = (await app.linkMailedTo(address)).split('/invitations/')[1] ?? ''
    const { credentialId } = await asManager((scope) =>
      directAward(scope, {
        recipient: { address, name: 'Invited One' },
        achievementVersionId: harbor.versionId,
        reason: 'Known work',
      }),
    )
    await app.runJobs()
    const claim = await claimOf(credentialId)
    expect(await stateOf(claim)).toBe('sent')
    await app.deps.auth.api.signInMagicLink({
      body: { email: address, name: 'Invited' },
      headers: new Headers(),
    })
    const token = new URL(await app.linkMailedTo(address)).searchParams.get('token') ?? ''
    await app.deps.auth.api.magicLinkVerify({ query: { token }, headers: new Headers() })
    const [row] = await app.asOwner(`SELECT person_id FROM assay.person_email
      WHERE address = '${address}' AND verified_at IS NOT NULL`)
    const personId = String(row?.person_id)
    await app.inPerson(
      { id: personId, name: '', email: address, cookie: '', actor: { kind: 'person', personId } },
      (scope) => acceptInvitation(scope, invitation),
    )
    expect(await stateOf(claim)).toBe('claimed')
    expect(await holderOf(credentialId)).toMatchObject({ person_id: personId })
  })
})
