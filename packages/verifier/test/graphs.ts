import type { JsonObject, JsonValue } from '@assay/core'
import { unsignedBadge } from '../src/test/badge.ts'

/** An own term that points from one thing to others, so that a badge can hold a graph of any shape. */
const peer = { peer: { '@id': 'https://x.example.org/peer', '@type': '@id' } }

const badgeWith = (evidence: readonly JsonObject[]): JsonObject =>
  unsignedBadge({ '@context': [...(unsignedBadge()['@context'] as readonly JsonValue[]), peer], evidence })

/** Blank nodes that look alike and point at the ones that `next` says. */
function nodes(count: number, next: (from: number) => readonly number[]): readonly JsonObject[] {
  return Array.from({ length: count }, (_, from) => ({
    id: `_:n${from}`,
    type: ['Evidence'],
    peer: next(from).map((to) => `_:n${to}`),
  }))
}

/** Every node points at every other one: `size * size` statements. */
export const clique = (size: number): JsonObject =>
  badgeWith(nodes(size, (from) => Array.from({ length: size }, (_, to) => to).filter((to) => to !== from)))

/** Every node points at the next one. */
export const ring = (size: number): JsonObject => badgeWith(nodes(size, (from) => [(from + 1) % size]))

/** Nodes without any difference. */
export const siblings = (count: number): JsonObject =>
  badgeWith(Array.from({ length: count }, () => ({ type: ['Evidence'] })))

/** Many small rings: the reference engine needs long for them without going deep. */
export const rings = (count: number, size: number): JsonObject =>
  badgeWith(nodes(count * size, (from) => [from - (from % size) + ((from + 1) % size)]))

/** Named evidence, two statements each and one more. */
export const listed = (count: number): readonly JsonObject[] =>
  Array.from({ length: count }, (_, at) => ({ id: `urn:x:${at}`, type: ['Evidence'], name: `n${at}` }))

/** A badge with this evidence. */
export const badgeListing = (evidence: readonly JsonObject[]): JsonObject => badgeWith(evidence)
