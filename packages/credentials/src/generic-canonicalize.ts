import type { CanonicalizationLimits, Crypto, JsonObject } from '@assay/core'
import jsonld from 'jsonld'
import { type CanonicalGraph, canonicalizeLinear, groupBlankNodes } from './canonical-graph.ts'
import type { CanonicalDocument, CanonicalizeHard, CanonicalNQuads } from './canonicalize.ts'
import type { ContextTable } from './document-contexts.ts'
import { CredentialError } from './errors.ts'
import { type Quad, serializeQuad } from './rdf.ts'
import { unmarkGraph } from './selective/node-marks.ts'
import { processingMode, useShallowContexts } from './shallow-contexts.ts'
import type { HashName } from './text-hash.ts'

/** What {@link canonicalizeGenerally} needs. */
export interface GenericOptions {
  readonly crypto: Crypto
  readonly hash: HashName
  readonly limits: CanonicalizationLimits
  readonly contexts: ContextTable
  readonly marks: string | undefined
  readonly canonicalizeHard: CanonicalizeHard | undefined
}

/**
 * The canonical form by the generic engine: JSON-LD processing of any shape, then RDFC-1.0. To be called for documents that
 * `inspectDocument` accepts, since what is too large is refused late here.
 */
export async function canonicalizeGenerally(
  document: JsonObject,
  { crypto, hash, limits, contexts, marks, canonicalizeHard }: GenericOptions,
): Promise<CanonicalDocument> {
  const all = await toQuads(document, contexts)
  const { quads, names } = marks === undefined ? { quads: all } : unmarkGraph(all, marks)
  const groups = checkCaps(quads, limits, (accepted) => groupBlankNodes(accepted, hash, crypto))
  if ([...groups.values()].every((group) => group.length === 1)) {
    return describeGraph(canonicalizeLinear(quads, groups), hash, names)
  }
  if (canonicalizeHard === undefined) {
    throw new CredentialError('canonicalization-unavailable', 'graphs of this kind are not checked here')
  }
  const graph = await canonicalizeHard(quads.map((quad) => serializeQuad(quad)).join(''), hash)
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
