import {
  type CanonicalizationLimits,
  type Crypto,
  type JsonObject,
  limits as standardLimits,
} from '@assay/core'
import type { CanonicalGraph } from './canonical-graph.ts'
import type { Declined } from './compiled/declined.ts'
import type { DatasetCaps } from './compiled/read-plan.ts'
import { bundledContexts } from './contexts.ts'
import { type ContextTable, checkDocumentContexts, type GraphSize } from './document-contexts.ts'
import { CredentialError } from './errors.ts'
import type { HashName } from './text-hash.ts'

declare const canonical: unique symbol

/** Canonical N-Quads (RDFC-1.0); made only by {@link canonicalize}. */
export type CanonicalNQuads = string & { readonly [canonical]: true }

/** The canonical form of a JSON-LD document. */
export interface CanonicalDocument {
  /** Empty for a document that says nothing. */
  readonly nquads: CanonicalNQuads
  /** Hash function that the blank node labels come from. */
  readonly hash: HashName
  /** Where marks were asked for: the canonical labels of blank nodes by the names that their marks give them. */
  readonly labels?: ReadonlyMap<string, string>
}

/** What {@link inspectDocument} needs. */
export interface InspectDocumentOptions {
  /** Default: `limits.canonicalization` of `@assay/core`. */
  readonly limits?: CanonicalizationLimits
  /** Default: {@link bundledContexts}. */
  readonly contexts?: ContextTable
  /** As the third argument of {@link Canonicalize}: each object may then bear one type more. Default: none. */
  readonly marks?: string | undefined
}

/**
 * Turns a document into its canonical form, at once where it can; see {@link canonicalize} for what it throws. Types that begin with `marks` are taken out of
 * the graph and name its blank nodes (selective disclosure); without it nothing is taken out.
 */
export type Canonicalize = (
  document: JsonObject,
  hash: HashName,
  marks?: string,
) => CanonicalDocument | Promise<CanonicalDocument>

/** The n-degree part of RDFC-1.0, run where it can be killed; answers the canonical form of the given N-Quads. */
export type CanonicalizeHard = (nquads: string, hash: HashName) => Promise<CanonicalGraph>

/** What {@link canonicalize} needs. */
export interface CanonicalizeOptions extends InspectDocumentOptions {
  readonly crypto: Crypto
  /** Default `sha256`. */
  readonly hash?: HashName
  /**
   * Canonicalises graphs whose blank nodes share first-degree hashes, usually {@link canonicalizeGraph} in a worker
   * that is killed after `limits.milliseconds`. It throws `CredentialError` `canonicalization-timeout` then. Default:
   * none; such graphs are refused with `canonicalization-unavailable`.
   */
  readonly canonicalizeHard?: CanonicalizeHard
  /**
   * Default `compiled`: by compiled contexts where that is certain to give the same, else by the generic engine. `generic`: by the
   * generic engine alone, for a second opinion.
   */
  readonly engine?: 'compiled' | 'generic'
}

/**
 * The first step of {@link canonicalize} by itself: refuses what can be refused without JSON-LD processing, and says how
 * large the rest is. Takes a few milliseconds for the largest document, so that it may run anywhere. Throws
 * `CredentialError` `context-*`, `json-ld-keyword`, `data-loss` and `canonicalization-too-large`.
 */
export function inspectDocument(document: JsonObject, options: InspectDocumentOptions = {}): GraphSize {
  const { limits = standardLimits.canonicalization, contexts = bundledContexts, marks } = options
  const size = checkDocumentContexts(document, contexts)
  if (size.statements > limits.quads * (marks === undefined ? 1 : 2))
    throw tooLarge(`more than ${limits.quads} statements`)
  if (size.blankNodes > limits.blankNodes) throw tooLarge(`more than ${limits.blankNodes} blank nodes`)
  if (size.contexts > limits.contexts) throw tooLarge(`more than ${limits.contexts} contexts`)
  return size
}

/**
 * Canonical form of a JSON-LD document, at once for most credentials: JSON-LD 1.1 in safe mode with base null, then RDFC-1.0. Caps are applied before
 * canonicalising (THREATS 2). Throws `CredentialError`: `context-*`, `json-ld-*` and `data-loss` when the document is
 * not acceptable, `canonicalization-*` when it could not be checked.
 */
export function canonicalize(
  document: JsonObject,
  options: CanonicalizeOptions,
): CanonicalDocument | Promise<CanonicalDocument> {
  if (options.engine === 'generic' || options.marks !== undefined) return decideGenerally(document, options)
  if (compiledPath === undefined) return loadAndCanonicalize(document, options)
  const { crypto, hash = 'sha256', contexts = bundledContexts, limits } = options
  const caps = capsBelow(limits ?? standardLimits.canonicalization)
  const answer = compiledPath.canonicalizeCompiled(document, { crypto, hash, contexts, caps })
  // Waiting for what is there already would cost every document a turn.
  if (typeof answer === 'string') return { nquads: answer as CanonicalNQuads, hash }
  return decideLater(answer, document, options)
}

async function decideLater(
  compiled: Declined | Promise<string | Declined>,
  document: JsonObject,
  options: CanonicalizeOptions,
): Promise<CanonicalDocument> {
  const answer = await compiled
  const { hash = 'sha256' } = options
  return typeof answer === 'string'
    ? { nquads: answer as CanonicalNQuads, hash }
    : decideGenerally(document, options)
}

async function decideGenerally(
  document: JsonObject,
  options: CanonicalizeOptions,
): Promise<CanonicalDocument> {
  const { crypto, hash = 'sha256', limits = standardLimits.canonicalization, marks } = options
  const { contexts = bundledContexts } = options
  // JSON-LD processing is itself slow, so what is too large is refused before it.
  inspectDocument(document, { limits, contexts, marks })
  const { canonicalizeGenerally } = await import('./generic-canonicalize.ts')
  const { canonicalizeHard } = options
  return canonicalizeGenerally(document, { crypto, hash, limits, contexts, marks, canonicalizeHard })
}

/** Both engines are loaded when they are first needed, which keeps a browser's first load small. */
let compiledPath: typeof import('./compiled/compiled-canonicalize.ts') | undefined

async function loadAndCanonicalize(
  document: JsonObject,
  options: CanonicalizeOptions,
): Promise<CanonicalDocument> {
  compiledPath = await import('./compiled/compiled-canonicalize.ts')
  return canonicalize(document, options)
}

/** Well below the limits, so that what lies near them is counted by the generic engine alone. */
function capsBelow({ quads, blankNodes, contexts }: CanonicalizationLimits): DatasetCaps {
  return { quads: quads / 2, blankNodes: blankNodes / 2, contexts: contexts / 2 }
}

/** {@link canonicalize} with its options bound. */
export function createCanonicalize(options: Omit<CanonicalizeOptions, 'hash' | 'marks'>): Canonicalize {
  const unmarked = { sha256: { ...options, hash: 'sha256' }, sha384: { ...options, hash: 'sha384' } } as const
  return (document, hash, marks) =>
    canonicalize(document, marks === undefined ? unmarked[hash] : { ...options, hash, marks })
}

function tooLarge(what: string): CredentialError {
  return new CredentialError('canonicalization-too-large', `the document has ${what}`)
}
