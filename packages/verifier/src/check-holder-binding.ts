import { type Binding, type BindingCodes, type BindingContext, bindKeys } from './check-binding.ts'
import { keysOf } from './check-issuer-binding.ts'
import type { ProofStep } from './check-proof.ts'

/** Registries are of issuers, so that none can name a holder's key. */
const codes: BindingCodes = {
  party: 'holder',
  same: 'holder-bound',
  listed: 'holder-listed',
  registered: 'holder-listed',
  notBound: 'holder-not-bound',
  unreachable: 'holder-unreachable',
}

/**
 * Did the holder whom a presentation names sign it? (STANDARDS KY6, KY7.) A presentation without signature shows nothing about who
 * presents it, and one without holder says nothing that could be compared.
 */
export async function bindHolder(
  holder: string | undefined,
  proof: ProofStep,
  context: Omit<BindingContext, 'trust'>,
): Promise<Binding> {
  if (proof.proofs.length === 0) return { finding: { outcome: 'skipped', code: 'needs-key' } }
  if (holder === undefined) return { finding: { outcome: 'skipped', code: 'holder-absent' } }
  const outer = proof.token?.key
  return bindKeys(holder, outer === undefined ? keysOf(proof) : [outer], codes, context)
}
