import { encodeBase64Url, encodeUtf8, type JsonObject, type JsonValue, parseJson } from '@assay/core'
import { type JwsAlgorithm, parseJws } from '@assay/credentials'
import { testRsaSigner, testSigner } from '@assay/testkit'
import { issuerId, otherKey, unsignedBadge } from '../../src/test/badge.ts'
import { anyToken, documentWithJwk, jwkOf, type TokenSigner, tokenMethod, vcJwt } from '../tokens.ts'
import { issuerNetwork } from './common.ts'
import { withProof } from './make-proof.ts'
import type { VectorRow, VectorSet } from './vector.ts'

const rsa = testRsaSigner('issuer')
const p256 = testSigner('tokens', 'p256')
const signers: readonly (readonly [JwsAlgorithm, TokenSigner, JsonObject])[] = [
  ['RS256', rsa, rsa.jwk],
  ['ES256', p256, jwkOf(p256)],
  ['ES384', testSigner('tokens', 'p384'), jwkOf(testSigner('tokens', 'p384'))],
  ['EdDSA', testSigner('tokens'), jwkOf(testSigner('tokens'))],
]

const good = () => vcJwt(unsignedBadge(), rsa)
const payloadOf = async () => parseJson(parseJws(await good()).payload) as JsonObject
/** The token with other claims or another header, signed again by the issuer or by another. */
async function altered(
  change: Readonly<Record<string, JsonValue | undefined>>,
  header: JsonObject = {},
  signer: TokenSigner = rsa,
): Promise<string> {
  const members = Object.entries({ ...(await payloadOf()), ...change })
  const payload = Object.fromEntries(
    members.filter((entry): entry is [string, JsonValue] => entry[1] !== undefined),
  )
  return anyToken({ kid: tokenMethod, typ: 'JWT', ...header }, payload, signer)
}
/** The token with another header that its signature does not cover. */
async function withHeader(header: JsonObject): Promise<string> {
  const [, body, signature] = (await good()).split('.')
  return [encodeBase64Url(encodeUtf8(JSON.stringify(header))), body, signature].join('.')
}
const row = (
  name: string,
  about: string,
  input: () => Promise<string>,
  ...expected: VectorRow['expected']
): VectorRow => ({ name, about, input, expected })
const refused = (name: string, about: string, header: JsonObject, code = 'parse-token-refused') =>
  row(name, about, () => withHeader({ kid: tokenMethod, ...header }), 'invalid', `parse failed ${code}`)
const claim = (name: string, value: JsonValue | undefined) =>
  row(
    `claim-${name}-${value === undefined ? 'missing' : 'other'}`,
    value === undefined
      ? `The token lacks the claim ${name} (OI6).`
      : `The claim ${name} contradicts the credential (OD5, VJ3).`,
    () => altered({ [name]: value }),
    'invalid',
    'data-model failed data-model-claims',
  )
const noClaims = { iss: undefined, sub: undefined, jti: undefined, nbf: undefined, exp: undefined }

const goodRows: readonly VectorRow[] = signers.flatMap(([algorithm, signer, jwk]) => {
  const network = () => ({ [issuerId]: documentWithJwk(jwk) })
  const name = algorithm.toLowerCase()
  return [
    {
      ...row(`good-${name}`, `A good badge, ${algorithm}.`, () => vcJwt(unsignedBadge(), signer), 'valid'),
      network,
    },
    {
      ...row(
        `changed-${name}`,
        `The payload was changed after signing, ${algorithm}.`,
        async () => {
          const [head, , signature] = (await vcJwt(unsignedBadge(), signer)).split('.')
          const [, body] = (await vcJwt(unsignedBadge({ name: 'Crane safety' }), signer)).split('.')
          return [head, body, signature].join('.')
        },
        'invalid',
        'proof failed proof-signature',
      ),
      network,
    },
  ]
})

const headers: readonly VectorRow[] = [
  refused('alg-none', 'Not signed (T1).', { alg: 'none' }),
  refused('alg-hs256', 'Signed with a secret (T1).', { alg: 'HS256' }),
  refused('crit', 'A header that has to be understood, and is not (T1).', {
    alg: 'RS256',
    crit: ['x'],
    x: 1,
  }),
  refused('b64-false', 'The payload is not encoded (T1).', { alg: 'RS256', crit: ['b64'], b64: false }),
  refused(
    'typ-unknown',
    'Another type of token (VJ1).',
    { alg: 'RS256', typ: 'secret+jwt' },
    'parse-token-type',
  ),
  row(
    'cut',
    'A part is missing.',
    async () => (await good()).replace(/\.[^.]*$/, '.'),
    'invalid',
    'proof failed proof-signature',
  ),
  row(
    'vc-jwt-typ',
    'VC-JOSE-COSE, which needs no claims (VJ1).',
    () => altered(noClaims, { typ: 'vc+jwt' }),
    'valid',
  ),
  row(
    'vc-claim',
    'A credential of version 2.0 in the claim "vc" (VJ2).',
    async () => anyToken({ kid: tokenMethod, typ: 'JWT' }, { iss: issuerId, vc: unsignedBadge() }, rsa),
    'invalid',
    'parse failed parse-token',
  ),
]

const keys: readonly VectorRow[] = [
  row(
    'another-key',
    'Another key signed under the name of the issuer’s.',
    () => vcJwt(unsignedBadge(), testRsaSigner('other')),
    'invalid',
    'proof failed proof-signature',
  ),
  row(
    'key-in-header',
    'The key stands in the header alone, and the issuer does not list it (KY5, T2).',
    () => altered({}, { kid: 'key-1', jwk: jwkOf(p256) }, p256),
    'invalid',
    'issuer-binding failed issuer-not-bound',
  ),
  row(
    'key-in-header-listed',
    'The key stands in the header, and the issuer lists it (KY5).',
    () => altered({}, { kid: 'key-1', jwk: rsa.jwk }),
    'valid',
  ),
  row(
    'key-in-header-private',
    'The header shows the secret half of the key.',
    () => altered({}, { kid: 'key-1', jwk: { ...jwkOf(p256), d: 'AQ' } }, p256),
    'invalid',
    'proof failed key-private',
  ),
  row(
    'kid-in-fragment',
    'The issuer’s address with a fragment that it does not list (KY4).',
    () => altered({}, { kid: `${issuerId}#jwt-9` }, p256),
    'invalid',
    'proof failed key-not-listed',
  ),
  row(
    'kid-is-a-path',
    'The name of the key is a path (T3).',
    () => altered({}, { kid: '../../etc/passwd' }),
    'invalid',
    'proof failed key-method',
  ),
  row(
    'kid-silent',
    'The address of the key does not answer.',
    () => altered({}, { kid: 'https://gone.example/k' }),
    'inconclusive',
    'proof unknown key-unreachable',
  ),
  row(
    'other-algorithm',
    'The token says ES256, and the key is RSA.',
    () => altered({}, {}, p256),
    'invalid',
    'proof failed proof-key-type',
  ),
  row(
    'proof-inside-forged',
    'The token is good and the proof inside is not (DI9).',
    async () => {
      const badge = await withProof(unsignedBadge(), { signer: otherKey })
      return vcJwt(badge, rsa)
    },
    'invalid',
    'proof failed proof-signature',
  ),
]

const claims: readonly VectorRow[] = [
  claim('iss', 'https://evil.example/issuer'),
  claim('sub', 'urn:uuid:00000000-0000-4000-8000-000000000000'),
  claim('jti', 'https://harbor.example.org/credentials/2'),
  claim('nbf', 1),
  claim('exp', 1_999_999_999),
  claim('aud', 'https://other.example'),
  claim('iss', undefined),
  claim('jti', undefined),
  claim('nbf', undefined),
  row(
    'claim-sub-missing',
    'The token lacks the claim sub (OD5).',
    () => altered({ sub: undefined }),
    'valid',
    'data-model warning data-model-claims-missing',
  ),
  row(
    'ended',
    'The token has ended (T7).',
    () => altered({ ...noClaims, exp: 1_777_000_000 }, { typ: 'vc+jwt' }),
    'invalid',
    'proof failed proof-expired',
  ),
]

/** Badges as tokens (STANDARDS 6, OD5; THREATS T1-T4). */
export const tokens: VectorSet = {
  name: 'ob3-jwt',
  about: 'Open Badges 3.0 as a VC-JWT, by every algorithm.',
  network: async () => ({ ...(await issuerNetwork()), [issuerId]: documentWithJwk(rsa.jwk) }),
  rows: [...goodRows, ...headers, ...keys, ...claims],
}
