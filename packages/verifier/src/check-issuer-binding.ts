import type { JsonObject } from '@assay/core'
import { type Binding, type BindingCodes, type BindingContext, bindKeys } from './check-binding.ts'
import type { ProofStep } from './check-proof.ts'
import { issuerIdOf } from './json-members.ts'
import { isGood } from './make-check.ts'
import type { ResolvedKey } from './verification-method.ts'

const codes: BindingCodes = {
  party: 'issuer',
  same: 'issuer-bound',
  listed: 'issuer-listed',
  registered: 'issuer-registered',
  notBound: 'issuer-not-bound',
  unreachable: 'issuer-unreachable',
}

/** Is the controller of one of these keys the issuer of the credential? See {@link bindKeys}. */
export async function checkIssuerBinding(
  credential: JsonObject,
  keys: readonly ResolvedKey[],
  context: BindingContext,
): Promise<Binding> {
  const issuer = issuerIdOf(credential)
  if (issuer === undefined) return { finding: { outcome: 'failed', code: 'issuer-missing' } }
  return bindKeys(issuer, keys, codes, context)
}

/**
 * The step on what the proofs showed. When none of their keys is the issuer's, but a proof is left that could not be checked,
 * that one may be the issuer's: nobody knows who issued it (STANDARDS DI9, G4), least of all that it was somebody else. A token says
 * in `iss` that the issuer signed it, so its key has to be the issuer's, whoever else signed what is inside.
 */
export async function bindIssuer(
  credential: JsonObject,
  proof: ProofStep,
  context: BindingContext,
): Promise<Binding> {
  const outer = proof.token?.key
  if (outer !== undefined) return checkIssuerBinding(credential, [outer], context)
  const keys = keysOf(proof)
  const binding = await checkIssuerBinding(credential, keys, context)
  const mayBeTheIssuers = proof.proofs.some(
    ({ outcome, key }) => outcome === 'unknown' && (key === undefined || !keys.includes(key)),
  )
  if (binding.finding.code !== 'issuer-not-bound' || !mayBeTheIssuers) return binding
  const { details } = binding.finding
  return { finding: { outcome: 'unknown', code: 'issuer-proof-unchecked', ...(details && { details }) } }
}

/** Keys of the proofs that passed; when none did, every key that is known, so that the binding step can say its part. */
export function keysOf({ proofs }: ProofStep): readonly ResolvedKey[] {
  const passed = proofs.filter(isGood)
  return (passed.length > 0 ? passed : proofs).flatMap(({ key }) => (key === undefined ? [] : [key]))
}
