import { AssayError, didKeyMethod, type JsonObject, type JsonValue } from '@assay/core'
import type { Report } from '../../src/report.ts'
import { issuerId, issuerKey, otherKey, sign, unsignedBadge } from '../../src/test/badge.ts'
import {
  envelopeOf,
  holderId,
  holderKey,
  present,
  presentationFixture,
  presentationOf,
} from '../../src/test/presentation.ts'
import { anyToken, documentWithJwk, jwkOf } from '../tokens.ts'
import type { Chance } from './chance.ts'
import { signedFormat } from './data-integrity.ts'
import type { MutantFormat } from './format.ts'
import { aroundToken, otherToken } from './tokens.ts'

/** What the verifier asked for, which a presentation without signature does not answer. */
const asked = { challenge: 'c-1', domain: 'verifier.example' }
const holderMethod = didKeyMethod(holderKey.publicKey)

/** A presentation of a badge, signed by its holder for whoever asked. */
export function presentationFormat(): Promise<MutantFormat> {
  return signedFormat({
    signed: async () => present(presentationOf([await sign(unsignedBadge())]), asked),
    again: presentAgain,
    boundTo: boundToHolder,
    accepts: isOfHolder,
    asked,
    reached: [
      ...(['parse-json', 'data-model-malformed', 'data-model-context', 'credentials-failed'] as const),
      ...(['proof-signature', 'proof-challenge', 'holder-not-bound'] as const),
    ],
  })
}

/** Whoever has a badge may present it in their own name or in none: what must not happen is that it passes for the holder's. */
function isOfHolder({ verdict, presentation }: Report): boolean {
  return verdict === 'valid' && presentation?.established.holderId === holderId
}

function boundToHolder({ presentation }: Report): string | null {
  const { holderId: bound, signedBy } = presentation?.established ?? {}
  return bound === holderId && signedBy === holderId ? null : 'another holder'
}

/** Somebody else presents it, under their own name or the holder's, to the same verifier or another. */
async function presentAgain({ proof: _, ...unsigned }: JsonObject, chance: Chance): Promise<JsonValue> {
  const own = didKeyMethod(otherKey.publicKey)
  const verificationMethod = chance.pick([own, holderMethod, `${issuerId}#key-1`, `${own}#x`])
  const cryptosuite = chance.pick(['eddsa-rdfc-2022', 'eddsa-jcs-2022'] as const)
  const audience = chance.pick([asked, asked, { ...asked, challenge: 'c-2' }])
  try {
    return await present(unsigned, { signer: otherKey, verificationMethod, cryptosuite, ...audience })
  } catch (error) {
    // What cannot be canonicalised cannot be signed.
    if (!(error instanceof AssayError)) throw error
    return unsigned
  }
}

/** A presentation in a token, of an envelope and a badge. */
export async function presentationToken(): Promise<MutantFormat> {
  const { badge, network, vcJose } = await presentationFixture()
  const claims = { nonce: asked.challenge, aud: asked.domain, iss: holderId }
  const payload = { ...presentationOf([envelopeOf(vcJose), badge]), ...claims }
  const token = await anyToken({ kid: holderMethod, typ: 'vp+jwt' }, payload, holderKey)
  return {
    ...aroundToken(token, signPresentationAgain, [
      ...(['parse-token', 'data-model-malformed', 'credentials-failed'] as const),
      ...(['proof-signature', 'proof-challenge', 'holder-not-bound'] as const),
    ]),
    network: { ...network, [issuerId]: documentWithJwk(jwkOf(issuerKey)) },
    asked,
    accepts: isOfHolder,
    fault: ({ input }, report) => otherToken(input, token) ?? boundToHolder(report),
  }
}

function signPresentationAgain(payload: JsonObject, chance: Chance): Promise<string> {
  const kid = chance.pick([didKeyMethod(otherKey.publicKey), holderMethod, `${issuerId}#jwt-1`, 'key-1'])
  const jwk = chance.pick([{}, { jwk: jwkOf(otherKey) }])
  const typ = chance.pick(['vp+jwt', 'vp+jwt', 'vp+jwt', 'JWT'])
  const nonce = chance.pick([{}, {}, { nonce: 'c-2' }])
  return anyToken({ kid, typ, ...jwk }, { ...payload, ...nonce }, otherKey)
}
