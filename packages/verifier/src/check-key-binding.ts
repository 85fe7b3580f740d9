import { type AnyPublicKey, AssayError, type JsonObject, limits, memberOf, parseJwk } from '@assay/core'
import { fitsAlgorithm, type KeyBinding, verifyJws } from '@assay/credentials'
import { type Audience, asksAudience, findTokenAudienceFault } from './check-audience.ts'
import { objectOf, textOf } from './json-members.ts'
import { explain, type Finding } from './make-check.ts'
import type { Selective, Token } from './read-token.ts'
import type { TokenKeyContext } from './token-key.ts'
import { resolveVerificationMethod } from './verification-method.ts'

/** What the check needs. */
export interface KeyBindingContext extends TokenKeyContext {
  /** What the holder has to have signed. Default: anything, and nothing is asked for. */
  readonly bindingAudience?: Audience | undefined
}

/**
 * Does the holder to whom an SD-JWT was issued present it, now and here (RFC 9901 7.3)? Checked when there is a key binding or one is asked
 * for; undefined when neither. It says nothing about the issuer.
 */
export async function checkKeyBinding(
  { selective }: Token,
  context: KeyBindingContext,
): Promise<Finding | undefined> {
  if (selective === undefined) return undefined
  const { bindingAudience = {} } = context
  const { keyBinding } = selective
  if (keyBinding === undefined) {
    return asksAudience(bindingAudience) ? failed('key-binding-missing') : undefined
  }
  const claims = readClaims(keyBinding)
  if (claims === undefined) return failed('key-binding-malformed', 'it lacks iat, aud, nonce or sd_hash')
  if (claims.hash !== keyBinding.expectedHash) return failed('key-binding-other')
  if (!isOfNow(claims.issuedAt, context.at)) return failed('key-binding-date')
  const fault = findTokenAudienceFault({ nonce: claims.nonce, audience: [claims.audience] }, bindingAudience)
  return fault ?? checkSignature(keyBinding, selective, context)
}

interface Claims {
  readonly issuedAt: number
  readonly audience: string
  readonly nonce: string
  readonly hash: string
}

function readClaims({ payload }: KeyBinding): Claims | undefined {
  const iat = memberOf(payload, 'iat')
  const [audience, nonce, hash] = ['aud', 'nonce', 'sd_hash'].map((name) => textOf(payload, name))
  if (typeof iat !== 'number' || audience === undefined || nonce === undefined || hash === undefined)
    return undefined
  return { issuedAt: iat * 1000, audience, nonce, hash }
}

function isOfNow(issuedAt: number, at: number): boolean {
  const { bindingMilliseconds, clockMilliseconds } = limits.sdJwt
  return issuedAt <= at + clockMilliseconds && issuedAt >= at - bindingMilliseconds
}

async function checkSignature(
  { jws }: KeyBinding,
  selective: Selective,
  context: KeyBindingContext,
): Promise<Finding> {
  const key = await holderKey(selective, context)
  if (isFinding(key)) return key
  const accepted = fitsAlgorithm(jws, key) && (await verifyJws(jws, key, context.crypto))
  return accepted ? { outcome: 'passed', code: 'proof-ok' } : failed('key-binding-signature')
}

/** The key that the issuer named: as a JWK, or by an address that leads to a key for authentication (RFC 7800 3.2, 3.4). */
async function holderKey(
  { confirmation }: Selective,
  context: KeyBindingContext,
): Promise<AnyPublicKey | Finding> {
  const jwk = objectOf(confirmation, 'jwk')
  if (jwk !== undefined) return readJwk(jwk)
  const kid = textOf(confirmation, 'kid')
  if (kid === undefined) return failed('key-binding-malformed', 'the credential names no key of its holder')
  const found = await resolveVerificationMethod(kid, {
    // It is presented now, whenever it was issued.
    ...{ ...context, purpose: 'authentication', signedBefore: undefined },
  })
  if (found.outcome === 'found') return found.key
  const { code, reason } = found
  const outcome = found.outcome === 'refused' ? 'failed' : 'unknown'
  return { outcome, code, message: explain(code, `(${reason})`), details: { reason } }
}

function readJwk(jwk: JsonObject): AnyPublicKey | Finding {
  try {
    return parseJwk(jwk)
  } catch (error) {
    if (!(error instanceof AssayError)) throw error
    return failed(error.code === 'jwk-private' ? 'key-private' : 'key-malformed', error.message)
  }
}

function isFinding(value: AnyPublicKey | Finding): value is Finding {
  return 'outcome' in value
}

function failed(code: Finding['code'], reason?: string): Finding {
  return {
    outcome: 'failed',
    code,
    ...(reason === undefined ? {} : { message: explain(code, `(${reason})`), details: { reason } }),
  }
}
