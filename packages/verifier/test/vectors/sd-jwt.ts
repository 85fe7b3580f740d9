import {
  decodeBase64Url,
  encodeBase64Url,
  encodeUtf8,
  type JsonObject,
  type JsonValue,
  parseJson,
} from '@assay/core'
import { issueSdJwt, parseJws, presentSdJwt } from '@assay/credentials'
import { issuerKey, listUrl, nodeEngines, now, otherKey, unsignedBadge } from '../../src/test/badge.ts'
import { envelopeOf, holderKey } from '../../src/test/presentation.ts'
import { anyToken, jwkOf, tokenMethod } from '../tokens.ts'
import { listOf } from './common.ts'
import { tokenNetwork } from './envelopes.ts'
import type { VectorRow, VectorSet } from './vector.ts'

const { crypto } = nodeEngines
const asked = { challenge: 'c-1', domain: 'verifier.example' }
const textOf = (value: JsonValue) => encodeBase64Url(encodeUtf8(JSON.stringify(value)))
const digestOf = (text: string) => encodeBase64Url(crypto.sha256(encodeUtf8(text)))

/** The badge with its issuer's signature and all disclosures; salts are fixed here, and random everywhere else. */
function issued(sign = issuerKey.sign, kid = tokenMethod): Promise<string> {
  let salts = 0
  return issueSdJwt({
    ...{ credential: unsignedBadge(), crypto, algorithm: 'EdDSA', kid, sign, holderKey: holderKey.publicKey },
    disclosable: ['/credentialSubject/identifier', '/name', '/awardedDate'],
    makeSalt: () => {
      salts += 1
      return encodeBase64Url(crypto.sha256(Uint8Array.of(salts)).slice(0, 16))
    },
  })
}
const payloadOf = async () => parseJson(parseJws((await issued()).split('~')[0] ?? '').payload) as JsonObject

/** Any payload, signed by the issuer, with any disclosures. */
async function token(
  change: JsonObject,
  disclosures: readonly string[] = [],
  header: JsonObject = {},
): Promise<string> {
  const { _sd, ...payload } = await payloadOf()
  const signed = await anyToken(
    { kid: tokenMethod, typ: 'vc+sd-jwt', ...header },
    { ...payload, ...change },
    issuerKey,
  )
  return [signed, ...disclosures, ''].join('~')
}

const row = (
  name: string,
  about: string,
  input: () => Promise<JsonValue>,
  ...expected: VectorRow['expected']
): VectorRow => ({ name, about, input, expected })
/** A payload that refers to a disclosure in a way that is not allowed. */
const malformed = (name: string, about: string, change: JsonObject, ...disclosures: readonly string[]) =>
  row(name, about, () => token(change, disclosures), 'invalid', 'parse failed parse-token-disclosures')
const disclosed = (name: string, about: string, value: JsonValue) =>
  malformed(name, about, { _sd: [digestOf(textOf(value))] }, textOf(value))

const award = textOf(['salt', 'awardedDate', '2026-01-02T00:00:00Z'])
const element = textOf(['salt', 'demonstration'])
const signature = 'proof failed proof-signature'

const issuing: readonly VectorRow[] = [
  row('good', 'Everything is shown.', issued, 'valid'),
  row(
    'good-in-part',
    'The recipient’s address and the date are withheld.',
    async () => presentSdJwt(await issued(), { crypto, disclose: ['/name'] }),
    'valid',
  ),
  row(
    'good-nothing-shown',
    'All that may be withheld is.',
    async () => presentSdJwt(await issued(), { crypto, disclose: [] }),
    'valid',
  ),
  row(
    'good-in-an-envelope',
    'The token stands in an envelope.',
    async () => envelopeOf(await issued(), 'application/vc+sd-jwt'),
    'valid',
  ),
  row('decoy', 'A digest belongs to nothing.', () => token({ _sd: [digestOf('decoy')] }), 'valid'),
  row(
    'sha-384',
    'Digests are of SHA-384.',
    () => token({ _sd_alg: 'sha-384', _sd: [encodeBase64Url(crypto.sha384(encodeUtf8(award)))] }, [award]),
    'valid',
  ),
  row('another-key', 'Another key signed.', () => issued(otherKey.sign), 'invalid', signature),
  row(
    'signature-cut',
    'The signature is missing.',
    async () => (await issued()).replace(/\.[^.~]*~/, '.~'),
    'invalid',
    signature,
  ),
  {
    ...row(
      'revoked',
      'It was revoked, and everything is withheld.',
      async () => presentSdJwt(await issued(), { crypto, disclose: [] }),
      'invalid',
      'status failed status-revoked',
    ),
    network: async () => ({ [listUrl]: await listOf([[94_567, 1]]) }),
  },
  row(
    'word-without-meaning',
    'What is disclosed has no meaning (G7).',
    () => {
      const shoe = textOf(['salt', 'shoeSize', 43])
      return token({ _sd: [digestOf(shoe)] }, [shoe])
    },
    'invalid',
    'data-model failed data-model-undefined-term',
    'proof failed proof-document',
  ),
  ...['JWT', 'dc+sd-jwt', 'vc+jwt'].map((typ) =>
    row(
      `typ-${typ.toLowerCase().replaceAll('+', '-')}`,
      `Its type is ${typ} (VJ1).`,
      () => token({}, [], { typ }),
      'invalid',
      'parse failed parse-token-type',
    ),
  ),
  row(
    'without-tilde',
    'It is given as a plain token.',
    async () => (await token({})).slice(0, -1),
    'invalid',
    'parse failed parse-token-type',
  ),
  row(
    'hash-unknown',
    'Digests are of a function that is not accepted.',
    () => token({ _sd_alg: 'md5' }),
    'invalid',
    'parse failed parse-token-refused',
  ),
]

const disclosures: readonly VectorRow[] = [
  row(
    'disclosure-of-another',
    'A disclosure belongs to nothing that was signed.',
    async () => `${await issued()}${award}~`,
    'invalid',
    'parse failed parse-token-disclosures',
  ),
  row(
    'disclosure-changed',
    'A disclosure was changed.',
    async () => {
      const [jws, first, second, ...rest] = (await issued()).split('~')
      const [salt, name] = parseJson(decodeBase64Url(second ?? '')) as JsonValue[]
      return [jws, first, textOf([salt ?? '', name ?? '', 'Crane safety']), ...rest].join('~')
    },
    'invalid',
    'parse failed parse-token-disclosures',
  ),
  row(
    'disclosure-twice',
    'A disclosure is given twice.',
    async () => {
      const [jws, first, ...rest] = (await issued()).split('~')
      return [jws, first, first, ...rest].join('~')
    },
    'invalid',
    'parse failed parse-token-disclosures',
  ),
  malformed('digest-twice', 'A digest stands in two places.', { _sd: ['x'], criteria: { _sd: ['x'] } }),
  malformed('digests-no-list', 'The digests are no list.', { _sd: digestOf(award) }, award),
  malformed('digest-no-text', 'A digest is a number.', { _sd: [5] }),
  malformed('placeholder-no-text', 'The placeholder in a list is a number.', { evidence: [{ '...': 5 }] }),
  malformed(
    'placeholder-with-more',
    'The placeholder in a list has a second member.',
    { evidence: [{ '...': digestOf(element), name: 'x' }] },
    element,
  ),
  malformed(
    'element-as-member',
    'An element of a list is disclosed as a member.',
    { _sd: [digestOf(element)] },
    element,
  ),
  malformed(
    'member-as-element',
    'A member is disclosed as an element of a list.',
    { evidence: [{ '...': digestOf(award) }] },
    award,
  ),
  malformed(
    'name-there-already',
    'A disclosure brings a name that stands there already.',
    { awardedDate: '2026-01-01T00:00:00Z', _sd: [digestOf(award)] },
    award,
  ),
  disclosed('name-_sd', 'A disclosure brings the name _sd.', ['salt', '_sd', ['x']]),
  disclosed('name-dots', 'A disclosure brings the name "...".', ['salt', '...', 'x']),
  disclosed('name-no-text', 'The name is a number.', ['salt', 5, 'x']),
  disclosed('salt-no-text', 'The salt is a number.', [5, 'awardedDate', '2026-01-02T00:00:00Z']),
  disclosed('disclosure-of-one', 'A disclosure is a list of one.', ['salt']),
  disclosed('disclosure-of-four', 'A disclosure is a list of four.', ['salt', 'name', 'x', 'y']),
  disclosed('disclosure-no-list', 'A disclosure is an object.', { salt: 'x' }),
  malformed('disclosure-no-json', 'A disclosure is no JSON.', { _sd: [digestOf('AAAA')] }, 'AAAA'),
  malformed('disclosure-empty', 'A disclosure is empty.', {}, ''),
]

interface Binding {
  readonly header?: JsonObject
  /** Claims in place of the usual; null leaves one out. */
  readonly claims?: JsonObject
  readonly signer?: typeof holderKey
  /** What it is made for. Default: what is presented. */
  readonly hash?: string
}

/** What its holder presents: with the name, bound to whoever asked. */
async function bound(
  { header = {}, claims = {}, signer = holderKey, hash }: Binding = {},
  given?: string,
): Promise<string> {
  const presented = await presentSdJwt(given ?? (await issued()), { crypto, disclose: ['/name'] })
  const members = Object.entries({
    ...{ iat: now / 1000, aud: asked.domain, nonce: asked.challenge, sd_hash: hash ?? digestOf(presented) },
    ...claims,
  })
  const payload = Object.fromEntries(members.filter(([, value]) => value !== null))
  return `${presented}${await anyToken({ typ: 'kb+jwt', ...header }, payload, signer)}`
}
const binding = (
  name: string,
  about: string,
  input: () => Promise<string>,
  ...expected: VectorRow['expected']
): VectorRow => ({
  ...row(`binding-${name}`, about, input, ...expected),
  ...asked,
})
const unbound = (name: string, about: string, recipe: Binding, code: string) =>
  binding(name, about, () => bound(recipe), 'invalid', `proof failed ${code}`)
/** A badge that names its holder's key otherwise. */
const named = async (cnf: JsonValue | null) => {
  const { cnf: _, ...payload } = await payloadOf()
  const [, ...rest] = (await issued()).split('~')
  const members = { ...payload, ...(cnf === null ? {} : { cnf }) }
  return [await anyToken({ kid: tokenMethod, typ: 'vc+sd-jwt' }, members, issuerKey), ...rest].join('~')
}

const bindings: readonly VectorRow[] = [
  binding('good', 'Its holder signed what is presented, for whoever asked.', () => bound(), 'valid'),
  row(
    'binding-good-not-asked',
    'The holder signed for somebody, and this reader asked for nothing.',
    () => bound(),
    'valid',
  ),
  binding(
    'missing',
    'There is none, and the verifier asked for an answer.',
    issued,
    'invalid',
    'proof failed key-binding-missing',
  ),
  unbound(
    'nonce-other',
    'It answers another challenge (T7).',
    { claims: { nonce: 'c-2' } },
    'proof-challenge',
  ),
  unbound(
    'aud-other',
    'It was made for another verifier (T7).',
    { claims: { aud: 'other.example' } },
    'proof-domain',
  ),
  unbound(
    'of-another-selection',
    'It was made for something else than what is presented.',
    { hash: digestOf('x') },
    'key-binding-other',
  ),
  unbound('another-key', 'Another key signed it.', { signer: otherKey }, 'key-binding-signature'),
  unbound(
    'old',
    'It was made more than an hour ago.',
    { claims: { iat: now / 1000 - 3_601 } },
    'key-binding-date',
  ),
  unbound(
    'of-tomorrow',
    'It was made in the future.',
    { claims: { iat: now / 1000 + 61 } },
    'key-binding-date',
  ),
  ...['iat', 'aud', 'nonce', 'sd_hash'].map((claim) =>
    unbound(
      `without-${claim.replace('_', '-')}`,
      `It lacks the claim ${claim}.`,
      { claims: { [claim]: null } },
      'key-binding-malformed',
    ),
  ),
  binding(
    'typ-other',
    'Its type is another.',
    () => bound({ header: { typ: 'JWT' } }),
    'invalid',
    'parse failed parse-token-disclosures',
  ),
  binding(
    'alg-none',
    'It is not signed (T1).',
    async () => {
      const [head, body] = [
        textOf({ alg: 'none', typ: 'kb+jwt' }),
        (await bound()).split('~').at(-1)?.split('.')[1],
      ]
      return (await bound()).replace(/[^~]*$/, `${head}.${body}.`)
    },
    'invalid',
    'parse failed parse-token-refused',
  ),
  binding(
    'no-key',
    'The badge names no key of its holder.',
    async () => bound({}, await named(null)),
    'invalid',
    'proof failed key-binding-malformed',
  ),
  binding(
    'key-no-object',
    'What names the holder’s key is a text.',
    async () => (await bound()).replace(/^[^~]*/, (await named('key')).split('~')[0] ?? ''),
    'invalid',
    'parse failed parse-token-disclosures',
  ),
  binding(
    'key-private',
    'The badge shows the secret half of the holder’s key.',
    async () => bound({}, await named({ jwk: { ...jwkOf(holderKey), d: 'AQ' } })),
    'invalid',
    'proof failed key-private',
  ),
  binding(
    'key-silent',
    'The holder’s key is named by an address that does not answer.',
    async () => bound({}, await named({ kid: 'https://gone.example/#k' })),
    'inconclusive',
    'proof unknown key-unreachable',
  ),
]

/** Tokens whose holder may withhold parts (STANDARDS VJ7; RFC 9901; VC-JOSE-COSE 3.2). */
export const sdJwt: VectorSet = {
  name: 'ob3-sd-jwt',
  about:
    'Open Badges 3.0 as an SD-JWT: what the issuer signed, what is disclosed, and the key binding of the holder.',
  network: tokenNetwork,
  rows: [...issuing, ...disclosures, ...bindings],
}
