import { decodeUtf8 } from '@assay/core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { getCredentialJson } from '../credentials/queries.ts'
import { accept, app, asManager, harbor, letters, openClaims, verdictOf, waiting } from './claims.fixture.ts'
import { correctClaim } from './commands/correct-claim.ts'

beforeAll(openClaims)
afterAll(() => app.close())

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
