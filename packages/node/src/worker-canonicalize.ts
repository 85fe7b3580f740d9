import { type CanonicalizationLimits, type JsonObject, limits as standardLimits } from '@assay/core'
import {
  bundledContexts,
  type CanonicalDocument,
  type Canonicalize,
  type CanonicalNQuads,
  CredentialError,
  canonicalize,
  canonicalizeCompiled,
  type DatasetCaps,
  type Declined,
  type HashName,
  inspectDocument,
  isClr,
  isPresentation,
} from '@assay/credentials'
import type { CanonicalizeJob, JobTimes } from './canonicalize-job.ts'
import { createPool } from './canonicalize-pool.ts'
import { defaultWorkerUrl } from './canonicalize-thread.ts'
import { nodeCrypto as crypto } from './crypto/node-crypto.ts'

/** How {@link createWorkerCanonicalize} runs. */
export interface WorkerCanonicalizeOptions {
  /** Caps and times. Default: `limits.canonicalization` of `@assay/core`. */
  readonly limits?: CanonicalizationLimits
  /** Caps and times of a learner record (CLR 2.0) and of a presentation, which hold many badges. Default: `limits.recordCanonicalization` of `@assay/core`. */
  readonly recordLimits?: CanonicalizationLimits
  /** Threads, each started when it is needed: one serves a command, two let a document pass a slow one. Default: 2. */
  readonly threads?: 1 | 2
  /** A second opinion on a sample of what the compiled path answers. Default: none. */
  readonly secondOpinion?: SecondOpinion
  /**
   * The worker's entry. Default: `canonicalize-worker` beside this module, which is `.ts` in the repository and `.js` in a
   * bundle; whoever bundles this package emits the entry `@assay/node/canonicalize-worker` beside the bundle, or says here
   * where it lies.
   */
  readonly workerUrl?: URL
}

/**
 * The compiled path and the generic engine have to agree on every document. That is tested, and watched where it runs: now and then a
 * document is canonicalised by both, the second time in a thread and with nobody waiting.
 */
export interface SecondOpinion {
  /** One document in so many. */
  readonly every: number
  /** Both answers: N-Quads, or the error with which the generic engine refused. Whoever runs the program has to know. */
  readonly onDisagreement: (document: JsonObject, compiled: string, generic: string) => void
}

/** A `Canonicalize` that keeps the event loop free. */
export interface WorkerCanonicalizer {
  readonly canonicalize: Canonicalize
  /** Ends the threads. An idle thread does not keep the program alive, so calling this is not a duty. */
  close(): Promise<void>
}

/** Up to here the compiled path runs in process, some two milliseconds at most; and never near the caps of the generic engine. */
function compiledCaps({ quads, blankNodes, contexts }: CanonicalizationLimits): DatasetCaps {
  return {
    quads: Math.min(1_000, quads / 2),
    blankNodes: Math.min(100, blankNodes / 2),
    contexts: Math.min(50, contexts / 2),
  }
}

/**
 * Up to here a document is canonicalised in process by the generic engine. Measured on 2 cores, Node 20: 13-18 microseconds a statement, so under
 * 5 ms; a full badge has 200. Beyond 12 contexts JSON-LD loses its cache of contexts, and each costs 0.5-1.6 ms.
 */
const IN_PROCESS = { statements: 256, contexts: 12 }

/**
 * `canonicalize` of `@assay/credentials` for servers: the same results and errors, and the event loop is never held up for
 * longer than a small document takes. What the caps refuse is refused in process; larger documents, and the n-degree path
 * of any, run in a thread that is killed at `limits.documentMilliseconds`, in the n-degree path at `limits.milliseconds`
 * (THREATS 2). Then, and when 20 documents are waiting, `CredentialError` `canonicalization-timeout`.
 *
 * ```ts
 * const { canonicalize, close } = createWorkerCanonicalize()
 * const report = await verify(bytes, { canonicalize, ...others })
 * await close()
 * ```
 */
export function createWorkerCanonicalize(options: WorkerCanonicalizeOptions = {}): WorkerCanonicalizer {
  const ordinary = options.limits ?? standardLimits.canonicalization
  const record = options.recordLimits ?? standardLimits.recordCanonicalization
  const pool = createPool(options.workerUrl ?? defaultWorkerUrl(), options.threads ?? 2)
  const runGraph = async (job: CanonicalizeJob, times: JobTimes) => {
    const { nquads, labels = new Map<string, string>() } = await pool.run(job, times)
    return { nquads, labels }
  }
  const review = reviewer(options.secondOpinion, (document, hash) => {
    const { limits, times } = limitsFor(document)
    const job = { kind: 'document', engine: 'generic', text: JSON.stringify(document), hash, limits } as const
    return pool.run({ ...job, marks: undefined }, times)
  })

  function limitsFor(document: JsonObject): { limits: CanonicalizationLimits; times: JobTimes } {
    const limits = isClr(document) || isPresentation(document) ? record : ordinary
    return { limits, times: { whole: limits.documentMilliseconds, hard: limits.milliseconds } }
  }

  function reviewed(document: JsonObject, hash: HashName, nquads: string): CanonicalDocument {
    review(document, hash, nquads)
    return { nquads: nquads as CanonicalNQuads, hash }
  }

  async function decideLater(
    document: JsonObject,
    hash: HashName,
    compiled: Declined | Promise<string | Declined>,
  ): Promise<CanonicalDocument> {
    const answer = await compiled
    return typeof answer === 'string' ? reviewed(document, hash, answer) : decideGenerally(document, hash)
  }

  async function decideGenerally(
    document: JsonObject,
    hash: HashName,
    marks?: string,
  ): Promise<CanonicalDocument> {
    const { limits, times } = limitsFor(document)
    const { workFactor } = limits
    const size = inspectDocument(document, { limits, marks })
    if (size.statements <= IN_PROCESS.statements && size.contexts <= IN_PROCESS.contexts) {
      return canonicalize(document, {
        ...{ crypto, hash, limits, marks, engine: 'generic' },
        canonicalizeHard: (nquads) => runGraph({ kind: 'graph', nquads, hash, workFactor }, times),
      })
    }
    const text = JSON.stringify(document)
    const { nquads, labels } = await pool.run(
      { kind: 'document', engine: 'compiled', text, hash, limits, marks },
      times,
    )
    return { nquads: nquads as CanonicalNQuads, hash, ...(labels === undefined ? {} : { labels }) }
  }

  return {
    canonicalize(document, hash, marks) {
      if (marks !== undefined) return decideGenerally(document, hash, marks)
      const caps = compiledCaps(limitsFor(document).limits)
      const answer = canonicalizeCompiled(document, { crypto, hash, contexts: bundledContexts, caps })
      return typeof answer === 'string'
        ? reviewed(document, hash, answer)
        : decideLater(document, hash, answer)
    },
    close: () => pool.close(),
  }
}

type Review = (document: JsonObject, hash: HashName, compiled: string) => void

/** Counts what the compiled path answered, and has one in so many answered again. */
function reviewer(
  options: SecondOpinion | undefined,
  generic: (document: JsonObject, hash: HashName) => Promise<{ readonly nquads: string }>,
): Review {
  if (options === undefined) return () => undefined
  let left = options.every
  return (document, hash, compiled) => {
    left -= 1
    if (left > 0) return
    left = options.every
    generic(document, hash).then(
      ({ nquads }) => {
        if (nquads !== compiled) options.onDisagreement(document, compiled, nquads)
      },
      (error: unknown) => {
        // No time is no opinion; a refusal is one.
        if (error instanceof CredentialError && error.code === 'canonicalization-timeout') return
        options.onDisagreement(document, compiled, String(error))
      },
    )
  }
}
