import { encodeBase64, encodeMultibase, encodeUtf8, type JsonObject, type JsonValue } from '@assay/core'
import { issuerDocument, issuerId, nodeEngines, otherKey, unsignedBadge } from '../../src/test/badge.ts'
import { issuerNetwork } from './common.ts'
import { type ProofRecipe, withProof } from './make-proof.ts'
import type { VectorRow, VectorSet } from './vector.ts'

const { crypto } = nodeEngines
const address = 'https://harbor.example.org/schema'
const $schema = 'https://json-schema.org/draft/2020-12/schema'
const fits = { $schema, required: ['awardedDate'] }
const fitsNot = { $schema, required: ['licence'] }
const contexts = unsignedBadge()['@context'] as readonly JsonValue[]
const extensions = 'https://purl.imsglobal.org/spec/ob/v3p0/extensions.json'

/** A badge that names a schema at the address, and what that address answers. */
function row(
  name: string,
  about: string,
  entry: JsonObject,
  answer: () => JsonValue | number | Promise<JsonValue>,
  ...expected: VectorRow['expected']
): VectorRow {
  const isOf1EdTech = String(entry.type).startsWith('1EdTech')
  const extra = isOf1EdTech ? { '@context': [...contexts, extensions] } : {}
  return {
    ...{ name, about, expected },
    input: () => withProof(unsignedBadge({ ...extra, credentialSchema: [{ id: address, ...entry }] })),
    network: async () => ({ [address]: await answer() }),
  }
}
const open = (
  name: string,
  about: string,
  entry: JsonObject,
  answer: () => JsonValue | Promise<JsonValue>,
  code: string,
) => row(name, about, entry, answer, 'valid', `schema unknown ${code}`)
const failed = (
  name: string,
  about: string,
  entry: JsonObject,
  answer: () => JsonValue | Promise<JsonValue>,
  code: string,
) => row(name, about, entry, answer, 'invalid', `schema failed ${code}`)

const of1EdTech = { type: '1EdTechJsonSchemaValidator2019' }
const plain = { type: 'JsonSchema' }
const inCredential = { type: 'JsonSchemaCredential' }

const held = (schema: JsonObject, extra: JsonObject = {}, recipe: ProofRecipe = {}) =>
  withProof(
    {
      '@context': ['https://www.w3.org/ns/credentials/v2'],
      id: address,
      type: ['VerifiableCredential', 'JsonSchemaCredential'],
      issuer: issuerId,
      credentialSubject: { id: `${address}#schema`, type: 'JsonSchema', jsonSchema: schema },
      ...extra,
    },
    recipe,
  )

const sri = (text: string) => `sha384-${encodeBase64(crypto.sha384(encodeUtf8(text)))}`
const multihash = (text: string) =>
  encodeMultibase('u', Uint8Array.from([0x12, 32, ...crypto.sha256(encodeUtf8(text))]))

/** Schemas that a credential names (STANDARDS OD4; VC JSON Schema 1.0). */
export const schemas: VectorSet = {
  name: 'credential-schemas',
  about:
    'Badges that name a schema. One that cannot be had or used leaves the step open and turns no verdict.',
  network: () => issuerNetwork(),
  rows: [
    row('good-1edtech', 'It fits.', of1EdTech, () => ({ required: ['awardedDate'] }), 'valid'),
    failed(
      'fits-not-1edtech',
      'It does not fit.',
      of1EdTech,
      () => ({ required: ['licence'] }),
      'schema-invalid',
    ),
    row('good-json-schema', 'It fits, JsonSchema.', plain, () => fits, 'valid'),
    failed('fits-not-json-schema', 'It does not fit, JsonSchema.', plain, () => fitsNot, 'schema-invalid'),
    open(
      'version-missing',
      'The schema does not say its version.',
      plain,
      () => ({ required: [] }),
      'schema-version',
    ),
    open(
      'version-unknown',
      'The schema is of a version that nobody has to know.',
      plain,
      () => ({ ...fits, $schema: 'http://json-schema.org/draft-04/schema#' }),
      'schema-version',
    ),
    open('gone', 'The schema does not answer.', plain, () => 404, 'schema-unreachable'),
    open(
      'no-schema',
      'What lies there is no schema.',
      plain,
      () => ({ $schema, type: 5 }),
      'schema-unusable',
    ),
    open(
      'refers-elsewhere',
      'The schema refers to another address, which is not asked.',
      plain,
      () => ({ $schema, $ref: 'https://other.example.org/schema' }),
      'schema-costly',
    ),
    open(
      'type-unknown',
      'The type says no way of checking.',
      { type: '1EdTechCredentialRefresh' },
      () => fits,
      'schema-type',
    ),
    row(
      'digest-good',
      'The entry fixes the schema by its digest.',
      { ...plain, digestSRI: sri(JSON.stringify(fits)) },
      () => fits,
      'valid',
    ),
    failed(
      'digest-of-another',
      'The schema is another one than was fixed.',
      { ...plain, digestSRI: sri('{}') },
      () => fits,
      'schema-digest',
    ),
    row(
      'good-in-credential',
      'The schema stands in a good credential.',
      inCredential,
      () => held(fits),
      'valid',
    ),
    failed(
      'fits-not-in-credential',
      'It does not fit that schema.',
      inCredential,
      () => held(fitsNot),
      'schema-invalid',
    ),
    failed(
      'credential-forged',
      'Another key signed the credential that holds the schema.',
      inCredential,
      () => held(fits, {}, { signer: otherKey }),
      'schema-credential',
    ),
    failed(
      'credential-expired',
      'The credential that holds the schema has expired.',
      inCredential,
      () => held(fits, { validUntil: '2026-02-01T00:00:00Z' }),
      'schema-credential',
    ),
    open(
      'credential-unknown',
      'The key of the credential that holds the schema cannot be had.',
      inCredential,
      () => held(fits, {}, { members: { verificationMethod: 'https://gone.example/#k' } }),
      'schema-credential-unknown',
    ),
    open(
      'credential-missing',
      'There is a schema and no credential around it.',
      inCredential,
      () => fits,
      'schema-unusable',
    ),
  ],
}

const resource = (
  name: string,
  about: string,
  relatedResource: JsonValue,
  ...expected: VectorRow['expected']
): VectorRow => ({
  ...{ name, about, expected },
  input: () => withProof(unsignedBadge({ relatedResource })),
})
const base = 'https://www.w3.org/ns/credentials/v2'
const published = 'sha384-l/HrjlBCNWyAX91hr6LFV2Y3heB5Tcr6IeE4/Tje8YyzYBM8IhqjHWiWpr8+ZbYU'
const ofIssuer = JSON.stringify(issuerDocument())
const picture = 'https://harbor.example.org/picture'
const malformed = 'data-model failed data-model-malformed'
const changed = 'data-model failed data-model-related-resource'

/** Files that a credential fixes by a digest (STANDARDS VM8, VM9). */
export const relatedResources: VectorSet = {
  name: 'related-resources',
  about: 'Badges that fix files by their digests. A file is compared when the verification makes use of it.',
  network: () => issuerNetwork(),
  rows: [
    resource(
      'good-context',
      'The published digest of a context.',
      [{ id: base, digestSRI: published }],
      'valid',
    ),
    resource(
      'context-of-another-text',
      'Another digest of that context.',
      [{ id: base, digestSRI: sri('x') }],
      'invalid',
      changed,
    ),
    resource(
      'good-document',
      'The issuer’s document.',
      [{ id: issuerId, digestMultibase: multihash(ofIssuer) }],
      'valid',
    ),
    resource(
      'document-changed',
      'The issuer’s document is another one now.',
      [{ id: issuerId, digestMultibase: multihash('x') }],
      'invalid',
      changed,
    ),
    resource(
      'one-digest-of-two',
      'One digest is right and the other is not.',
      [{ id: issuerId, digestMultibase: multihash(ofIssuer), digestSRI: sri('x') }],
      'invalid',
      changed,
    ),
    resource(
      'not-made-use-of',
      'A file that the verification does not need is not asked for.',
      [{ id: picture, digestSRI: sri('x') }],
      'valid',
    ),
    resource('without-digest', 'There is no digest (VM8).', [{ id: picture }], 'invalid', malformed),
    resource('without-id', 'There is no address (VM8).', [{ digestSRI: sri('x') }], 'invalid', malformed),
    resource(
      'id-twice',
      'Two entries have one address (VM8).',
      [
        { id: picture, digestSRI: sri('x') },
        { id: picture, digestSRI: sri('y') },
      ],
      'invalid',
      malformed,
    ),
    resource(
      'digest-malformed',
      'The digest is none.',
      [{ id: picture, digestSRI: 'sha384-x' }],
      'invalid',
      malformed,
    ),
  ],
}
