import { didKeyMethod, encodeBase64, encodeUtf8, type JsonObject, type JsonValue } from '@assay/core'
import { issuerId, issuerKey, listUrl, otherKey, unsignedBadge } from '../../src/test/badge.ts'
import { envelopeOf } from '../../src/test/presentation.ts'
import { anyToken, documentWithJwk, jwkOf, tokenMethod } from '../tokens.ts'
import { issuerNetwork, listOf } from './common.ts'
import type { VectorRow, VectorSet } from './vector.ts'

/** The issuer’s token of VC-JOSE-COSE. */
export const joseToken = (
  document: JsonObject = unsignedBadge(),
  header: JsonObject = {},
  signer = issuerKey,
) => anyToken({ kid: tokenMethod, typ: 'vc+jwt', ...header }, document, signer)

/** The issuer with a key for tokens, and its status list. */
export const tokenNetwork = async () => ({
  ...(await issuerNetwork()),
  [issuerId]: documentWithJwk(jwkOf(issuerKey)),
})

const row = (
  name: string,
  about: string,
  input: () => Promise<JsonValue>,
  ...expected: VectorRow['expected']
): VectorRow => ({ name, about, input, expected })
const around = (token: () => Promise<string>, mediaType?: string) => async () =>
  envelopeOf(await token(), mediaType)
/** A good token in an envelope with these members. */
const wrapped = (
  name: string,
  about: string,
  members: (token: string) => JsonObject,
  code = 'parse-envelope',
) =>
  row(
    name,
    about,
    async () => {
      const token = await joseToken()
      return envelopeOf(token, undefined, members(token))
    },
    'invalid',
    `parse failed ${code}`,
  )
const signature = 'proof failed proof-signature'

/** Credentials in envelopes (STANDARDS VM10, VJ1, VJ6; VCDM 2.0, 4.13). */
export const envelopes: VectorSet = {
  name: 'envelopes',
  about: 'Enveloped credentials, each by itself: what counts is the token inside.',
  network: tokenNetwork,
  rows: [
    row('good', 'A good token.', around(joseToken), 'valid'),
    row(
      'good-base64',
      'The data are in base64.',
      async () => {
        const token = await joseToken()
        return envelopeOf(token, undefined, {
          id: `data:application/vc+jwt;base64,${encodeBase64(encodeUtf8(token))}`,
        })
      },
      'valid',
    ),
    row(
      'good-without-typ',
      'The token has no type; the envelope says what it is (VJ1).',
      around(() => anyToken({ kid: tokenMethod }, unsignedBadge(), issuerKey)),
      'valid',
    ),
    row(
      'content-changed',
      'The payload was changed after signing.',
      around(async () => {
        const [head, , end] = (await joseToken()).split('.')
        return [head, (await joseToken(unsignedBadge({ name: 'Crane safety' }))).split('.')[1], end].join('.')
      }),
      'invalid',
      signature,
    ),
    row(
      'another-key',
      'Another key signed.',
      around(() => joseToken(undefined, {}, otherKey)),
      'invalid',
      signature,
    ),
    row(
      'another-party',
      'Somebody else signed with a good key of their own.',
      around(() => joseToken(undefined, { kid: didKeyMethod(otherKey.publicKey) }, otherKey)),
      'invalid',
      'issuer-binding failed issuer-not-bound',
    ),
    {
      ...row(
        'revoked',
        'The credential inside was revoked.',
        around(joseToken),
        'invalid',
        'status failed status-revoked',
      ),
      network: async () => ({ [listUrl]: await listOf([[94_567, 1]]) }),
    },
    row(
      'typ-of-a-presentation',
      'The token says that it holds a presentation (VJ1).',
      around(() => joseToken(undefined, { typ: 'vp+jwt' })),
      'invalid',
      'parse failed parse-token-type',
    ),
    row(
      'claim-vc',
      'The credential stands in the claim "vc" (VJ2).',
      around(() => anyToken({ kid: tokenMethod, typ: 'vc+jwt' }, { vc: unsignedBadge() }, issuerKey)),
      'invalid',
      'parse failed parse-token',
    ),
    wrapped('type-of-a-page', 'The media type is that of a page.', (token) => ({
      id: `data:text/html,${token}`,
    })),
    wrapped('type-of-a-presentation', 'The media type is that of a presentation.', (token) => ({
      id: `data:application/vp+jwt,${token}`,
    })),
    wrapped('at-a-web-address', 'The id is no data URL.', () => ({
      id: 'https://harbor.example.org/credentials/1',
    })),
    wrapped(
      'no-token',
      'What it holds is no token.',
      () => ({ id: 'data:application/vc+jwt,{}' }),
      'parse-token',
    ),
    wrapped('context-missing', 'The envelope has no context.', () => ({ '@context': [] })),
    wrapped('second-type', 'The envelope says that it is a credential, too.', () => ({
      type: ['EnvelopedVerifiableCredential', 'VerifiableCredential'],
    })),
  ],
}
