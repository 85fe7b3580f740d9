import type { Crypto } from '@assay/core'
import { canonize } from 'rdf-canonize'
import { sortByCodePoints } from './code-point-order.ts'
import { CredentialError } from './errors.ts'
import { type Quad, quadsOfBlankNodes, serializeQuad } from './rdf.ts'
import { type HashName, hashText } from './text-hash.ts'

/** Blank nodes by the hash of what is said about them (RDFC-1.0, 4.6 Hash First Degree Quads). */
export function groupBlankNodes(
  quads: readonly Quad[],
  hash: HashName,
  crypto: Crypto,
): ReadonlyMap<string, readonly string[]> {
  const groups = new Map<string, string[]>()
  for (const [node, own] of quadsOfBlankNodes(quads)) {
    const lines = [...own].map((quad) => serializeQuad(quad, (name) => (name === node ? 'a' : 'z')))
    const digest = hashText(sortByCodePoints(lines).join(''), hash, crypto)
    const group = groups.get(digest)
    if (group === undefined) groups.set(digest, [node])
    else group.push(node)
  }
  return groups
}

/** Canonical N-Quads of a graph, and the canonical label of each of its blank nodes, both without `_:`. */
export interface CanonicalGraph {
  readonly nquads: string
  readonly labels: ReadonlyMap<string, string>
}

/**
 * Canonical N-Quads of a graph in which every blank node has a hash of its own (RDFC-1.0, 4.4 without step 5). Takes
 * time in proportion to the graph.
 */
export function canonicalizeLinear(
  quads: readonly Quad[],
  groups: ReadonlyMap<string, readonly string[]>,
): CanonicalGraph {
  const labels = new Map<string, string>()
  for (const digest of [...groups.keys()].sort()) {
    for (const node of groups.get(digest) ?? []) labels.set(node, `c14n${labels.size}`)
  }
  // A dataset is a set: the same statement twice is one line.
  const lines = new Set(quads.map((quad) => serializeQuad(quad, (name) => labels.get(name) ?? name)))
  return { nquads: sortByCodePoints([...lines]).join(''), labels }
}

/** What {@link canonicalizeGraph} needs. */
export interface CanonicalizeGraphOptions {
  readonly crypto: Crypto
  /** Default `sha256`. */
  readonly hash?: HashName
  /** `maxWorkFactor` of rdf-canonize; default 1. Above it the graph is refused. */
  readonly workFactor?: number
  /** Asked now and then; where it is aborted, the graph is given up. For programs that have no thread to kill. Default: nobody stops it. */
  readonly signal?: AbortSignal
}

/**
 * Full RDFC-1.0 over N-Quads, for graphs whose blank nodes cannot be told apart at first sight. The time it takes is
 * **not bounded by its input's size**: run it in a thread that can be killed, after {@link canonicalize} has applied
 * the caps. Throws `CredentialError` `canonicalization-too-hard`, `canonicalization-timeout` (see `signal`) or `json-ld-invalid` (not N-Quads).
 */
export async function canonicalizeGraph(
  nquads: string,
  options: CanonicalizeGraphOptions,
): Promise<CanonicalGraph> {
  const labels = new Map<string, string>()
  try {
    const canonical = await canonize(nquads, {
      algorithm: 'RDFC-1.0',
      inputFormat: 'application/n-quads',
      createMessageDigest: () => new SortingDigest(options.hash ?? 'sha256', options.crypto),
      canonicalIdMap: labels,
      maxWorkFactor: options.workFactor ?? 1,
      ...(options.signal === undefined ? {} : { signal: options.signal }),
    })
    const lines = canonical.split('\n').filter((line) => line !== '')
    return {
      nquads: sortByCodePoints(lines)
        .map((line) => `${line}\n`)
        .join(''),
      labels,
    }
  } catch (cause) {
    if (options.signal?.aborted)
      throw new CredentialError('canonicalization-timeout', 'the graph takes longer than is allowed')
    const hard = cause instanceof Error && cause.message.startsWith('Maximum deep iterations exceeded')
    if (hard)
      throw new CredentialError('canonicalization-too-hard', 'the graph needs more work than is allowed')
    throw new CredentialError('json-ld-invalid', 'the graph could not be canonicalised', { cause })
  }
}

/**
 * Hashes what rdf-canonize hands over. The library sorts first-degree statements by UTF-16 units
 * (digitalbazaar/rdf-canonize#52), so they are put into code-point order here. Its other inputs (labels, predicates,
 * hashes) never end in a full stop and a line end, and their order is part of the algorithm.
 */
class SortingDigest {
  readonly #hash: HashName
  readonly #crypto: Crypto
  readonly #parts: string[] = []

  constructor(hash: HashName, crypto: Crypto) {
    this.#hash = hash
    this.#crypto = crypto
  }

  update(text: string): void {
    this.#parts.push(text)
  }

  digest(): string {
    const statements = this.#parts.every((part) => part.endsWith(' .\n'))
    const parts = statements ? sortByCodePoints(this.#parts) : this.#parts
    return hashText(parts.join(''), this.#hash, this.#crypto)
  }
}
