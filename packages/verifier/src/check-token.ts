import { fitsAlgorithm, type JwsAlgorithm, verifyJws } from '@assay/credentials'
import type { DataModelResult } from './check-data-model.ts'
import { issuerIdOf, textOf } from './json-members.ts'
import { explain, type Finding } from './make-check.ts'
import { dateMembersOf } from './model-dates.ts'
import type { ProofFinding } from './proof-finding.ts'
import type { Token } from './read-token.ts'
import { resolveTokenKey, type TokenKeyContext } from './token-key.ts'

/** Outcome of a token's signature; it stands before the proofs inside the credential. */
export interface TokenFinding extends ProofFinding {
  readonly algorithm: JwsAlgorithm
  /** As the token names its key. */
  readonly kid: string | undefined
}

/** Checks the signature of a token (STANDARDS VJ4, KY5, KY9). Whose key it is, is another step. */
export async function checkToken({ jws, content }: Token, context: TokenKeyContext): Promise<TokenFinding> {
  const about = { algorithm: jws.algorithm, kid: jws.kid }
  if (hasEnded({ jws, content }, context.at))
    return { outcome: 'failed', code: 'proof-expired', key: undefined, ...about }
  const resolution = await resolveTokenKey(jws, issuerIdOf(content.credential), context)
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
  const finding = await judge({ jws, content }, resolution.key, context)
  return { ...finding, key: resolution, ...about }
}

async function judge(
  { jws }: Token,
  key: Parameters<typeof verifyJws>[1],
  { crypto }: TokenKeyContext,
): Promise<Finding> {
  if (!fitsAlgorithm(jws, key)) return { outcome: 'failed', code: 'proof-key-type' }
  const accepted = await verifyJws(jws, key, crypto)
  return accepted ? { outcome: 'passed', code: 'proof-ok' } : { outcome: 'failed', code: 'proof-signature' }
}

/** Where the credential has an end itself, the step on its dates says so. */
function hasEnded({ content: { credential, expires } }: Token, at: number): boolean {
  return (
    expires !== undefined &&
    at >= expires &&
    textOf(credential, dateMembersOf(credential).until) === undefined
  )
}

/**
 * The step on the form of the credential, with what the token says about it (STANDARDS OD5, VJ3): a claim that contradicts the credential
 * is a fault like any other.
 */
export function withClaims(model: DataModelResult, token: Token | undefined): DataModelResult {
  const problems = token?.content.problems ?? []
  if (problems.length === 0 || model.finding.outcome === 'failed') return model
  const wrong = problems.some(({ severity }) => severity === 'error')
  const code = wrong ? 'data-model-claims' : 'data-model-claims-missing'
  const details = {
    ...model.finding.details,
    claims: problems.map(({ claim, message }) => ({ claim, message })),
  }
  if (!wrong && model.finding.outcome !== 'passed')
    return { ...model, finding: { ...model.finding, details } }
  const message = explain(code, problems.map((problem) => problem.message).join(' '))
  return { ...model, finding: { outcome: wrong ? 'failed' : 'warning', code, message, details } }
}
