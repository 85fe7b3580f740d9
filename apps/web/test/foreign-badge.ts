import { didKey, didKeyMethod, type JsonObject, portableCrypto, type Signer } from '@assay/core'
import {
  buildOpenBadge,
  createCanonicalize,
  createProof,
  hashIdentity,
  type OpenBadgeInput,
} from '@assay/credentials'
import { testSigner } from '@assay/testkit'

/** The instant that the test application's clock shows. */
const NOW = Date.parse('2026-05-03T10:00:00Z')
const SALT = '0123456789abcdef0123456789abcdef'

export interface ForeignBadge {
  readonly signer?: Signer
  readonly id?: string
  readonly name?: string
  readonly issuerName?: string
  readonly validFrom?: number
  /** The address whose hash names the subject; absent: only a random urn. */
  readonly address?: string
  /** Members that take the place of those made. */
  readonly change?: JsonObject
}

export const foreignSigner: Signer = testSigner('a stranger')

/** A badge of an issuer elsewhere who is known by a did:key, so that no network is needed. */
export function unsignedForeignBadge({
  signer = foreignSigner,
  id = 'urn:uuid:00000000-0000-4000-8000-00000000aaaa',
  name = 'Crane signals',
  issuerName = 'Northmole Training Institute',
  validFrom = NOW - 86_400_000,
  address,
  change = {},
}: ForeignBadge = {}): JsonObject {
  const identifiers =
    address === undefined
      ? []
      : [
          {
            identityType: 'emailAddress',
            identityHash: hashIdentity(address, SALT, portableCrypto),
            salt: SALT,
          },
        ]
  const input: OpenBadgeInput = {
    id,
    name,
    issuer: { id: didKey(signer.publicKey), name: issuerName },
    validFrom,
    awardedDate: validFrom,
    subject: { id: 'urn:uuid:00000000-0000-4000-8000-00000000bbbb', identifiers },
    achievement: {
      id: 'urn:uuid:00000000-0000-4000-8000-00000000cccc',
      achievementType: 'MicroCredential',
      name,
      description: 'Guides a crane by hand signals.',
      criteria: { narrative: 'Shown on the quay.' },
    },
    assessment: { proofType: 'demonstration' },
  }
  return { ...buildOpenBadge(input), ...change }
}

/** The badge above, signed with `eddsa-rdfc-2022`. */
export function foreignBadge(options: ForeignBadge = {}): Promise<JsonObject> {
  const { signer = foreignSigner } = options
  return createProof({
    document: unsignedForeignBadge(options),
    verificationMethod: didKeyMethod(signer.publicKey),
    created: options.validFrom ?? NOW - 86_400_000,
    signer,
    canonicalize: createCanonicalize({ crypto: portableCrypto }),
    crypto: portableCrypto,
  })
}

/** A PNG of one grey dot. */
export const DOT_PNG: Uint8Array = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR4nGNoAAAAggCBd81ytgAAAABJRU5ErkJggg==',
  'base64',
)
