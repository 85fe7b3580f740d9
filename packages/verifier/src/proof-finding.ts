import type { Finding } from './make-check.ts'
import type { ResolvedKey } from './verification-method.ts'

/** Outcome of one proof among several. */
export interface ProofFinding extends Finding {
  /** The key, where it could be looked up, whether or not the signature fits. */
  readonly key: ResolvedKey | undefined
}
