import type { JsonObject, JsonValue } from '@assay/core'
import { afterAll, describe, expect, it } from 'vitest'
import { plain, presentationOf, v1, v2 } from './documents.fixture.ts'
import { codesOf, proofOf, startServed } from './served.fixture.ts'

const { server, post, issue, verify, present } = await startServed()
afterAll(() => server.close())

describe('verifying', { timeout: 60_000 }, () => {
  it('VA1, G5: only what was asked for decides, beside what everything rests on', async () => {
    const { issued } = await issue('eddsa', { ...plain, validUntil: '2020-01-01T00:00:00Z' })
    expect(codesOf(await verify(issued))).toEqual(['dates-expired'])
    for (const checks of [['proof'], []]) expect((await verify(issued, { checks })).status).toBe(200)
    expect((await verify(issued, { checks: ['proof', 'validity-dates'] })).status).toBe(400)
  })

  it('a challenge or a domain that is asked for has to be the one of the proof', async () => {
    const named = { challenge: 'c-1', domain: ['https://verifier.example', 'https://other.example'] }
    const { issued } = await issue('eddsa-jcs', plain, named)
    expect(proofOf(issued)).toMatchObject(named)
    for (const options of [{}, named, { domain: named.domain.toReversed() }])
      expect((await verify(issued, options)).status).toBe(200)
    for (const options of [{ challenge: 'c-2' }, { domain: 'https://verifier.example' }, { domain: [] }])
      expect(codesOf(await verify(issued, options))).toEqual([
        'challenge' in options ? 'proof-challenge' : 'proof-domain',
      ])
    expect(codesOf(await verify((await issue('p256')).issued, { challenge: 'c-1' }))).toEqual([
      'proof-challenge',
    ])
  })

  it.each<[string, (issued: JsonObject) => JsonValue]>([
    ['without a proof', () => plain],
    [
      'with a changed proof',
      (issued) => ({ ...issued, proof: { ...proofOf(issued), created: '2020-01-01T00:00:00Z' } }),
    ],
    [
      'whose proof is of another purpose',
      (issued) => ({
        ...issued,
        proof: { ...proofOf(issued), proofPurpose: 'authentication' },
      }),
    ],
    ['whose proof is no object', (issued) => ({ ...issued, proof: 'proof' })],
    ['that is not conforming', (issued) => ({ ...issued, credentialSubject: [] })],
    ['of another issuer', (issued) => ({ ...issued, issuer: server.issuers.p384 })],
    ['that is a text', () => 'credential'],
    ['that is a list', (issued) => [issued]],
    ['that is empty', () => ({})],
    ['that is a presentation', (issued) => presentationOf(issued)],
  ])('VA1: answers 400 to a credential %s', async (_, change) => {
    const { issued } = await issue('p256')
    const reply = await verify(change(issued), { checks: ['proof'] })
    expect(reply).toMatchObject({ status: 400, mediaType: 'application/problem+json' })
    expect(reply.body.type).toEqual(expect.any(String))
  })

  it('VA3: presentations, signed or not, with every credential inside', async () => {
    const { issued } = await issue('p384')
    const { issued: enveloped } = await issue('jose')
    const unsigned = presentationOf(issued, enveloped)
    for (const checks of [['proof'], []]) expect((await present(unsigned, { checks })).status).toBe(200)
    const options = { challenge: 'c-1', domain: 'https://verifier.example' }
    const made = await post('/eddsa/presentations/issue', { presentation: unsigned, options })
    expect(made.status).toBe(201)
    const signed = made.body.verifiablePresentation as JsonObject
    expect(signed.holder).toBe(server.issuers.eddsa)
    expect(proofOf(signed)).toMatchObject({ proofPurpose: 'authentication', ...options })
    expect((await present(signed, options)).status).toBe(200)
    expect((await present(signed, { ...options, challenge: 'c-2' })).status).toBe(400)
    expect((await present(signed, { ...options, domain: 'https://other.example' })).status).toBe(400)
    expect((await present({ ...signed, id: 'urn:x:1' }, options)).status).toBe(400)
    expect((await present(unsigned, options)).status).toBe(400)
  })

  it('VM10, VM11: a presentation falls with one of its credentials, and with its form', async () => {
    const { issued } = await issue('eddsa')
    const bad = { ...issued, validFrom: '2020-01-01T00:00:00Z' }
    for (const wrong of [
      presentationOf(issued, bad),
      presentationOf(issued, 'a.b.c'),
      { ...presentationOf(issued), '@context': [v1, v2] },
      { ...presentationOf(issued), type: ['VerifiablePresentation', 'UnheardOf'] },
      { ...presentationOf(issued), holder: 'someone' },
      issued,
    ]) {
      expect((await present(wrong, { checks: [] })).status).toBe(400)
      const reply = await post('/p256/presentations/issue', { presentation: wrong })
      expect(reply).toMatchObject({ status: 400, mediaType: 'application/problem+json' })
    }
    expect((await present(presentationOf(), { checks: [] })).status).toBe(400)
  })
})
