import {
  didJwk,
  didJwkMethod,
  didKey,
  didKeyMethod,
  encodeBase64Url,
  encodeJwk,
  encodeMultikey,
  encodeUtf8,
  type JsonObject,
  type JsonValue,
} from '@assay/core'
import {
  issuerDocument,
  issuerId,
  issuerKey,
  method,
  multikeyMethod,
  otherKey,
  unsignedBadge,
} from '../../src/test/badge.ts'
import { issuerNetwork } from './common.ts'
import { withProof } from './make-proof.ts'
import type { VectorRow, VectorSet } from './vector.ts'

const signedAs = (verificationMethod: string, signer = issuerKey) =>
  withProof(unsignedBadge(), { signer, members: { verificationMethod } })
const withDocument = (
  name: string,
  about: string,
  document: JsonValue | number,
  code: string,
): VectorRow => ({
  ...{ name, about, input: () => withProof(unsignedBadge()) },
  network: () => ({ [issuerId]: document }),
  expected: code.startsWith('proof unknown')
    ? ['inconclusive', code, 'status unknown status-list-proof']
    : ['invalid', code, 'status unknown status-list-proof'],
})
const withMethod = (name: string, about: string, members: JsonObject, code: string) =>
  withDocument(
    name,
    about,
    issuerDocument({ verificationMethod: [multikeyMethod(issuerKey, method, members)] }),
    `proof failed ${code}`,
  )

const withDid = async (
  verificationMethod: string,
  id = didJwk(otherKey.publicKey),
  signer = otherKey,
): Promise<JsonObject> => {
  const issuer = { id, type: ['Profile'], name: 'Somebody' }
  const { credentialStatus: _, ...badge } = unsignedBadge({ issuer })
  return withProof(badge, { signer, members: { verificationMethod } })
}
const withDidKey = (verificationMethod: string) => withDid(verificationMethod, didKey(otherKey.publicKey))
/** A badge whose issuer is the did:jwk of any JSON. */
const withJwk = (jwk: JsonObject) => {
  const id = `did:jwk:${encodeBase64Url(encodeUtf8(JSON.stringify(jwk)))}`
  return withDid(`${id}#0`, id)
}
const did = 'did:web:harbor.example.org:staff'
const ownAddress = 'https://keys.example.org/1'
const didMethod = multikeyMethod(issuerKey, `${did}#k`)

const documents: readonly VectorRow[] = [
  withDocument(
    'document-gone',
    'The document of the key does not answer.',
    404,
    'proof unknown key-unreachable',
  ),
  withDocument(
    'document-no-json',
    'The address answers with a page.',
    '<html>',
    'proof unknown key-unreachable',
  ),
  withDocument(
    'document-of-another',
    'The document has another id than its address (KY3).',
    issuerDocument({ id: 'https://other.example.org/' }),
    'proof failed key-document',
  ),
  withDocument(
    'key-not-listed',
    'The document lists no key (KY3).',
    issuerDocument({ verificationMethod: [] }),
    'proof failed key-not-listed',
  ),
  withDocument(
    'key-for-signing-in',
    'The document lists the key under authentication alone (KY7).',
    issuerDocument({ assertionMethod: [], authentication: [method] }),
    'proof failed key-not-authorised',
  ),
  withMethod('key-revoked', 'The key was revoked (KY8).', { revoked: '2026-05-01T00:00:00Z' }, 'key-revoked'),
  withMethod('key-expired', 'The key has expired (KY8).', { expires: '2026-05-01T00:00:00Z' }, 'key-expired'),
  withMethod(
    'key-private',
    'The document shows the secret half (KY9).',
    { secretKeyMultibase: 'z1' },
    'key-private',
  ),
  withMethod(
    'key-of-x25519',
    'The key is of a kind that does not sign (DI16).',
    {
      publicKeyMultibase: 'z6LSbysY2xFMRpGMhb7tFTLMpeuPRaqaWM1yECx2AtzE3KCc',
    },
    'key-malformed',
  ),
  withMethod('key-of-nobody', 'The key names no controller (KY3).', { controller: 5 }, 'key-malformed'),
]

const bindings: readonly VectorRow[] = [
  {
    name: 'did-key',
    about: 'Issuer and key are one did:key (KY1).',
    input: () => withDidKey(didKeyMethod(otherKey.publicKey)),
    expected: ['valid'],
  },
  {
    name: 'did-key-without-fragment',
    about: 'The verification method is a did:key without fragment (KY1).',
    input: () => withDidKey(didKey(otherKey.publicKey)),
    expected: ['invalid', 'proof failed key-malformed'],
  },
  {
    name: 'did-key-with-another-fragment',
    about: 'The fragment of the did:key is another key (KY1).',
    input: () => withDidKey(`${didKey(otherKey.publicKey)}#${encodeMultikey(issuerKey.publicKey)}`),
    expected: ['invalid', 'proof failed key-malformed'],
  },
  {
    name: 'did-jwk',
    about: 'Issuer and key are one did:jwk.',
    input: () => withDid(didJwkMethod(otherKey.publicKey)),
    expected: ['valid'],
  },
  {
    name: 'did-jwk-without-fragment',
    about: 'The verification method is a did:jwk without fragment.',
    input: () => withDid(didJwk(otherKey.publicKey)),
    expected: ['invalid', 'proof failed key-malformed'],
  },
  {
    name: 'did-jwk-with-another-fragment',
    about: 'A did:jwk has one method, and another is named.',
    input: () => withDid(`${didJwk(otherKey.publicKey)}#1`),
    expected: ['invalid', 'proof failed key-malformed'],
  },
  {
    name: 'did-jwk-of-another',
    about: 'The did:jwk of a good key is not the issuer’s.',
    input: () => withDid(didJwkMethod(otherKey.publicKey), didJwk(issuerKey.publicKey)),
    expected: ['invalid', 'issuer-binding failed issuer-not-bound'],
  },
  {
    name: 'did-jwk-another-key-signed',
    about: 'Another key signed under the name of a did:jwk.',
    input: () => withDid(didJwkMethod(otherKey.publicKey), undefined, issuerKey),
    expected: ['invalid', 'proof failed proof-signature'],
  },
  {
    name: 'did-jwk-private',
    about: 'The did:jwk shows the secret half of the key (KY9).',
    input: () => withJwk({ ...encodeJwk(otherKey.publicKey), d: 'AQ' }),
    expected: ['invalid', 'proof failed key-private'],
  },
  {
    name: 'did-jwk-for-encrypting',
    about: 'The key of the did:jwk is not for signing.',
    input: () => withJwk({ ...encodeJwk(otherKey.publicKey), use: 'enc' }),
    expected: ['invalid', 'proof failed key-malformed'],
  },
  {
    name: 'did-jwk-no-json',
    about: 'The did:jwk holds no key.',
    input: () => withDid('did:jwk:AAAA#0', 'did:jwk:AAAA'),
    expected: ['invalid', 'proof failed key-malformed'],
  },
  {
    name: 'key-in-fragment',
    about: 'The attacker’s key stands in the fragment of the issuer’s address (KY4).',
    input: () => signedAs(`${issuerId}#${encodeMultikey(otherKey.publicKey)}`, otherKey),
    expected: ['invalid', 'proof failed key-not-listed'],
  },
  {
    name: 'address-begins-like-issuer',
    about:
      'The key lies at an address that begins with the issuer’s, and says that it is its own controller (KY4).',
    input: () => signedAs(`${issuerId}.evil.example/keys#1`, otherKey),
    network: () => {
      const id = `${issuerId}.evil.example/keys`
      const verificationMethod = [multikeyMethod(otherKey, `${id}#1`)]
      return { [id]: { id, verificationMethod, assertionMethod: [`${id}#1`] } }
    },
    expected: ['invalid', 'issuer-binding failed issuer-not-bound'],
  },
  {
    name: 'controller-is-the-issuer-it-says',
    about: 'A key elsewhere names the issuer as its controller, which does not list it (KY6).',
    input: () => signedAs(ownAddress, otherKey),
    network: () => ({ [ownAddress]: multikeyMethod(otherKey, ownAddress, { controller: issuerId }) }),
    expected: ['invalid', 'proof failed key-not-authorised'],
  },
  {
    name: 'key-elsewhere-listed',
    about: 'The key lies at an address of its own, and the issuer lists it (KY3).',
    input: () => signedAs(ownAddress),
    network: () => ({
      [ownAddress]: multikeyMethod(issuerKey, ownAddress, { controller: issuerId }),
      [issuerId]: issuerDocument({ assertionMethod: [ownAddress, method] }),
    }),
    expected: ['valid'],
  },
  {
    name: 'did-web-listed',
    about: 'A did:web signed, and the issuer’s document lists the same key (KY2, KY6).',
    input: () => signedAs(`${did}#k`),
    network: () => ({
      'https://harbor.example.org/staff/did.json': {
        ...{ id: did, verificationMethod: [didMethod], assertionMethod: ['#k'] },
      },
    }),
    expected: ['valid'],
  },
  {
    name: 'did-web-of-another',
    about: 'The document of the did:web has another id (KY2).',
    input: () => signedAs(`${did}#k`),
    network: () => ({
      'https://harbor.example.org/staff/did.json': {
        ...{ id: `${did}:x`, verificationMethod: [didMethod], assertionMethod: ['#k'] },
      },
    }),
    expected: ['invalid', 'proof failed key-document'],
  },
  {
    name: 'method-is-no-address',
    about: 'The verification method is neither a DID nor a web address.',
    input: () =>
      withProof(unsignedBadge(), { suite: 'eddsa-jcs-2022', members: { verificationMethod: 'key-1' } }),
    expected: ['invalid', 'proof failed key-method'],
  },
]

/** Keys, their documents, and whose they are (STANDARDS 11). */
export const keys: VectorSet = {
  name: 'keys-and-issuers',
  about: 'The key that signed, the document that lists it, and whether it is the issuer’s.',
  network: () => issuerNetwork(),
  rows: [...documents, ...bindings],
}
