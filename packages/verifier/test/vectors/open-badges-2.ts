import { encodeHex, encodeUtf8, type JsonObject, md5 } from '@assay/core'
import type { Network } from '../../src/test/badge.ts'
import {
  assertion,
  assertionUrl,
  badgeClass,
  badgeUrl,
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
} from '../../src/test/open-badge-2.ts'
import type { VectorInput, VectorRow, VectorSet } from './vector.ts'

const hosted = (
  name: string,
  about: string,
  network: Network,
  expected: VectorRow['expected'],
  input: VectorInput = assertion(),
): VectorRow => ({ name, about, expected, input: () => input, network: () => network })
const elsewhere = 'https://evil.example/assertions/7'

const hostedRows: readonly VectorRow[] = [
  hosted('good', 'A good badge.', {}, ['valid']),
  hosted(
    'good-whole',
    'Badge class and profile stand inside.',
    {},
    ['valid'],
    assertion({ badge: badgeClass({ issuer: profile() }) }),
  ),
  hosted(
    'other-id',
    'The address answers with another id (B21).',
    { [assertionUrl]: assertion({ id: `${host}/assertions/8` }) },
    ['invalid', 'proof failed proof-hosted-id', 'status unknown status-unreachable'],
  ),
  hosted(
    'other-date',
    'The file says another date than its address (B21).',
    {},
    ['invalid', 'proof failed proof-hosted-differs'],
    assertion({ issuedOn: '2025-01-01T00:00:00Z' }),
  ),
  hosted(
    'other-name',
    'The file says another name than is published (B21).',
    {},
    ['invalid', 'proof failed proof-hosted-differs'],
    assertion({ badge: badgeClass({ name: 'Doctor of Cranes' }) }),
  ),
  hosted(
    'other-origin',
    'The badge lies at another origin than its issuer (B21).',
    { [elsewhere]: assertion({ id: elsewhere }) },
    ['invalid', 'issuer-binding failed issuer-not-published'],
    assertion({ id: elsewhere }),
  ),
  hosted(
    'starts-with',
    'The issuer publishes under another path (B21).',
    { [profileUrl]: profile({ verification: { startsWith: [`${host}/ours/`] } }) },
    ['invalid', 'issuer-binding failed issuer-not-published'],
  ),
  hosted(
    'allowed-origins',
    'The issuer allows another host alone (B21).',
    { [profileUrl]: profile({ verification: { allowedOrigins: ['other.example'] } }) },
    ['invalid', 'issuer-binding failed issuer-not-published'],
  ),
  hosted('silent', 'The address does not answer.', { [assertionUrl]: 503 }, [
    'inconclusive',
    'proof unknown proof-hosted-unreachable',
    'status unknown status-unreachable',
  ]),
  hosted('class-silent', 'The badge class does not answer (B23).', { [badgeUrl]: 404 }, [
    'inconclusive',
    'issuer-binding unknown issuer-unreachable',
  ]),
  hosted(
    'profile-of-another',
    'The profile is another document (B23).',
    { [profileUrl]: profile({ id: `${host}/other` }) },
    ['invalid', 'issuer-binding failed issuer-chain'],
  ),
  hosted('gone', 'The address is gone (B25).', { [assertionUrl]: 410 }, [
    'invalid',
    'status failed status-revoked',
  ]),
  hosted(
    'revoked',
    'The published badge is revoked (B25).',
    { [assertionUrl]: assertion({ revoked: true }) },
    ['invalid', 'status failed status-revoked'],
  ),
  hosted(
    'expired',
    'It has expired (B26).',
    { [assertionUrl]: assertion({ expires: '2026-02-01T00:00:00Z' }) },
    ['invalid', 'validity-dates failed dates-expired'],
  ),
  hosted(
    'date-without-zone',
    'A date has no time zone (B26).',
    { [assertionUrl]: assertion({ issuedOn: '2026-01-01T00:00:00' }) },
    ['invalid', 'data-model failed data-model-malformed', 'proof failed proof-document'],
  ),
  hosted('class-without-name', 'The badge class has no name.', { [badgeUrl]: badgeClass({ name: '' }) }, [
    'invalid',
    'data-model failed data-model-malformed',
  ]),
  hosted(
    'extension-malformed',
    'An extension has no type (B27).',
    {
      [badgeUrl]: badgeClass({
        'extensions:ApplyLink': { '@context': 'https://x.example', url: 'https://x.example' },
      }),
    },
    ['invalid', 'schema failed schema-extension-invalid'],
  ),
  hosted(
    'extension-unknown',
    'An extension of an unknown kind (B27).',
    {
      [badgeUrl]: badgeClass({
        'extensions:shoe': {
          '@context': 'https://x.example/c',
          type: ['Extension', 'extensions:Shoe'],
          size: 43,
        },
      }),
    },
    ['valid', 'schema unknown schema-extension-unknown'],
  ),
  hosted(
    'inline-context',
    'An inline context gives a word another meaning.',
    {
      [badgeUrl]: badgeClass({
        '@context': ['https://w3id.org/openbadges/v2', { name: 'https://x.example/y' }],
      }),
    },
    ['invalid', 'data-model failed data-model-context'],
  ),
  {
    ...hosted('recipient', 'It is about the person asked for (B24).', {}, ['valid']),
    recipient: { value: 'ana@example.org' },
  },
  {
    ...hosted('recipient-other', 'It is about somebody else (B24).', {}, [
      'invalid',
      'recipient failed recipient-mismatch',
    ]),
    recipient: { value: 'bo@example.org' },
  },
  {
    ...hosted(
      'recipient-md5',
      'The address is hashed with MD5 (B24).',
      { [assertionUrl]: withMd5() },
      ['valid', 'recipient warning recipient-md5'],
      withMd5(),
    ),
    recipient: { value: 'ana@example.org' },
  },
]

function withMd5(): JsonObject {
  const identity = `md5$${encodeHex(md5(encodeUtf8('ana@example.orgsalt')))}`
  return assertion({ recipient: { type: 'email', hashed: true, salt: 'salt', identity } })
}

/** Open Badges 2.0 that are published (STANDARDS B21, B23-B27). */
export const hostedBadges: VectorSet = {
  name: 'ob2-hosted',
  about: 'Open Badges 2.0, hosted: what lies at the address counts.',
  network: hostedNetwork,
  rows: hostedRows,
}

const signed = (
  name: string,
  about: string,
  network: Network,
  expected: VectorRow['expected'],
  extra: JsonObject = {},
): VectorRow => ({
  name,
  about,
  expected,
  input: () => signToken(signedAssertion(extra)),
  network: () => network,
})
const id = 'urn:uuid:5d1ff2e7-0f34-4a04-8c9f-5aa0a7de0c11'

/** Open Badges 2.0 in a token (STANDARDS B22, B25). */
export const signedBadges: VectorSet = {
  name: 'ob2-signed',
  about: 'Open Badges 2.0, signed: a JWS whose key the issuer lists.',
  network: hostedNetwork,
  rows: [
    signed('good', 'A good badge.', {}, ['valid']),
    signed(
      'owner-another',
      'The key has another owner (B22).',
      { [keyUrl]: cryptographicKey({ owner: 'https://evil.example/issuer' }) },
      ['invalid', 'issuer-binding failed issuer-not-bound'],
    ),
    signed(
      'key-not-listed',
      'The issuer does not list the key (B22).',
      { [profileUrl]: profile({ publicKey: [`${host}/keys/2`] }) },
      ['invalid', 'issuer-binding failed issuer-not-bound'],
    ),
    signed('key-silent', 'The key does not answer.', { [keyUrl]: 404 }, [
      'inconclusive',
      'proof unknown key-unreachable',
    ]),
    signed(
      'key-of-another',
      'The key is another document.',
      { [keyUrl]: cryptographicKey({ id: `${host}/keys/9` }) },
      ['invalid', 'proof failed key-document'],
    ),
    signed('key-is-no-key', 'The key is no key.', { [keyUrl]: cryptographicKey({ publicKeyPem: 'x' }) }, [
      'invalid',
      'proof failed key-malformed',
    ]),
    {
      ...signed('another-key', 'Another key signed.', {}, ['invalid', 'proof failed proof-signature']),
      input: () => signToken(signedAssertion(), otherRsa),
    },
    {
      ...signed('without-token', 'The assertion came without its token.', {}, [
        'invalid',
        'proof failed proof-missing',
      ]),
      input: () => signedAssertion(),
    },
    signed(
      'revoked',
      'The list of the issuer holds its id (B25).',
      { [revocationUrl]: revocationList([{ id, revocationReason: 'Cheated' }]) },
      ['invalid', 'status failed status-revoked'],
    ),
    signed(
      'revoked-by-uid',
      'The list holds its uid as a text (B25).',
      { [revocationUrl]: revocationList(['abc']) },
      ['invalid', 'status failed status-revoked'],
      { uid: 'abc' },
    ),
    signed('list-silent', 'The list does not answer (B25).', { [revocationUrl]: 404 }, [
      'inconclusive',
      'status unknown status-unreachable',
    ]),
    signed(
      'list-of-another',
      'The list is of another issuer (B25).',
      { [revocationUrl]: { ...revocationList(), issuer: 'https://evil.example' } },
      ['inconclusive', 'status unknown status-list-issuer'],
    ),
    signed('expired', 'It has expired (B26).', {}, ['invalid', 'validity-dates failed dates-expired'], {
      expires: '2026-02-01T00:00:00Z',
    }),
    signed(
      'says-hosted',
      'A token that says it is hosted.',
      {},
      ['invalid', 'proof failed proof-malformed'],
      { verification: { type: 'HostedBadge' } },
    ),
  ],
}

const old: JsonObject = {
  uid: '7',
  recipient: assertion().recipient ?? null,
  ...{ badge: badgeUrl, issuedOn: 1_767_225_600 },
  verify: { type: 'hosted', url: assertionUrl },
}
const oldNetwork = (change: JsonObject = {}): Network => ({
  [assertionUrl]: { ...old, ...change },
  [badgeUrl]: {
    ...{ name: 'Crane signals', description: 'Signals.', criteria: `${host}/c`, image: `${host}/i.png` },
    issuer: profileUrl,
  },
  [profileUrl]: { name: 'North Yard School', url: host },
})
const superseded = 'data-model warning data-model-superseded'

/** Open Badges 1.x by upgrade, 0.5 by name (STANDARDS B29). */
export const earlierBadges: VectorSet = {
  name: 'ob1',
  about: 'Open Badges 1.x, read by upgrade with a warning; 0.5 is named and not checked.',
  network: () => oldNetwork(),
  rows: [
    { name: 'good', about: 'A good badge of version 1.', input: () => old, expected: ['valid', superseded] },
    {
      ...{ name: 'differs', about: 'The file says another date than its address.' },
      input: () => ({ ...old, issuedOn: 1_767_225_601 }),
      expected: ['invalid', superseded, 'proof failed proof-hosted-differs'],
    },
    {
      ...{
        name: 'expired',
        about: 'It has expired.',
        input: () => ({ ...old, expires: '2026-02-01T00:00:00Z' }),
      },
      network: () => oldNetwork({ expires: '2026-02-01T00:00:00Z' }),
      expected: ['invalid', superseded, 'validity-dates failed dates-expired'],
    },
    {
      ...{
        name: 'gone',
        about: 'The address is gone.',
        input: () => old,
        network: () => ({ [assertionUrl]: 410 }),
      },
      expected: ['invalid', superseded, 'status failed status-revoked'],
    },
    {
      ...{ name: 'version-0.5', about: 'A badge of version 0.5.' },
      input: () => ({ recipient: 'sha256$00', salt: 'x', badge: { name: 'x', issuer: { origin: host } } }),
      expected: ['inconclusive', 'parse unknown format-not-built', 'proof unknown format-not-built'],
    },
  ],
}
