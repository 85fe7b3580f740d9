import { didKey, didKeyMethod, type JsonObject, type JsonValue, type Signer } from '@assay/core'
import { createProof } from '@assay/credentials'
import { testSigner } from '@assay/testkit'
import { nodeEngines, now } from './badge.ts'

export const holderKey = testSigner('holder')
export const holderId = didKey(holderKey.publicKey)
export const credentialsV2 = 'https://www.w3.org/ns/credentials/v2'

/** A presentation of these credentials by the holder, not signed. */
export function presentationOf(
  credentials: JsonValue | undefined,
  extra: Readonly<Record<string, JsonValue | undefined>> = {},
): JsonObject {
  const members = {
    '@context': [credentialsV2],
    type: ['VerifiablePresentation'],
    holder: holderId,
    verifiableCredential: credentials,
    ...extra,
  }
  const kept = Object.entries(members).filter((entry): entry is [string, JsonValue] => entry[1] !== undefined)
  return Object.fromEntries(kept)
}

export interface PresentOptions {
  readonly signer?: Signer
  readonly verificationMethod?: string
  readonly proofPurpose?: 'assertionMethod' | 'authentication'
  readonly cryptosuite?: 'eddsa-rdfc-2022' | 'eddsa-jcs-2022'
  readonly challenge?: string
  readonly domain?: string | readonly string[]
}

/** The presentation, signed by its holder. */
export function present(presentation: JsonObject, options: PresentOptions = {}): Promise<JsonObject> {
  const signer = options.signer ?? holderKey
  return createProof({
    ...{ document: presentation, signer, created: now },
    verificationMethod: options.verificationMethod ?? didKeyMethod(signer.publicKey),
    proofPurpose: options.proofPurpose ?? 'authentication',
    cryptosuite: options.cryptosuite ?? 'eddsa-rdfc-2022',
    ...(options.challenge === undefined ? {} : { challenge: options.challenge }),
    ...(options.domain === undefined ? {} : { domain: options.domain }),
    ...nodeEngines,
  })
}

/** An envelope around a token. */
export function envelopeOf(
  token: string,
  mediaType = 'application/vc+jwt',
  extra: JsonObject = {},
): JsonObject {
  return {
    '@context': credentialsV2,
    type: mediaType.includes('/vp') ? 'EnvelopedVerifiablePresentation' : 'EnvelopedVerifiableCredential',
    id: `data:${mediaType},${token}`,
    ...extra,
  }
}
