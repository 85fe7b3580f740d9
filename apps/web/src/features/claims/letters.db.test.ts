import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { directAward } from '../credentials/commands/direct-award.ts'
import {
  accept,
  app,
  asManager,
  DAY,
  harbor,
  letters,
  open,
  openClaims,
  post,
  stateOf,
  waiting,
} from './claims.fixture.ts'
import { remindClaims, resendClaim } from './commands/letters.ts'

beforeAll(openClaims)
afterAll(() => app.close())

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
