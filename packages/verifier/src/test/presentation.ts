import { didKey, didKeyMethod, type JsonObject, type JsonValue, type Signer } from '@assay/core'
import { createProof } from '@assay/credentials'
import { testSigner } from '@assay/testkit'
import { anyToken, documentWithJwk, jwkOf, tokenMethod } from '../../test/tokens.ts'
import type { Report } from '../report.ts'
import { type VerifyOptions, verify } from '../verify.ts'
import {
  goodNetwork,
  issuerId,
  issuerKey,
  memoryNetwork,
  type Network,
  nodeEngines,
  now,
  sign,
  unsignedBadge,
  verifyOptions,
} from './badge.ts'

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

/** What the tests on presentations begin with. */
export interface PresentationFixture {
  readonly badge: JsonObject
  readonly network: Network
  /** The same badge as a token of VC-JOSE-COSE. */
  readonly vcJose: string
}

export async function presentationFixture(): Promise<PresentationFixture> {
  return {
    badge: await sign(unsignedBadge()),
    network: { ...(await goodNetwork()), [issuerId]: documentWithJwk(jwkOf(issuerKey)) },
    vcJose: await anyToken({ kid: tokenMethod, typ: 'vc+jwt' }, unsignedBadge(), issuerKey),
  }
}

/** Verifies what is given, and tells what of the report is worth a word and what was fetched. */
export async function readWith(
  network: Network,
  input: JsonValue,
  options: Partial<VerifyOptions> = {},
): Promise<{
  readonly report: Report
  readonly codes: readonly string[]
  readonly asked: readonly string[]
}> {
  const { fetchDocument, asked } = memoryNetwork(network)
  const text = typeof input === 'string' ? input : JSON.stringify(input)
  const report = await verify(text, { ...verifyOptions({}, nodeEngines), fetchDocument, ...options })
  return { report, codes: codesOf(report), asked }
}

/** Codes by step, without those every presentation has. */
function codesOf(report: Report): readonly string[] {
  const usual = [
    'parse-ok',
    'data-model-ok',
    'proof-ok',
    'holder-bound',
    'credentials-ok',
    'recipient-not-asked',
  ]
  return report.checks.flatMap(({ outcome, code }) =>
    usual.includes(code) || code === 'needs-credential' ? [] : [`${outcome} ${code}`],
  )
}

/** What is said of a presentation without signature. */
export const unsignedCodes = ['warning proof-not-signed', 'skipped needs-key']
