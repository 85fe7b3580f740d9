import { type JsonObject, type JsonValue, limits, portableCrypto } from '@assay/core'
import { fastestOf } from '@assay/testkit'
import { describe, expect, it } from 'vitest'
import { canonicalize } from './canonicalize.ts'
import { smallBadge } from './open-badge.fixture.ts'

/** An own term that points from one thing to others, so that a badge can hold a graph of any shape. */
const peer = { peer: { '@id': 'https://x.example.org/peer', '@type': '@id' } }
const badgeWith = (evidence: readonly JsonObject[], contexts: readonly JsonValue[] = [peer]): JsonObject => ({
  ...smallBadge,
  '@context': [...(smallBadge['@context'] as readonly JsonValue[]), ...contexts],
  evidence,
})
/** Blank nodes that look alike and point at the ones that `next` says. */
const graph = (count: number, next: (from: number) => readonly number[]): JsonObject =>
  badgeWith(
    Array.from({ length: count }, (_, from) => ({
      ...{ id: `_:n${from}`, type: ['Evidence'] },
      peer: next(from).map((to) => `_:n${to}`),
    })),
  )
const clique = (size: number) =>
  graph(size, (from) => Array.from({ length: size }, (_, to) => to).filter((to) => to !== from))
const ring = (size: number) => graph(size, (from) => [(from + 1) % size])
const siblings = (count: number) => badgeWith(Array.from({ length: count }, () => ({ type: ['Evidence'] })))
const named = (count: number) =>
  Array.from({ length: count }, (_, at) => ({ id: `urn:x:${at}`, type: ['Evidence'] }))
const unnamed = (count: number) =>
  Array.from({ length: count }, (_, at) => ({ type: ['Evidence'], name: `n${at}` }))

/** What becomes of a document, and how often the part that can be killed was asked. */
async function run(document: JsonObject): Promise<{ outcome: string; asked: number }> {
  let asked = 0
  const canonicalizeHard = async () => {
    asked += 1
    return { nquads: 'hard', labels: new Map<string, string>() }
  }
  try {
    const { nquads } = await canonicalize(document, { crypto: portableCrypto, canonicalizeHard })
    return { outcome: nquads === 'hard' ? 'handed over' : 'done', asked }
  } catch (error) {
    return { outcome: String((error as { code?: unknown }).code), asked }
  }
}
const { quads, blankNodes, contexts } = limits.canonicalization
const refused = { outcome: 'canonicalization-too-large', asked: 0 }

describe('canonicalize on hostile graphs', { timeout: 60_000 }, () => {
  it.each<[string, JsonObject]>([
    ...[46, 60, 80].map((size): [string, JsonObject] => [`a clique of ${size}`, clique(size)]),
    ...[201, 300, 400].map((size): [string, JsonObject] => [`a ring of ${size}`, ring(size)]),
    ...[51, 1_000, 5_000].map((count): [string, JsonObject] => [`${count} siblings alike`, siblings(count)]),
  ])('J1 %s: refused by a cap in under 50 ms, and never handed on', async (_, document) => {
    expect(await run(document)).toEqual(refused)
    expect(await fastestOf(5, () => run(document))).toBeLessThan(50)
  })

  // Fails with an n-degree path of any kind in process: nothing there could be killed.
  it.each<[string, JsonObject]>([
    ...[10, 20, 30].map((size): [string, JsonObject] => [`a clique of ${size}`, clique(size)]),
    ...[2, 10, 50].map((size): [string, JsonObject] => [`a ring of ${size}`, ring(size)]),
    ...[2, 50].map((count): [string, JsonObject] => [`${count} siblings alike`, siblings(count)]),
  ])('J1 %s: the part that can take long is handed to what can be killed, once', async (_, document) => {
    expect(await run(document)).toEqual({ outcome: 'handed over', asked: 1 })
  })

  it('J2 what is just under a cap is done in process, and one more of it is refused', async () => {
    const base = (await canonicalize(badgeWith([]), { crypto: portableCrypto })).nquads.split('\n').length - 1
    const statements = (count: number) => {
      // Two statements a piece of evidence; an odd one out has a name.
      const pieces = named(Math.floor((count - base) / 2))
      const odd = (count - base) % 2 === 1
      return badgeWith(pieces.map((piece, at) => (odd && at === 0 ? { ...piece, name: 'n' } : piece)))
    }
    expect(await run(statements(quads))).toEqual({ outcome: 'done', asked: 0 })
    expect(await run(statements(quads + 1))).toEqual(refused)
    const blank = (count: number) => run(badgeWith(unnamed(count)))
    const most = [...Array(10).keys()].map((less) => blankNodes - less)
    const outcomes = await Promise.all(most.map(blank))
    expect(outcomes).toContainEqual({ outcome: 'done', asked: 0 })
    expect(await blank(blankNodes + 1)).toEqual(refused)
    const again = (count: number) =>
      run(badgeWith([], Array<string>(count).fill('https://w3id.org/security/multikey/v1')))
    expect(await again(contexts - 2)).toEqual({ outcome: 'done', asked: 0 })
    expect(await again(contexts)).toEqual(refused)
  })

  it('J2 900 values of one property that begin alike, in the worst order, have the form that the generic engine gives', async () => {
    const values = Array.from({ length: 900 }, (_, at) => `${'x'.repeat(1_000)}${9_999 - at}`)
    const badge = badgeWith(
      named(1).map((piece) => ({ ...piece, name: values })),
      [],
    )
    const formBy = async (engine: 'compiled' | 'generic') =>
      (await canonicalize(badge, { crypto: portableCrypto, engine })).nquads
    expect(await formBy('compiled')).toBe(await formBy('generic'))
  })
})
