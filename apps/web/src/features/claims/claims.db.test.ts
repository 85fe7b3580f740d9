import { decodeUtf8 } from '@assay/core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { makeProgram, type Program } from '../../../test/awards.ts'
import { createTestApp, type TestApp, type TestPerson } from '../../../test/test-app.ts'
import { changeStatus } from '../credentials/commands/change-status.ts'
import { directAward } from '../credentials/commands/direct-award.ts'
import { getCredentialJson } from '../credentials/queries.ts'
import { claimStateOf } from '../recipients/schema.ts'
import { verifyDocument } from '../verify/commands.ts'
import { acceptClaim } from './commands/accept-claim.ts'
import { reportBounce } from './commands/bounces.ts'
import { correctClaim } from './commands/correct-claim.ts'
import { remindClaims, resendClaim } from './commands/letters.ts'
import { getClaim, getClaimLink, listClaims } from './queries.ts'

let app: TestApp
let harbor: Program
let cove: Program

beforeAll(async () => {
  app = await createTestApp()
  harbor = await makeProgram(app, 'harbor')
  cove = await makeProgram(app, 'cove')
})
afterAll(() => app.close())

const DAY = 86_400_000
const asManager = <T>(program: Program, work: Parameters<typeof app.inOrg<T>>[2]) =>
  app.inOrg(program.organization, program.manager, work)

let count = 0
/** An award to an address that nobody has an account with, signed and told. */
async function waiting(program: Program, at = `guest${++count}@example.org`) {
  const { credentialId } = await asManager(program, (scope) =>
    directAward(scope, {
      recipient: { address: at, name: 'Guest Typed' },
      achievementVersionId: program.versionId,
      reason: 'Known work',
    }),
  )
  await app.runJobs()
  const [row] = await app.asOwner(`SELECT id FROM assay.claim WHERE credential_id = '${credentialId}'`)
  const link = await app.linkMailedTo(at)
  return { address: at, credentialId, claimId: String(row?.id), link, token: link.split('/claim/')[1] ?? '' }
}
type Waiting = Awaited<ReturnType<typeof waiting>>
const stateOf = async ({ claimId }: Waiting, program = harbor) =>
  claimStateOf(await asManager(program, (scope) => getClaim(scope, claimId)), app.clock.now)
const accept = (person: TestPerson, token: string) =>
  app.inPerson(person, (scope) => acceptClaim(scope, token))
const holderOf = async (credentialId: string) =>
  (await app.asOwner(`SELECT person_id FROM assay.credential WHERE id = '${credentialId}'`))[0]?.person_id
const letters = async (address: string, template: string) =>
  (
    await app.asOwner(
      `SELECT id FROM assay.mail WHERE to_address = '${address}' AND template = '${template}'`,
    )
  ).length
const open = (link: string, init: Parameters<typeof app.fetch>[1] = {}) =>
  app.fetch(new URL(link).pathname, init)
const post = (path: string, fields: Record<string, string>, as?: TestPerson) =>
  app.fetch(path, { method: 'POST', as, body: new URLSearchParams(fields) })

/** Our verifier, answered by the application as strangers are. */
async function verdictOf(content: Uint8Array, recipient?: string): Promise<string> {
  const fetchDocument = async (url: string, { accept }: { readonly accept: string }) => {
    const response = await app.fetch(new URL(url).pathname, { headers: { accept } })
    const body = new Uint8Array(await response.arrayBuffer())
    return { outcome: 'ok' as const, status: response.status, mediaType: 'application/json', body, url }
  }
  const options = recipient === undefined ? {} : { recipient: { value: recipient } }
  return (await verifyDocument({ ...app.deps, fetchDocument }, content, options)).verdict
}

describe('a claim', () => {
  it('is sent, then opened by its link, then claimed into a backpack, private', async () => {
    const claim = await waiting(harbor)
    expect(await stateOf(claim)).toBe('sent')
    const page = await open(claim.link)
    expect(page.status).toBe(200)
    expect(page.headers.get('x-robots-tag')).toBe('noindex')
    expect(page.headers.get('referrer-policy')).toBe('same-origin')
    const html = await page.text()
    expect(html.indexOf('Your personal address')).toBeGreaterThan(0)
    expect(html.indexOf('Your personal address')).toBeLessThan(html.indexOf('Badge as JSON'))
    expect(await stateOf(claim)).toBe('opened')
    const person = await app.person('Private Person')
    await accept(person, claim.token)
    expect(await stateOf(claim)).toBe('claimed')
    expect(await holderOf(claim.credentialId)).toBe(person.id)
    const bytes = await app.inPerson(person, (scope) => getCredentialJson(scope, claim.credentialId))
    expect(decodeUtf8(bytes)).toContain('Guest Typed')
    const entries = await app.asOwner(
      `SELECT visibility, share_token_hash FROM assay.backpack_entry WHERE person_id = '${person.id}'`,
    )
    expect(entries).toEqual([{ visibility: 'private', share_token_hash: null }])
  })

  it('is taken by no scanner that opens or asks for its link', async () => {
    const claim = await waiting(harbor)
    const person = await app.person('Scanned Person')
    for (const method of ['GET', 'HEAD', 'GET']) await open(claim.link, { method, as: person })
    expect(await stateOf(claim)).toBe('opened')
    expect(await holderOf(claim.credentialId)).not.toBe(person.id)
  })

  it('proves the mailbox: the address is the claimer’s, and all that waits there comes along, from every organization', async () => {
    const [first, other] = [
      await waiting(harbor, 'both@example.org'),
      await waiting(cove, 'both@example.org'),
    ]
    const person = await app.person('Both Holder')
    const page = await post(`/claim/${other.token}`, { intent: 'accept' }, person)
    expect(page.status).toBe(302)
    expect(await holderOf(first.credentialId)).toBe(person.id)
    expect(await stateOf(first)).toBe('claimed')
    const proven = await app.asOwner(`SELECT person_id FROM assay.person_email
      WHERE address = 'both@example.org' AND verified_at IS NOT NULL`)
    expect(proven).toEqual([{ person_id: person.id }])
  })

  it('of who signs up with the address itself is claimed by that', async () => {
    const claim = await waiting(harbor, 'signs.up@example.org')
    await app.deps.auth.api.signInMagicLink({
      body: { email: claim.address, name: 'Signs Up' },
      headers: new Headers(),
    })
    const token = new URL(await app.linkMailedTo(claim.address)).searchParams.get('token') ?? ''
    await app.deps.auth.api.magicLinkVerify({ query: { token }, headers: new Headers() })
    expect(await stateOf(claim)).toBe('claimed')
    const [entry] = await app.asOwner(
      `SELECT visibility FROM assay.backpack_entry WHERE credential_id = '${claim.credentialId}'`,
    )
    expect(entry?.visibility).toBe('private')
  })

  it('mails a link to a personal address first, and signs nobody in by itself', async () => {
    const claim = await waiting(harbor)
    const answer = await post(`/claim/${claim.token}`, { intent: 'link', email: 'mine@personal.example' })
    expect(answer.headers.getSetCookie().join()).not.toContain('session')
    const link = new URL(await app.linkMailedTo('mine@personal.example'))
    expect(link.searchParams.get('next')).toBe(`/claim/${claim.token}`)
    expect(await stateOf(claim)).toBe('opened')
    const unsigned = await post(`/claim/${claim.token}`, { intent: 'accept' })
    expect(unsigned.headers.get('location')).toContain('/sign-in')
  })

  it('A6 used twice is refused, and nothing moves', async () => {
    const claim = await waiting(harbor)
    const [first, second] = [await app.person('First Taker'), await app.person('Second Taker')]
    const results = await Promise.allSettled([accept(first, claim.token), accept(second, claim.token)])
    expect(results.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected'])
    const winner = results[0]?.status === 'fulfilled' ? first : second
    expect(await holderOf(claim.credentialId)).toBe(winner.id)
    await expect(accept(second, claim.token)).rejects.toMatchObject({ code: 'gone', text: 'claim_used' })
  })

  it('A6 of another organization is neither seen nor tended', async () => {
    const claim = await waiting(cove)
    await expect(asManager(harbor, (scope) => resendClaim(scope, claim.claimId))).rejects.toMatchObject({
      code: 'not_found',
    })
    const address = `/api/v1/organizations/harbor/claims/${claim.claimId}`
    for (const [path, method] of [
      ['', 'GET'],
      ['/link', 'GET'],
      ['/resend', 'POST'],
    ] as const)
      expect((await app.fetch(address + path, { method, as: harbor.manager })).status).toBe(404)
  })

  it('A6 with an unknown secret is not found', async () => {
    expect((await app.fetch('/claim/no-such-secret')).status).toBe(404)
    await expect(accept(await app.person('Guesser'), 'no-such-secret')).rejects.toMatchObject({
      code: 'not_found',
    })
  })

  it('A7 of who decided on the award is refused to them', async () => {
    const claim = await waiting(harbor)
    await expect(accept(harbor.manager, claim.token)).rejects.toMatchObject({ code: 'forbidden' })
    expect(await stateOf(claim)).toBe('sent')
  })

  it('A7 of a revoked badge is over', async () => {
    const claim = await waiting(harbor)
    await asManager(harbor, (scope) => changeStatus(scope, claim.credentialId, 'revoke', 'Wrong award'))
    expect(await stateOf(claim)).toBe('ended')
    await expect(accept(await app.person('Too Late'), claim.token)).rejects.toMatchObject({
      text: 'claim_ended',
    })
  })

  it('by a link that the organization handed over gives this badge and proves no address', async () => {
    const [claim, other] = [
      await waiting(harbor, 'handed@example.org'),
      await waiting(cove, 'handed@example.org'),
    ]
    const link = await asManager(harbor, (scope) => getClaimLink(scope, claim.claimId))
    const person = await app.person('Handed Over')
    expect(await (await open(link)).text()).not.toContain('handed@example.org')
    await accept(person, link.split('/claim/')[1] ?? '')
    expect(await holderOf(claim.credentialId)).toBe(person.id)
    expect(
      (await app.inPerson(person, (scope) => getCredentialJson(scope, claim.credentialId))).length,
    ).toBeGreaterThan(0)
    expect(await holderOf(other.credentialId)).not.toBe(person.id)
    expect(
      await app.asOwner(
        `SELECT 1 FROM assay.person_email WHERE person_id = '${person.id}' AND address = 'handed@example.org'`,
      ),
    ).toEqual([])
  })

  it('of a member without an account takes the badge and leaves them a member', async () => {
    const claim = await waiting(harbor)
    const placeholder = String(await holderOf(claim.credentialId))
    await app.asOwner(
      `INSERT INTO assay.membership (org_id, person_id, roles, joined_at)
        VALUES ('${harbor.organization.id}', '${placeholder}', '{learner}', now())`,
    )
    const person = await app.person('Private Member')
    await accept(person, claim.token)
    expect(await holderOf(claim.credentialId)).toBe(person.id)
    expect(
      await app.asOwner(`SELECT person_id FROM assay.membership WHERE person_id = '${person.id}'`),
    ).toEqual([])
  })
})

describe('P8 an organization', () => {
  it('learns that a badge was claimed and not by whom', async () => {
    const claim = await waiting(harbor)
    const person = await app.person('Quite Secret')
    await accept(person, claim.token)
    for (const path of ['claims?limit=200', `claims/${claim.claimId}`, 'credentials?limit=200', 'audit'])
      for (const base of ['/api/v1/organizations/harbor/', '/o/harbor/']) {
        const body = await (await app.fetch(base + path, { as: harbor.manager })).text()
        for (const secret of [person.email, person.id, 'Quite Secret']) expect(body).not.toContain(secret)
      }
  })
})

describe('while nobody has claimed it, a badge', () => {
  it('is seen, downloaded and verified by whoever has its key, and by nobody else', async () => {
    const claim = await waiting(harbor)
    const html = await (await open(claim.link)).text()
    const key = /key=([\w-]{43})/.exec(html)?.[1] ?? ''
    const at = `/credentials/${claim.credentialId}`
    expect((await app.fetch(`${at}/credential.json`)).status).toBe(404)
    const file = await app.fetch(`${at}/credential.json?key=${key}`)
    expect(file.headers.get('x-robots-tag')).toBe('noindex')
    expect(await verdictOf(new Uint8Array(await file.arrayBuffer()))).toBe('valid')
    expect((await app.fetch(`/verify${at}?key=${key}`)).status).toBe(200)
    await accept(await app.person('Closes It'), claim.token)
    expect((await app.fetch(`${at}/credential.json?key=${key}`)).status).toBe(404)
  })
})

describe('reminders', () => {
  it('come after 3, 10 and 30 days, once each, and stop when it is claimed', async () => {
    const start = app.clock.now
    const [kept, taken] = [await waiting(harbor), await waiting(harbor)]
    const seen: number[] = []
    for (const day of [2, 3, 5, 10, 11, 30, 31, 60]) {
      app.clock.now = new Date(start.getTime() + day * DAY)
      if (day === 5) await accept(await app.person('Reminded Person'), taken.token)
      await Promise.all([remindClaims(app.deps), remindClaims(app.deps)])
      seen.push(await letters(kept.address, 'claim_reminder'))
    }
    expect(seen).toEqual([0, 1, 1, 2, 2, 3, 3, 3])
    expect(await letters(taken.address, 'claim_reminder')).toBe(1)
    app.clock.now = start
  })

  it('that were due while nothing ran are made up for by one letter', async () => {
    const start = app.clock.now
    const claim = await waiting(harbor)
    app.clock.now = new Date(start.getTime() + 20 * DAY)
    await remindClaims(app.deps)
    await remindClaims(app.deps)
    expect(await letters(claim.address, 'claim_reminder')).toBe(1)
    app.clock.now = start
  })
})

describe('a link that is too old', () => {
  it('claims nothing, and mails a new one to the same address', async () => {
    const start = app.clock.now
    const claim = await waiting(harbor)
    app.clock.now = new Date(start.getTime() + 91 * DAY)
    expect(await stateOf(claim)).toBe('expired')
    const person = await app.person('Late Person')
    await expect(accept(person, claim.token)).rejects.toMatchObject({ text: 'claim_expired' })
    expect(await (await open(claim.link)).text()).toContain('too old')
    await post(`/claim/${claim.token}`, { intent: 'renew' })
    expect(await letters(claim.address, 'credential_claim')).toBe(2)
    await accept(person, claim.token)
    expect(await stateOf(claim)).toBe('claimed')
    app.clock.now = start
  })

  it('is renewed three times a day at most', async () => {
    const claim = await waiting(harbor)
    const resend = () => asManager(harbor, (scope) => resendClaim(scope, claim.claimId))
    for (let time = 0; time < 3; time += 1) await resend()
    await expect(resend()).rejects.toMatchObject({ code: 'rate_limited' })
  })
})

describe('a letter that came back', () => {
  it('is reported by the mail system with a key, stops the reminders, and is sent again', async () => {
    const start = app.clock.now
    const claim = await waiting(harbor)
    await app.asOwner(`UPDATE assay.claim SET opened_at = NULL WHERE id = '${claim.claimId}'`)
    const made = await app.fetch('/api/v1/organizations/harbor/api-keys', {
      method: 'POST',
      as: harbor.manager,
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ name: 'Mail system', scopes: ['credentials:write'], expiresInDays: 30 }),
    })
    const { secret } = (await made.json()) as { secret: string }
    const report = (key: string) =>
      app.fetch('/api/v1/organizations/harbor/bounces', {
        method: 'POST',
        headers: { 'content-type': 'application/json', authorization: `Bearer ${key}` },
        body: JSON.stringify({ address: claim.address.toUpperCase(), reason: '550 no such user' }),
      })
    expect((await report(`assay_${'x'.repeat(43)}`)).status).toBe(401)
    const answer = await report(secret)
    expect([answer.status, await answer.json()]).toEqual([200, { bounced: 1 }])
    expect(await stateOf(claim)).toBe('bounced')
    app.clock.now = new Date(start.getTime() + 4 * DAY)
    await remindClaims(app.deps)
    expect(await letters(claim.address, 'claim_reminder')).toBe(0)
    await asManager(harbor, (scope) => resendClaim(scope, claim.claimId))
    expect(await stateOf(claim)).toBe('sent')
    app.clock.now = start
  })

  it('refused by the mail server for good is not tried again, and its claim has bounced', async () => {
    const deps = app.deps as { -readonly [K in keyof typeof app.deps]: (typeof app.deps)[K] }
    deps.sendMessage = () =>
      Promise.reject(Object.assign(new Error('550 no such user'), { responseCode: 550 }))
    try {
      const { credentialId } = await asManager(harbor, (scope) =>
        directAward(scope, {
          recipient: { address: 'nobody@example.org', name: undefined },
          achievementVersionId: harbor.versionId,
          reason: 'Known work',
        }),
      )
      await app.runJobs()
      const [row] = await app.asOwner(
        `SELECT bounced_at IS NOT NULL AS bounced, bounce_reason, remind_at FROM assay.claim WHERE credential_id = '${credentialId}'`,
      )
      expect(row).toMatchObject({ bounced: true, remind_at: null })
      expect(row?.bounce_reason).toContain('550')
    } finally {
      deps.sendMessage = undefined
    }
  })
})

describe('a wrong address', () => {
  it('is corrected without a second award: the first is revoked as superseded, the second stands, and verifiers say so', async () => {
    const claim = await waiting(harbor, 'wrnog@example.org')
    const before = await asManager(harbor, (scope) => getCredentialJson(scope, claim.credentialId))
    const { credentialId } = await asManager(harbor, (scope) =>
      correctClaim(scope, claim.claimId, { address: 'right@example.org', name: undefined }),
    )
    await app.runJobs()
    const rows = await app.asOwner(
      `SELECT id, revoked_at IS NOT NULL AS revoked, superseded_at IS NOT NULL AS superseded, decision_id FROM assay.credential
       WHERE id IN ('${claim.credentialId}', '${credentialId}')`,
    )
    expect(new Set(rows.map((row) => row.decision_id)).size).toBe(1)
    expect(rows.find(({ id }) => id === claim.credentialId)).toMatchObject({
      revoked: true,
      superseded: true,
    })
    expect(rows.find(({ id }) => id === credentialId)).toMatchObject({ revoked: false, superseded: false })
    const after = await asManager(harbor, (scope) => getCredentialJson(scope, credentialId))
    expect(await verdictOf(before)).toBe('invalid')
    expect(await verdictOf(after, 'right@example.org')).toBe('valid')
    expect(await verdictOf(after, 'wrnog@example.org')).not.toBe('valid')
    const [old, anew] = [before, after].map((bytes) => JSON.parse(decodeUtf8(bytes)))
    for (const same of [
      'name',
      'description',
      'validFrom',
      'validUntil',
      'awardedDate',
      'issuer',
      'evidence',
    ])
      expect(anew[same]).toEqual(old[same])
    expect(anew.credentialSubject.achievement).toEqual(old.credentialSubject.achievement)
    expect(anew.credentialSubject.result).toEqual(old.credentialSubject.result)
    const kinds = await app.asOwner(
      `SELECT kind FROM assay.log_row WHERE credential_id = '${claim.credentialId}' ORDER BY ordinal`,
    )
    expect(kinds.map(({ kind }) => kind)).toEqual([1, 6])
  })

  it('ends the old link, mails a new one, and what was wrong is out of reach of who reads the wrong mailbox', async () => {
    const claim = await waiting(harbor, 'old@example.org')
    await asManager(harbor, (scope) =>
      correctClaim(scope, claim.claimId, { address: 'new@example.org', name: 'Right Name' }),
    )
    await app.runJobs()
    const stranger = await app.person('Reads Old')
    await expect(accept(stranger, claim.token)).rejects.toMatchObject({ text: 'claim_ended' })
    expect(await letters('old@example.org', 'credential_claim')).toBe(1)
    const right = await app.person('Right Reader')
    await accept(right, (await app.linkMailedTo('new@example.org')).split('/claim/')[1] ?? '')
    const [decision] = await app.asOwner(
      `SELECT d.person_id FROM assay.decision d JOIN assay.credential c ON c.decision_id = d.id WHERE c.id = '${claim.credentialId}'`,
    )
    expect(decision?.person_id).toBe(right.id)
  })

  it('A7 of a claimed badge is not corrected, nor twice at one moment', async () => {
    const claim = await waiting(harbor)
    const correct = (address: string) =>
      asManager(harbor, (scope) => correctClaim(scope, claim.claimId, { address, name: undefined }))
    await expect(correct(claim.address)).rejects.toMatchObject({ code: 'invalid_input' })
    const results = await Promise.allSettled([correct('one@example.org'), correct('two@example.org')])
    expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
    const taken = await waiting(harbor)
    await accept(await app.person('Has It'), taken.token)
    await expect(
      asManager(harbor, (scope) =>
        correctClaim(scope, taken.claimId, { address: 'three@example.org', name: undefined }),
      ),
    ).rejects.toMatchObject({ code: 'gone' })
  })
})

describe('the list of claims', () => {
  it('finds by state, words and page, and counts all that match', async () => {
    const claim = await waiting(cove, 'findable@example.org')
    await asManager(cove, (scope) => reportBounce(scope, { address: claim.address, reason: '' }))
    const list = (query: Partial<Parameters<typeof listClaims>[1]>) =>
      asManager(cove, (scope) => listClaims(scope, { limit: 10, offset: 0, ...query }))
    expect((await list({ q: 'findable' })).items.map(({ id }) => id)).toEqual([claim.claimId])
    expect((await list({ q: 'find%able' })).total).toBe(0)
    expect((await list({ state: 'bounced' })).total).toBe(1)
    const all = await list({})
    expect((await list({ limit: 1, offset: 1 })).items).toHaveLength(1)
    const states = await Promise.all(
      (['sent', 'opened', 'bounced', 'claimed', 'expired', 'ended'] as const).map(
        async (state) => (await list({ state })).total,
      ),
    )
    expect(states.reduce((sum, n) => sum + n, 0)).toBe(all.total)
    const page = await app.fetch('/o/cove/claims?state=bounced', { as: cove.manager })
    expect(await page.text()).toContain('findable@example.org')
    expect((await app.fetch(`/o/cove/claims/${claim.claimId}`, { as: cove.manager })).status).toBe(200)
  })
})
