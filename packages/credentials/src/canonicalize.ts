import {
  type CanonicalizationLimits,
  type Crypto,
  type JsonObject,
  limits as standardLimits,
} from '@assay/core'
import jsonld from 'jsonld'
import { type CanonicalGraph, canonicalizeLinear, groupBlankNodes } from './canonical-graph.ts'
import { canonicalizeCompiled } from './compiled/compiled-canonicalize.ts'
import { type DatasetCaps, Declined } from './compiled/read-dataset.ts'
import { bundledContexts } from './contexts.ts'
import { type ContextTable, checkDocumentContexts, type GraphSize } from './document-contexts.ts'
import { CredentialError } from './errors.ts'
import { type HashName, type Quad, serializeQuad } from './rdf.ts'
import { unmarkGraph } from './selective/node-marks.ts'
import { processingMode, useShallowContexts } from './shallow-contexts.ts'

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
 * Turns a document into its canonical form; see {@link canonicalize} for what it throws. Types that begin with `marks` are taken out of
 * the graph and name its blank nodes (selective disclosure); without it nothing is taken out.
 */
export type Canonicalize = (
  document: JsonObject,
  hash: HashName,
  marks?: string,
) => Promise<CanonicalDocument>

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
 * Canonical form of a JSON-LD document: JSON-LD 1.1 in safe mode with base null, then RDFC-1.0. Caps are applied before
 * canonicalising (THREATS 2). Throws `CredentialError`: `context-*`, `json-ld-*` and `data-loss` when the document is
 * not acceptable, `canonicalization-*` when it could not be checked.
 */
export async function canonicalize(
  document: JsonObject,
  options: CanonicalizeOptions,
): Promise<CanonicalDocument> {
  const { crypto, hash = 'sha256', limits = standardLimits.canonicalization, marks } = options
  const contexts = options.contexts ?? bundledContexts
  if (options.engine !== 'generic' && marks === undefined) {
    const compiled = canonicalizeCompiled(document, { crypto, hash, contexts, caps: capsBelow(limits) })
    const answer = compiled instanceof Promise ? await compiled : compiled
    if (!(answer instanceof Declined)) return { nquads: answer as CanonicalNQuads, hash }
  }
  // JSON-LD processing is itself slow, so what is too large is refused before it.
  inspectDocument(document, { limits, contexts, marks })
  const all = await toQuads(document, contexts)
  const { quads, names } = marks === undefined ? { quads: all } : unmarkGraph(all, marks)
  const groups = checkCaps(quads, limits, (accepted) => groupBlankNodes(accepted, hash, crypto))
  if ([...groups.values()].every((group) => group.length === 1)) {
    return describeGraph(canonicalizeLinear(quads, groups), hash, names)
  }
  if (options.canonicalizeHard === undefined) {
    throw new CredentialError('canonicalization-unavailable', 'graphs of this kind are not checked here')
  }
  const graph = await options.canonicalizeHard(quads.map((quad) => serializeQuad(quad)).join(''), hash)
  return describeGraph(graph, hash, names)
}

function describeGraph(
  graph: CanonicalGraph,
  hash: HashName,
  names: ReadonlyMap<string, string> | undefined,
): CanonicalDocument {
  const nquads = graph.nquads as CanonicalNQuads
  if (names === undefined) return { nquads, hash }
  const labels = [...names].map(([name, node]) => [name, graph.labels.get(node) ?? ''] as const)
  return { nquads, hash, labels: new Map(labels) }
}

/** Well below the limits, so that what lies near them is counted by the generic engine alone. */
function capsBelow({ quads, blankNodes, contexts }: CanonicalizationLimits): DatasetCaps {
  return { quads: quads / 2, blankNodes: blankNodes / 2, contexts: contexts / 2 }
}

/** {@link canonicalize} with its options bound. */
export function createCanonicalize(options: Omit<CanonicalizeOptions, 'hash' | 'marks'>): Canonicalize {
  return (document, hash, marks) => canonicalize(document, { ...options, hash, marks })
}

type Groups = ReadonlyMap<string, readonly string[]>

function checkCaps(
  quads: readonly Quad[],
  limits: CanonicalizationLimits,
  group: (quads: readonly Quad[]) => Groups,
): Groups {
  if (quads.length > limits.quads) throw tooLarge(`more than ${limits.quads} statements`)
  const blankNodes = new Set<string>()
  for (const quad of quads) {
    for (const term of [quad.subject, quad.object, quad.graph]) {
      if (term.termType === 'BlankNode') blankNodes.add(term.value)
    }
  }
  if (blankNodes.size > limits.blankNodes) throw tooLarge(`more than ${limits.blankNodes} blank nodes`)
  const groups = group(quads)
  for (const siblings of groups.values()) {
    if (siblings.length > limits.siblings) throw tooLarge(`more than ${limits.siblings} blank nodes alike`)
  }
  return groups
}

function tooLarge(what: string): CredentialError {
  return new CredentialError('canonicalization-too-large', `the document has ${what}`)
}

async function toQuads(document: JsonObject, contexts: ContextTable): Promise<readonly Quad[]> {
  useShallowContexts()
  try {
    const quads = await jsonld.toRDF(
      document as jsonld.JsonLdDocument,
      {
        // Texts keep their direction (VCDM 2.0, 11.1), as in the other programs that sign them.
        ...{ safe: true, base: null, processingMode, rdfDirection: 'i18n-datatype' },
        documentLoader: (url: string) => loadBundled(url, contexts),
      } as object,
    )
    return quads as unknown as readonly Quad[]
  } catch (cause) {
    throw explain(cause)
  }
}

async function loadBundled(url: string, contexts: ContextTable) {
  const context = contexts.get(url)
  if (context === undefined)
    throw new CredentialError('context-unknown', `the context ${url} is not one Assay carries`)
  // `static` lets the library keep its processed form, which saves most of the time of a second document. The table of
  // a test must therefore not give another meaning to an address.
  return { documentUrl: url, document: structuredClone(context.document), tag: 'static' }
}

/** The library's errors are plain objects of several shapes; ours name what was wrong. */
function explain(cause: unknown): CredentialError {
  if (cause instanceof CredentialError) return cause
  const details = detailsOf(cause)
  if (details.event !== undefined) {
    return new CredentialError('data-loss', `a part of the document has no meaning: ${details.event}`, {
      cause,
    })
  }
  if (details.code === 'protected term redefinition') {
    return new CredentialError('context-redefines', 'a context redefines a protected term', { cause })
  }
  return new CredentialError(
    'json-ld-invalid',
    `the document is not valid JSON-LD: ${details.code ?? 'unknown'}`,
    { cause },
  )
}

function detailsOf(cause: unknown): { readonly code?: string; readonly event?: string } {
  if (typeof cause !== 'object' || cause === null || !('details' in cause)) return {}
  const { details } = cause
  if (typeof details !== 'object' || details === null) return {}
  if ('event' in details && typeof details.event === 'object' && details.event !== null) {
    return { event: describeEvent(details.event) }
  }
  return 'code' in details && typeof details.code === 'string' ? { code: details.code } : {}
}

function describeEvent(event: object): string {
  const code = 'code' in event ? String(event.code) : 'unknown'
  const inner =
    'details' in event && typeof event.details === 'object' && event.details !== null ? event.details : {}
  const names = Object.values(inner).filter((value) => typeof value === 'string')
  return names.length === 0 ? code : `${code} (${names.join(', ').slice(0, 200)})`
}
