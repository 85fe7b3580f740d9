/** A token that nobody may take for anything, under the row of THREATS 3.2 that it belongs to. */
export interface HostileToken {
  readonly row: 'T1' | 'T2' | 'T3' | 'T4' | 'T7'
  readonly title: string
  readonly token: string
}

const encode = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url')

/** What a badge as a JWT says (OB 3.0, 8.2), of somebody who would like to be believed. */
const badge = {
  iss: 'https://harbor.example.org/issuer',
  sub: 'urn:uuid:6f1c2a54-8f4e-4f0e-9a5a-0a4d2f6f9d11',
  jti: 'https://harbor.example.org/credentials/1',
  nbf: 1_767_225_600,
  vc: {
    '@context': [
      'https://www.w3.org/ns/credentials/v2',
      'https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json',
    ],
    id: 'https://harbor.example.org/credentials/1',
    type: ['VerifiableCredential', 'OpenBadgeCredential'],
    issuer: { id: 'https://harbor.example.org/issuer', type: ['Profile'] },
    validFrom: '2026-01-01T00:00:00Z',
    credentialSubject: { id: 'urn:uuid:6f1c2a54-8f4e-4f0e-9a5a-0a4d2f6f9d11', type: ['AchievementSubject'] },
  },
}

const signature = Buffer.alloc(64, 7).toString('base64url')
const jws = (header: object, claims: object = {}): string =>
  `${encode(header)}.${encode({ ...badge, ...claims })}.${signature}`
/** The claims stand in the clear where the encrypted key belongs, for a reader that counts no parts. */
const jwe = (header: object): string =>
  `${encode(header)}.${[badge, 'iv', 'text', 'tag'].map(encode).join('.')}`

/** An address that a verifier must not ask; tests listen for it. */
const canary = 'http://127.0.0.1:9/keys.json'
const jwk = { kty: 'OKP', crv: 'Ed25519', x: Buffer.alloc(32, 1).toString('base64url') }

/** Tokens for every place that takes something from outside: VC-JWT, JWE, SD-JWT and bearer tokens (THREATS T1-T4, T7). */
export const hostileTokens: readonly HostileToken[] = [
  { row: 'T1', title: 'alg none', token: `${encode({ alg: 'none' })}.${encode(badge)}.` },
  { row: 'T1', title: 'alg nOnE with a signature', token: jws({ alg: 'nOnE' }) },
  { row: 'T1', title: 'HS256 where a public key is expected', token: jws({ alg: 'HS256', kid: badge.iss }) },
  { row: 'T1', title: 'an unknown crit', token: jws({ alg: 'EdDSA', crit: ['x'], x: 1, jwk }) },
  { row: 'T1', title: 'b64 false', token: jws({ alg: 'EdDSA', crit: ['b64'], b64: false, jwk }) },
  { row: 'T1', title: 'an unknown typ', token: jws({ alg: 'EdDSA', typ: 'secret+jwt', jwk }) },
  { row: 'T2', title: 'a key of its own', token: jws({ alg: 'EdDSA', typ: 'JWT', jwk }) },
  { row: 'T2', title: 'jku', token: jws({ alg: 'EdDSA', jku: canary }) },
  { row: 'T2', title: 'x5u', token: jws({ alg: 'RS256', x5u: canary }) },
  { row: 'T2', title: 'x5c', token: jws({ alg: 'RS256', x5c: [Buffer.alloc(900, 5).toString('base64')] }) },
  { row: 'T3', title: 'kid as a path', token: jws({ alg: 'RS256', kid: '../../../../etc/passwd' }) },
  {
    row: 'T3',
    title: 'kid as SQL',
    token: jws({ alg: 'RS256', kid: "' UNION SELECT sealed_private FROM signing_key --" }),
  },
  { row: 'T3', title: 'kid as an address of a private host', token: jws({ alg: 'RS256', kid: canary }) },
  { row: 'T3', title: 'kid __proto__', token: jws({ alg: 'RS256', kid: '__proto__' }) },
  { row: 'T3', title: 'kid of 1 MB', token: jws({ alg: 'RS256', kid: 'k'.repeat(700_000) }) },
  { row: 'T4', title: 'a JWE', token: jwe({ alg: 'RSA-OAEP', enc: 'A256GCM' }) },
  {
    row: 'T4',
    title: 'a JWE that says it is compressed',
    token: jwe({ alg: 'dir', enc: 'A256GCM', zip: 'DEF' }),
  },
  {
    row: 'T4',
    title: 'a JWE whose password costs 1,000,000,000 rounds',
    token: jwe({ alg: 'PBES2-HS256+A128KW', enc: 'A256GCM', p2c: 1_000_000_000, p2s: 'AAAAAAAAAAA' }),
  },
  {
    row: 'T4',
    title: 'an SD-JWT',
    token: `${jws({ alg: 'ES256', typ: 'vc+sd-jwt', kid: canary })}~${encode(['s', 'name', 'x'])}~`,
  },
  {
    row: 'T7',
    title: 'aud of another service',
    token: jws({ alg: 'EdDSA', typ: 'JWT', jwk }, { aud: 'https://other.example' }),
  },
  { row: 'T7', title: 'expired', token: jws({ alg: 'EdDSA', typ: 'JWT', jwk }, { exp: 1 }) },
  {
    row: 'T7',
    title: 'not yet valid',
    token: jws({ alg: 'EdDSA', typ: 'JWT', jwk }, { nbf: 9_999_999_999 }),
  },
]
