import { type CheckId, checkCodes, checkIds } from '@assay/verifier'

/** First words of the codes of each check; the engine lists its codes without saying to which they belong. */
const PREFIXES: Readonly<Record<CheckId, readonly string[]>> = {
  parse: ['parse-', 'format-'],
  'data-model': ['data-model-'],
  schema: ['schema-'],
  proof: ['proof-', 'key-'],
  'issuer-binding': ['issuer-', 'holder-'],
  refresh: ['refresh-'],
  status: ['status-'],
  'validity-dates': ['dates-'],
  recipient: ['recipient-'],
  endorsements: ['endorsements-'],
  credentials: ['credentials-'],
  'trust-registry': ['trust-'],
}

export interface CodesOfCheck {
  readonly id: CheckId
  readonly codes: readonly { readonly code: string; readonly message: string }[]
}

/** Every code that a check can carry, by check, with the engine's sentence. */
export function codesOfChecks(): readonly CodesOfCheck[] {
  const all = Object.entries(checkCodes)
  return checkIds.map((id) => ({
    id,
    codes: all
      .filter(([code]) => PREFIXES[id].some((prefix) => code.startsWith(prefix)))
      .map(([code, message]) => ({ code, message })),
  }))
}
