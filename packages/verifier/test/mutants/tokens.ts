import {
  didKeyMethod,
  encodeBase64Url,
  encodeUtf8,
  isJsonObject,
  type JsonObject,
  parseJson,
} from '@assay/core'
import { parseJws, readVcJwt } from '@assay/credentials'
import { testRsaSigner } from '@assay/testkit'
import type { CheckCode } from '../../src/check-codes.ts'
import { goodNetwork, issuerId, otherKey, sign, unsignedBadge } from '../../src/test/badge.ts'
import { hostedNetwork, keyUrl, otherRsa, signedAssertion, signToken } from '../../src/test/open-badge-2.ts'
import { anyToken, documentWithJwk, jwkOf, tokenMethod, vcJwt } from '../tokens.ts'
import { mutateBytes } from './bytes.ts'
import type { Chance } from './chance.ts'
import { boundToIssuer, contentOf } from './data-integrity.ts'
import type { MutantFormat } from './format.ts'
import { mutateStructure } from './structure.ts'

/** Open Badges 3.0 as a VC-JWT, with a proof inside. */
export async function tokenFormat(): Promise<MutantFormat> {
  const rsa = testRsaSigner('issuer')
  const badge = await sign(unsignedBadge())
  const content = await contentOf(badge)
  const token = await vcJwt(badge, rsa)
  return {
    ...aroundToken(token, signBadgeAgain, [
      ...(['parse-token', 'data-model-claims', 'proof-signature'] as const),
      ...(['issuer-not-bound', 'key-not-listed'] as const),
    ]),
    network: { ...(await goodNetwork()), [issuerId]: documentWithJwk(rsa.jwk) },
    // The proof inside is the issuer's too: around it a token that cannot be checked changes nothing (DI9).
    fault: async ({ input }, report) => {
      const { credential } = readVcJwt(parseJws(new TextDecoder().decode(input).trim()))
      return (await contentOf(credential)) === content ? boundToIssuer(report) : 'another content'
    },
  }
}

/** Open Badges 2.0, signed. */
export async function openBadge2Token(): Promise<MutantFormat> {
  const token = await signToken(signedAssertion())
  return {
    ...aroundToken(token, signAssertionAgain, ['proof-signature', 'parse-token']),
    network: hostedNetwork(),
    fault: ({ input }) => otherToken(input, token),
  }
}

type SignAgain = (payload: JsonObject, chance: Chance) => Promise<string>

/** Its payload is changed under the old signature, or signed again; then, or in place of it, its bytes. */
export function aroundToken(token: string, signAgain: SignAgain, reached: readonly CheckCode[]) {
  const payload = parseJson(parseJws(token).payload) as JsonObject
  const [head = '', , signature = ''] = token.split('.')
  const make = async (number: number, chance: Chance) => {
    const changed = number % 2 === 0 ? mutateStructure(payload, chance) : payload
    const kept = [head, encodeBase64Url(encodeUtf8(JSON.stringify(changed))), signature].join('.')
    const again = number % 4 >= 2 && isJsonObject(changed)
    const bytes = encodeUtf8(again ? await signAgain(changed, chance) : kept)
    return { input: number % 2 === 0 ? bytes : mutateBytes(bytes, chance) }
  }
  return { original: { input: encodeUtf8(token) }, make, reached }
}

/** What is signed is header and payload as given; the signature of RSA has one form. */
export function otherToken(input: Uint8Array, token: string): string | null {
  return new TextDecoder().decode(input).trim() === token ? null : 'another token'
}

/** Signed again under a header of somebody's choice. */
export function signBadgeAgain(payload: JsonObject, chance: Chance): Promise<string> {
  const own = didKeyMethod(otherKey.publicKey)
  const kid = chance.pick([own, tokenMethod, `${issuerId}#jwt-2`, `${issuerId}/keys/2`, '#jwt-1', 'key-1'])
  const jwk = chance.pick([{}, { jwk: jwkOf(otherKey) }])
  const typ = chance.pick([{}, { typ: 'JWT' }, { typ: 'vc+jwt' }])
  return anyToken({ kid, ...jwk, ...typ }, payload, otherKey)
}

function signAssertionAgain(payload: JsonObject, chance: Chance): Promise<string> {
  const creator = chance.pick([keyUrl, `${keyUrl}2`, 'https://evil.example/key'])
  return signToken({ ...payload, verification: { type: 'SignedBadge', creator } }, otherRsa)
}
