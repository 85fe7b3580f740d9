import { didKeyMethod, type JsonObject, type JsonValue } from '@assay/core'
import { now, otherKey, unsignedBadge } from '../../src/test/badge.ts'
import { envelopeOf, holderId, holderKey, presentationOf } from '../../src/test/presentation.ts'
import { anyToken } from '../tokens.ts'
import { joseToken, tokenNetwork } from './envelopes.ts'
import { asked, good } from './presentations.ts'
import type { VectorRow, VectorSet } from './vector.ts'

const seconds = now / 1000
const kid = didKeyMethod(holderKey.publicKey)
const claims = { nonce: asked.challenge, aud: asked.domain, iss: holderId, iat: seconds }

/** A presentation in a token, with other claims (null: without it) or another header. */
async function token(
  change: JsonObject = {},
  header: JsonObject = {},
  signer = holderKey,
  credentials?: readonly JsonValue[],
): Promise<string> {
  const inner = credentials ?? [envelopeOf(await joseToken()), await good()]
  const members = Object.entries({ ...presentationOf(inner), ...claims, ...change })
  const payload = Object.fromEntries(members.filter(([, value]) => value !== null))
  return anyToken({ kid, typ: 'vp+jwt', ...header }, payload, signer)
}

const row = (
  name: string,
  about: string,
  input: () => Promise<JsonValue>,
  ...expected: VectorRow['expected']
): VectorRow => ({ name, about, input, expected, ...asked })
const refused = (name: string, about: string, change: JsonObject, header: JsonObject, code = 'parse-token') =>
  row(name, about, () => token(change, header), 'invalid', `parse failed ${code}`)
const old = (members: JsonObject): JsonObject => ({
  '@context': ['https://www.w3.org/2018/credentials/v1'],
  type: ['VerifiablePresentation'],
  ...members,
})
const oldToken = (vp: JsonObject) =>
  anyToken({ kid, typ: 'JWT' }, { iss: holderId, nonce: asked.challenge, aud: asked.domain, vp }, holderKey)

/** Presentations as tokens (STANDARDS VJ1-VJ3, VM11; THREATS T7). */
export const presentationTokens: VectorSet = {
  name: 'presentations-jwt',
  about: 'Presentations as tokens, signed by the holder, and what stands inside.',
  network: tokenNetwork,
  rows: [
    row(
      'good',
      'Signed by its holder for whoever asked; an envelope and a badge stand inside.',
      () => token(),
      'valid',
    ),
    row(
      'good-in-an-envelope',
      'The token stands in an envelope.',
      async () => envelopeOf(await token(), 'application/vp+jwt'),
      'valid',
    ),
    row(
      'good-for-several',
      'It was made for several verifiers.',
      () => token({ aud: [asked.domain, 'other.example'] }),
      'valid',
    ),
    row(
      'nonce-other',
      'It answers another challenge (T7).',
      () => token({ nonce: 'c-2' }),
      'invalid',
      'proof failed proof-challenge',
    ),
    row(
      'nonce-missing',
      'It answers no challenge (T7).',
      () => token({ nonce: null }),
      'invalid',
      'proof failed proof-challenge',
    ),
    row(
      'aud-other',
      'It was made for another verifier (T7).',
      () => token({ aud: 'other.example' }),
      'invalid',
      'proof failed proof-domain',
    ),
    row(
      'aud-missing',
      'It was made for nobody in particular.',
      () => token({ aud: null }),
      'invalid',
      'proof failed proof-domain',
    ),
    row(
      'ended',
      'The token has ended (T7).',
      () => token({ exp: seconds - 1 }),
      'invalid',
      'proof failed proof-expired',
    ),
    row(
      'not-yet',
      'The token does not count yet (T7).',
      () => token({ nbf: seconds + 1 }),
      'invalid',
      'proof failed proof-not-yet',
    ),
    row(
      'iss-other',
      'Token and presentation name different holders (VJ3).',
      () => token({ iss: 'https://eve.example.org/' }),
      'invalid',
      'data-model failed data-model-claims',
    ),
    row(
      'another-key',
      'Another key signed under the name of the holder’s.',
      () => token({}, {}, otherKey),
      'invalid',
      'proof failed proof-signature',
    ),
    row(
      'another-party',
      'Somebody else presents what the holder has, under the holder’s name (KY6).',
      () => token({}, { kid: didKeyMethod(otherKey.publicKey) }, otherKey),
      'invalid',
      'issuer-binding failed holder-not-bound',
    ),
    row(
      'content-changed',
      'The payload was changed after signing.',
      async () => {
        const [head, , signature] = (await token()).split('.')
        return [head, (await token({ iat: seconds + 1 })).split('.')[1], signature].join('.')
      },
      'invalid',
      'proof failed proof-signature',
    ),
    row(
      'one-forged',
      'The token is good, and one credential inside is forged (VM11).',
      async () =>
        token({}, {}, holderKey, [await good(), envelopeOf(await joseToken(undefined, {}, otherKey))]),
      'invalid',
      'credentials failed credentials-failed',
    ),
    row(
      'one-not-signed',
      'The token is good, and one credential inside is not signed (VM11).',
      async () => token({}, {}, holderKey, [await good(), unsignedBadge()]),
      'invalid',
      'credentials failed credentials-failed',
    ),
    row(
      'text-inside',
      'A token stands inside without an envelope (VM10).',
      async () => token({}, {}, holderKey, [await joseToken()]),
      'invalid',
      'data-model failed data-model-malformed',
    ),
    refused('alg-none', 'Not signed (T1).', {}, { alg: 'none' }, 'parse-token-refused'),
    refused(
      'cty-of-a-credential',
      'The content type is that of a credential (VJ1).',
      {},
      { cty: 'vc' },
      'parse-token-type',
    ),
    refused('claim-vp', 'A presentation of version 2.0 in the claim "vp" (VJ2).', { vp: {} }, {}),
    refused('claim-vc', 'There is a claim "vc" (VJ2).', { vc: {} }, {}),
    refused('exp-no-date', 'The end is no number.', { exp: 'soon' }, {}),
    row(
      'good-1.1',
      'Version 1.1, in the claim "vp", with a token inside.',
      async () => oldToken(old({ verifiableCredential: [await joseToken()] })),
      'valid',
      'data-model warning data-model-superseded',
    ),
    row(
      'form-of-1.1',
      'Version 2.0 in the claim "vp" (VJ2).',
      async () => oldToken(presentationOf([await good()])),
      'invalid',
      'parse failed parse-token',
    ),
  ],
}
