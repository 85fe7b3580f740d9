import type { CanonicalizationLimits } from '@assay/core'

/** What a thread is asked: the n-degree algorithm on a graph, or the whole of canonicalising on a document as JSON text. */
export type CanonicalizeJob =
  | {
      readonly kind: 'graph'
      readonly nquads: string
      readonly hash: 'sha256' | 'sha384'
      readonly workFactor: number
    }
  | {
      readonly kind: 'document'
      /** `generic` for a second opinion. */
      readonly engine: 'compiled' | 'generic'
      readonly text: string
      readonly hash: 'sha256' | 'sha384'
      readonly limits: CanonicalizationLimits
      /** Third argument of the function that this is the work of. */
      readonly marks: string | undefined
    }

/** How long a job may take, in milliseconds. */
export interface JobTimes {
  readonly whole: number
  /** From the word that the n-degree algorithm begins. */
  readonly hard: number
}

/** What a thread says. `phase` is no answer: it tells that the n-degree algorithm begins. */
export type CanonicalizeReply = JobAnswer | { readonly ready: true } | { readonly phase: 'hard' }

/** Canonical N-Quads; labels of every graph, and of a document whose blank nodes are marked. */
export interface JobResult {
  readonly nquads: string
  readonly labels: ReadonlyMap<string, string> | undefined
}

/** How a job ended. `from` names the package whose error it is; `defect` is one that nobody throws on purpose. */
export type JobAnswer =
  | JobResult
  | {
      readonly from: 'core' | 'credentials' | 'defect'
      readonly code: string
      readonly message: string
    }
