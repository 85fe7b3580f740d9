import { encodeMultikey, formatDateTimeStamp, type JsonObject, type PublicKey } from '@assay/core'
import { z } from 'zod'
import type { Row } from '../../db/tables.ts'
import { keyState, type PublicSigningKey } from './queries.ts'
import { KEY_PURPOSES } from './schema/terms.ts'
import { KEY_STATES } from './schema.ts'

/**
 * Contexts of the document. The first is the one of DIDs although the id is a web address: widely used libraries read such a document as
 * it is, and would otherwise reduce it with a context of their own. Our verifier reads it as plain JSON.
 */
const CONTEXTS = [
  'https://www.w3.org/ns/did/v1',
  'https://w3id.org/security/multikey/v1',
  'https://w3id.org/security/jwk/v1',
  'https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json',
]

export interface ControllerDocumentFacts {
  readonly issuer: Pick<Row<'issuer'>, 'url' | 'didWeb'>
  readonly organization: Pick<Row<'organization'>, 'name' | 'description' | 'website' | 'email'>
  readonly keys: readonly PublicSigningKey[]
}

/**
 * The issuer's controller document (CID 1.0) and Open Badges 3.0 Profile in one. Retired keys stay as they were, so that what they
 * signed verifies; a compromised one says `revoked`. The log's key signs no credentials and is not in here (THREATS K2).
 */
export function controllerDocument({ issuer, organization, keys }: ControllerDocumentFacts): JsonObject {
  const methods = keys
    .filter((key) => key.purpose !== 'log')
    .map((key) => verificationMethod(issuer.url, key))
  return {
    '@context': CONTEXTS,
    id: issuer.url,
    type: ['Profile'],
    alsoKnownAs: [issuer.didWeb],
    name: organization.name,
    ...(organization.website === null ? {} : { url: organization.website }),
    ...(organization.description === '' ? {} : { description: organization.description }),
    ...(organization.email === null ? {} : { email: organization.email }),
    verificationMethod: methods,
    assertionMethod: methods.map(({ id }) => id ?? ''),
  }
}

function verificationMethod(controller: string, key: PublicSigningKey): JsonObject {
  return {
    id: `${controller}#${key.fragment}`,
    ...(key.type === 'rsa2048' ? { type: 'JsonWebKey' } : { type: 'Multikey' }),
    controller,
    ...(key.type === 'rsa2048'
      ? { publicKeyJwk: { ...(key.publicJwk as JsonObject), alg: 'RS256', use: 'sig' } }
      : { publicKeyMultibase: encodeMultikey(publicKeyOf(key)) }),
    ...(key.revokedAt === null ? {} : { revoked: formatDateTimeStamp(wholeSecond(key.revokedAt)) }),
  }
}

const wholeSecond = (instant: Date): number => Math.floor(instant.getTime() / 1000) * 1000

/** The public half of a key on a curve. Throws `TypeError` for an RSA key. */
function publicKeyOf(key: Pick<PublicSigningKey, 'type' | 'publicKey'>): PublicKey {
  if (key.type === 'rsa2048') throw new TypeError('an RSA key has no Multikey form')
  return { type: key.type, bytes: new Uint8Array(key.publicKey) }
}

/** The same document under the issuer's `did:web` name. */
export function didDocument(document: JsonObject, { url, didWeb }: Pick<Row<'issuer'>, 'url' | 'didWeb'>) {
  const renamed = JSON.parse(JSON.stringify(document), (name, value: unknown) =>
    typeof value === 'string' && name !== 'url' && (value === url || value.startsWith(`${url}#`))
      ? didWeb + value.slice(url.length)
      : value,
  ) as JsonObject
  return { ...renamed, alsoKnownAs: [url] }
}

export const keyView = z
  .object({
    id: z.uuid(),
    /** The part behind `#` of the key's address. */
    fragment: z.string(),
    purpose: z.enum(KEY_PURPOSES),
    type: z.enum(['ed25519', 'p256', 'rsa2048']),
    state: z.enum(KEY_STATES),
    /** Multikey text; absent for RSA. */
    publicKeyMultibase: z.string().optional(),
    publicKeyJwk: z.record(z.string(), z.unknown()).optional(),
    createdAt: z.iso.datetime(),
    retiredAt: z.iso.datetime().nullable(),
    revokedAt: z.iso.datetime().nullable(),
  })
  .meta({ id: 'SigningKey' })

export const issuerView = z
  .object({ url: z.string(), didWeb: z.string(), logOrigin: z.string(), keys: z.array(keyView) })
  .meta({ id: 'Issuer' })

export function presentKey(key: PublicSigningKey): z.input<typeof keyView> {
  return {
    id: key.id,
    fragment: key.fragment,
    purpose: key.purpose,
    type: key.type,
    state: keyState(key),
    ...(key.type === 'rsa2048'
      ? { publicKeyJwk: key.publicJwk ?? {} }
      : { publicKeyMultibase: encodeMultikey(publicKeyOf(key)) }),
    createdAt: key.createdAt.toISOString(),
    retiredAt: key.retiredAt?.toISOString() ?? null,
    revokedAt: key.revokedAt?.toISOString() ?? null,
  }
}
