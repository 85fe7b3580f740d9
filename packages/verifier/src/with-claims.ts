import type { DataModelResult } from './check-data-model.ts'
import { explain } from './make-check.ts'
import type { Token } from './read-token.ts'

/**
 * The step on the form of the document, with what the token says about it (STANDARDS OD5, VJ3): a claim that contradicts the credential
 * is a fault like any other.
 */
export function withClaims(model: DataModelResult, token: Token | undefined): DataModelResult {
  const problems = token?.problems ?? []
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
