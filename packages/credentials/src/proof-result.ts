import type { PublicKey } from '@assay/core'

/** Why a proof is made: `assertionMethod` for credentials, `authentication` for presentations (STANDARDS KY7). */
export type ProofPurpose = 'assertionMethod' | 'authentication'

/** Why a proof is not valid. */
export type InvalidProofCode =
  | 'proof-malformed'
  | 'proof-purpose'
  | 'proof-date'
  | 'proof-expired'
  | 'proof-domain'
  | 'proof-challenge'
  | 'proof-value'
  | 'proof-base'
  | 'proof-key-type'
  | 'proof-context'
  | 'proof-chain'
  | 'proof-signature'
  | 'document-not-acceptable'

/** Why a proof could not be checked. */
export type UncheckedProofCode = 'key-unavailable' | 'canonicalization-limit'

/** Why Assay does not check proofs of this kind. */
export type UnsupportedProofCode = 'proof-type' | 'proof-cryptosuite'

/** What a proof says about itself; believe it only when the proof is valid. */
export interface ProofFacts {
  /** Name of the suite; for proofs that name none, their type. */
  readonly cryptosuite: string
  readonly verificationMethod: string
  readonly proofPurpose: string
  /** Milliseconds since 1970. */
  readonly created: number | undefined
  /** Whether the suite is one that is no longer used for new proofs, which deserves a warning (STANDARDS DI1, OD6). */
  readonly superseded: boolean
  /** Whether parts of what the issuer signed may be left out of the document (`ecdsa-sd-2023`). */
  readonly selective: boolean
}

/** Outcome of one proof. "Not authentic", "could not be checked" and "not known here" are different answers. */
export type ProofResult = ({ readonly outcome: 'valid'; readonly key: PublicKey } & ProofFacts) | ProofRefusal

/** Every outcome but `valid`. */
export type ProofRefusal =
  | {
      readonly outcome: 'invalid'
      readonly code: InvalidProofCode
      readonly message: string
      readonly detail?: string
    }
  | {
      readonly outcome: 'unchecked'
      readonly code: UncheckedProofCode
      readonly message: string
      readonly detail?: string
    }
  | { readonly outcome: 'unsupported'; readonly code: UnsupportedProofCode; readonly message: string }

/** The refusal of a proof that was checked. */
export function invalid(code: InvalidProofCode, message: string) {
  return { outcome: 'invalid', code, message } as const
}
