import { didKey, didKeyMethod, encodeUtf8, type JsonObject } from '@assay/core'
import { createJws } from '@assay/credentials'
import { describe, expect, it } from 'vitest'
import { deviations, issuerKey, memoryNetwork, type Network } from '../test/badge.ts'
import {
  badgeClass,
  checkOpenBadge2 as check,
  cryptographicKey,
  host,
  hostedNetwork,
  keyUrl,
  otherRsa,
  profile,
  profileUrl,
  revocationList,
  revocationUrl,
  signedAssertion,
  signToken,
} from '../test/open-badge-2.ts'

const signed = async (payload: JsonObject = signedAssertion(), change: Network = {}) =>
  check(await signToken(payload), { ...hostedNetwork(), ...change })

/** Of a good badge of this version. */
const usual = ['issuer-binding passed issuer-listed']

describe('Open Badges 2.0, signed', () => {
  it('verifies with key and profile at their addresses', async () => {
    const report = await signed()
    expect(deviations(report).filter((one) => !usual.includes(one))).toEqual([])
    expect(report).toMatchObject({ format: 'ob2-jws', verdict: 'valid' })
    expect(report.credential?.established.issuerName).toBe('North Yard School')
  })

  it.each<[string, JsonObject, Network, string, string]>([
    [
      'B22: the key has another owner',
      {},
      { [keyUrl]: cryptographicKey({ owner: 'https://evil.example/issuer' }) },
      'invalid',
      'issuer-binding failed issuer-not-bound',
    ],
    [
      'B22: the issuer does not list the key',
      {},
      { [profileUrl]: profile({ publicKey: [`${host}/keys/2`] }) },
      'invalid',
      'issuer-binding failed issuer-not-bound',
    ],
    ['B22: the key does not answer', {}, { [keyUrl]: 404 }, 'inconclusive', 'proof unknown key-unreachable'],
    [
      'B22: the key is another document',
      {},
      { [keyUrl]: cryptographicKey({ id: `${host}/keys/9` }) },
      'invalid',
      'proof failed key-document',
    ],
    [
      'B22: the key is no key',
      {},
      { [keyUrl]: cryptographicKey({ publicKeyPem: 'x' }) },
      'invalid',
      'proof failed key-malformed',
    ],
    [
      'B22: the profile does not answer',
      {},
      { [profileUrl]: 404 },
      'inconclusive',
      'issuer-binding unknown issuer-unreachable',
    ],
    [
      'B25: the list holds its id',
      {},
      {
        [revocationUrl]: revocationList([
          { id: 'urn:uuid:5d1ff2e7-0f34-4a04-8c9f-5aa0a7de0c11', revocationReason: 'Cheated' },
        ]),
      },
      'invalid',
      'status failed status-revoked',
    ],
    [
      'B25: the list holds its uid as a text',
      { uid: 'abc' },
      { [revocationUrl]: revocationList(['abc']) },
      'invalid',
      'status failed status-revoked',
    ],
    [
      'B25: the list does not answer',
      {},
      { [revocationUrl]: 404 },
      'inconclusive',
      'status unknown status-unreachable',
    ],
    [
      'B25: the list is of another issuer',
      {},
      { [revocationUrl]: { ...revocationList(), issuer: 'https://evil.example' } },
      'inconclusive',
      'status unknown status-list-issuer',
    ],
    [
      'B26: it has expired',
      { expires: '2026-02-01T00:00:00Z' },
      {},
      'invalid',
      'validity-dates failed dates-expired',
    ],
    [
      'it says that it is hosted',
      { verification: { type: 'HostedBadge' } },
      {},
      'invalid',
      'proof failed proof-malformed',
    ],
  ])('refuses: %s', async (_, extra, change, verdict, deviation) => {
    const report = await signed(signedAssertion(extra), change)
    expect(deviations(report)).toContain(deviation)
    expect(report.verdict).toBe(verdict)
  })

  it('refuses the signature of another key, and an assertion without its token', async () => {
    const forged = await check(await signToken(signedAssertion(), otherRsa), hostedNetwork())
    expect(deviations(forged)).toContain('proof failed proof-signature')
    const bare = await check(signedAssertion(), hostedNetwork())
    expect(deviations(bare)).toContain('proof failed proof-missing')
    expect([forged.verdict, bare.verdict]).toEqual(['invalid', 'invalid'])
  })

  it('T11: a profile embedded in a token does not count for an issuer with an address', async () => {
    const evilKey = `${host}/keys/evil`
    const forgery = signedAssertion({
      verification: { type: 'SignedBadge', creator: evilKey },
      badge: badgeClass({
        issuer: profile({ publicKey: [{ ...cryptographicKey({ id: evilKey }) }] }),
      }),
    })
    const report = await signed(forgery)
    expect(report.verdict).not.toBe('valid')
    expect(report.credential?.established).toEqual({})
  })

  it('verifies offline when the issuer is a did:key and stands in the token', async () => {
    const issuer = didKey(issuerKey.publicKey)
    const payload = signedAssertion({
      verification: { type: 'SignedBadge', creator: didKeyMethod(issuerKey.publicKey) },
      badge: badgeClass({
        id: 'urn:x:1',
        issuer: { id: issuer, type: 'Profile', name: 'North Yard School' },
      }),
    })
    const token = await createJws({
      ...{ algorithm: 'EdDSA', header: {}, payload: encodeUtf8(JSON.stringify(payload)) },
      sign: (batch) => issuerKey.sign(batch),
    })
    const { fetchDocument, asked } = memoryNetwork({})
    const report = await check(token, {}, { fetchDocument })
    expect(report.verdict).toBe('valid')
    expect(deviations(report)).toContain('status skipped status-absent')
    expect(asked).toEqual([])
    expect(report.credential?.established).toEqual({ issuerId: issuer, signedBy: issuer })
  })
})
