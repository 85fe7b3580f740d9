import { encodeHex, encodeUtf8, type JsonObject, type JsonValue, portableCrypto } from '@assay/core'
import { createJws } from '@assay/credentials'
import { type TestRsaSigner, testRsaSigner } from '@assay/testkit'
import type { Report } from '../report.ts'
import { type VerifyOptions, verify } from '../verify.ts'
import { type Network, verifyOptions } from './badge.ts'

export const host = 'https://badges.north.example'
export const assertionUrl = `${host}/assertions/7`
export const badgeUrl = `${host}/classes/1`
export const profileUrl = `${host}/issuer`
export const keyUrl = `${host}/keys/1`
export const revocationUrl = `${host}/revoked`
const context = 'https://w3id.org/openbadges/v2'

const rsa = testRsaSigner('issuer')
export const otherRsa = testRsaSigner('other')
/** Of {@link otherRsa}. */
export const otherPem = otherRsa.pem

function identityHash(address: string, salt: string): string {
  return `sha256$${encodeHex(portableCrypto.sha256(encodeUtf8(address + salt)))}`
}

export function assertion(extra: JsonObject = {}): JsonObject {
  return {
    '@context': context,
    id: assertionUrl,
    type: 'Assertion',
    recipient: {
      type: 'email',
      hashed: true,
      salt: 'deadsea',
      identity: identityHash('ana@example.org', 'deadsea'),
    },
    badge: badgeUrl,
    verification: { type: 'HostedBadge' },
    issuedOn: '2026-01-01T00:00:00Z',
    ...extra,
  }
}

export function signedAssertion(extra: JsonObject = {}): JsonObject {
  return assertion({
    id: 'urn:uuid:5d1ff2e7-0f34-4a04-8c9f-5aa0a7de0c11',
    verification: { type: 'SignedBadge', creator: keyUrl },
    ...extra,
  })
}

export function badgeClass(extra: JsonObject = {}): JsonObject {
  return {
    '@context': context,
    id: badgeUrl,
    type: 'BadgeClass',
    name: 'Crane signals',
    description: 'Gives and reads the hand signals of a crane crew.',
    criteria: { narrative: 'Shown on the yard, twice.' },
    issuer: profileUrl,
    ...extra,
  }
}

export function profile(extra: JsonObject = {}): JsonObject {
  return {
    '@context': context,
    id: profileUrl,
    type: 'Profile',
    name: 'North Yard School',
    url: host,
    email: 'badges@north.example',
    publicKey: [keyUrl],
    revocationList: revocationUrl,
    ...extra,
  }
}

export function cryptographicKey(extra: JsonObject = {}): JsonObject {
  return {
    '@context': context,
    id: keyUrl,
    type: 'CryptographicKey',
    owner: profileUrl,
    publicKeyPem: rsa.pem,
    ...extra,
  }
}

export function revocationList(entries: JsonObject['x'] = []): JsonObject {
  return {
    '@context': context,
    id: revocationUrl,
    type: 'RevocationList',
    issuer: profileUrl,
    revokedAssertions: entries,
  }
}

export function hostedNetwork(): Network {
  return {
    [assertionUrl]: assertion(),
    [badgeUrl]: badgeClass(),
    [profileUrl]: profile(),
    [keyUrl]: cryptographicKey(),
    [revocationUrl]: revocationList(),
  }
}

export function signToken(payload: JsonObject, signer: Pick<TestRsaSigner, 'sign'> = rsa): Promise<string> {
  return createJws({
    algorithm: 'RS256',
    header: {},
    payload: encodeUtf8(JSON.stringify(payload)),
    sign: (batch) => signer.sign(batch),
  })
}

/** Verifies what was given, as text, JSON or file, against a network. */
export function checkOpenBadge2(
  given: JsonValue | Uint8Array,
  network: Network,
  extra: Partial<VerifyOptions> = {},
): Promise<Report> {
  const input = given instanceof Uint8Array || typeof given === 'string' ? given : JSON.stringify(given)
  return verify(input, verifyOptions(network, extra))
}
