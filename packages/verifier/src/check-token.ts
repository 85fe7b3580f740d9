import { fitsAlgorithm, type JwsAlgorithm, verifyJws } from '@assay/credentials'
import { type Audience, findTokenAudienceFault } from './check-audience.ts'
import { explain, type Finding } from './make-check.ts'
import type { ProofFinding } from './proof-finding.ts'
import type { Token } from './read-token.ts'
import { resolveTokenKey, type TokenKeyContext } from './token-key.ts'

/** What the check needs. */
export interface TokenContext extends TokenKeyContext {
  /** What the token has to be made for. Default: anything. */
  readonly audience?: Audience | undefined
}

/** Outcome of a token's signature; it stands before the proofs inside the credential. */
export interface TokenFinding extends ProofFinding {
  readonly algorithm: JwsAlgorithm
  /** As the token names its key. */
  readonly kid: string | undefined
}

/** Checks the signature of a token (STANDARDS VJ4, KY5, KY9). Whose key it is, is another step. */
export async function checkToken(token: Token, context: TokenContext): Promise<TokenFinding> {
  const { jws } = token
  const about = { algorithm: jws.algorithm, kid: jws.kid }
  const fault = findClaimFault(token, context)
  if (fault !== undefined) return { ...fault, key: undefined, ...about }
  const resolution = await resolveTokenKey(jws, token.party, context)
  if (resolution.outcome !== 'found') {
    const { code, reason } = resolution
    const outcome = resolution.outcome === 'refused' ? 'failed' : 'unknown'
    return {
      outcome,
      code,
      message: explain(code, `(${reason})`),
      details: { reason },
      key: undefined,
      ...about,
    }
  }
  return { ...(await judge(jws, resolution.key, context)), key: resolution, ...about }
}

/** What the claims forbid whoever signed (THREATS T7). */
function findClaimFault(token: Token, { at, audience }: TokenContext): Finding | undefined {
  if (token.expires !== undefined && at >= token.expires) return { outcome: 'failed', code: 'proof-expired' }
  if (token.notBefore !== undefined && at < token.notBefore)
    return { outcome: 'failed', code: 'proof-not-yet' }
  return audience === undefined ? undefined : findTokenAudienceFault(token, audience)
}

async function judge(
  jws: Token['jws'],
  key: Parameters<typeof verifyJws>[1],
  { crypto }: TokenKeyContext,
): Promise<Finding> {
  if (!fitsAlgorithm(jws, key)) return { outcome: 'failed', code: 'proof-key-type' }
  const accepted = await verifyJws(jws, key, crypto)
  return accepted ? { outcome: 'passed', code: 'proof-ok' } : { outcome: 'failed', code: 'proof-signature' }
}
