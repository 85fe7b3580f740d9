import type { Canonicalize } from './canonicalize.ts'
import { type HashInput, hashConfiguration } from './cryptosuites.ts'

/** Kept at most; then all are forgotten. Proofs of one batch are alike but for what they sign. */
const MOST = 64

const remembered = new WeakMap<Canonicalize, Map<string, Uint8Array>>()

/** {@link hashConfiguration}, computed once for proofs that say the same of themselves, as those of one batch do. */
export async function hashConfigurationOnce(input: HashInput): Promise<Uint8Array> {
  const known = remembered.get(input.canonicalize) ?? new Map<string, Uint8Array>()
  const key = `${input.hash} ${JSON.stringify(input.configuration)}`
  const before = known.get(key)
  if (before !== undefined) return before
  const hash = await hashConfiguration(input)
  if (known.size >= MOST) known.clear()
  remembered.set(input.canonicalize, known.set(key, hash))
  return hash
}
