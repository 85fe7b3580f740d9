import { decodeUtf8 } from '@assay/core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { changeStatus } from '../credentials/commands/change-status.ts'
import { getCredentialJson } from '../credentials/queries.ts'
import {
  accept,
  app,
  asManager,
  cove,
  harbor,
  holderOf,
  open,
  openClaims,
  post,
  stateOf,
  verdictOf,
  waiting,
} from './claims.fixture.ts'
import { reportBounce } from './commands/bounces.ts'
import { resendClaim } from './commands/letters.ts'
import { getClaimLink, listClaims } from './queries.ts'

beforeAll(openClaims)
afterAll(() => app.close())

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
