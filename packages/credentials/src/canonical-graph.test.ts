import { createHash } from 'node:crypto'
import { isJsonArray, type JsonObject, portableCrypto } from '@assay/core'
import { sharedVectors } from '@assay/testkit'
import { describe, expect, it } from 'vitest'
import { canonicalizeGraph } from './canonical-graph.ts'
import type { HashName } from './text-hash.ts'

const vectors = sharedVectors('rdf-canon')
const manifest = vectors?.json('manifest.jsonld') as JsonObject | undefined
const entries = (isJsonArray(manifest?.entries) ? manifest.entries : []) as readonly Record<string, string>[]
const hashOf = (entry: Record<string, string>): HashName =>
  entry.hashAlgorithm === 'SHA384' ? 'sha384' : 'sha256'

/** The three hardest accepted graphs of the corpus need factor 3 (THREATS 3.1). */
const workFactor = 3

describe('canonicalizeGraph', () => {
  it.skipIf(vectors === null)(
    'DI12: gives the canonical form and labels of every RDFC-1.0 test',
    async () => {
      vectors?.report(entries.length)
      const counts = { 'rdfc:RDFC10EvalTest': 0, 'rdfc:RDFC10MapTest': 0, 'rdfc:RDFC10NegativeEvalTest': 0 }
      for (const entry of entries) {
        const { action = '', result = '', type = '', id } = entry
        const run = canonicalizeGraph(vectors?.text(action) ?? '', {
          crypto: portableCrypto,
          hash: hashOf(entry),
          workFactor,
        })
        if (type === 'rdfc:RDFC10NegativeEvalTest')
          await expect(run).rejects.toMatchObject({ code: 'canonicalization-too-hard' })
        else if (type === 'rdfc:RDFC10MapTest') {
          expect([id, Object.fromEntries((await run).labels)]).toEqual([id, vectors?.json(result)])
        } else expect([id, (await run).nquads]).toEqual([id, vectors?.text(result)])
        counts[type as keyof typeof counts] += 1
      }
      expect(counts).toEqual({
        'rdfc:RDFC10EvalTest': 64,
        'rdfc:RDFC10MapTest': 21,
        'rdfc:RDFC10NegativeEvalTest': 1,
      })
    },
  )

  it('refuses graphs that need more work than allowed', async () => {
    const ring = Array.from(
      { length: 20 },
      (_, i) => `_:b${i} <urn:p> _:b${(i + 1) % 20} .\n_:b${(i + 1) % 20} <urn:p> _:b${i} .\n`,
    )
    const run = canonicalizeGraph(ring.join(''), { crypto: portableCrypto, workFactor: 0 })
    await expect(run).rejects.toMatchObject({ code: 'canonicalization-too-hard' })
  })

  it('gives a graph up when its signal says so, without waiting for its end', async () => {
    const nodes = Array.from({ length: 12 }, (_, index) => index)
    const clique = nodes.flatMap((a) => nodes.map((b) => `_:b${a} <urn:p> _:b${b} .\n`)).join('')
    const run = canonicalizeGraph(clique, {
      crypto: portableCrypto,
      workFactor: Number.POSITIVE_INFINITY,
      signal: AbortSignal.timeout(100),
    })
    await expect(run).rejects.toMatchObject({ code: 'canonicalization-timeout' })
  })

  it('refuses what is not N-Quads with its own error', async () => {
    const run = canonicalizeGraph('nonsense', { crypto: portableCrypto })
    await expect(run).rejects.toMatchObject({ code: 'json-ld-invalid' })
  })

  it('labels by hashes over code-point order, where the library sorts by UTF-16 units (rdf-canonize#52)', async () => {
    const nodes = Array.from({ length: 8 }, (_, index) => `n${index}`)
    const statements = (label: string, node: string) => [
      `_:${label} <urn:p> "\ufb33${node}" .\n`,
      `_:${label} <urn:p> "\u{1f600}${node}" .\n`,
    ]
    // Hash First Degree Quads by hand: the node is `_:a`, U+FB33 comes before U+1F600.
    const expected = nodes
      .map((node) => ({
        node,
        hash: createHash('sha256').update(statements('a', node).join('')).digest('hex'),
      }))
      .sort((left, right) => (left.hash < right.hash ? -1 : 1))
      .map(({ node }, index) => [node, `c14n${index}`])
    const input = nodes.flatMap((node) => statements(node, node)).join('')
    const { nquads, labels } = await canonicalizeGraph(input, { crypto: portableCrypto })
    expect(Object.fromEntries(labels)).toEqual(Object.fromEntries(expected))
    expect(nquads.indexOf('\ufb33')).toBeLessThan(nquads.indexOf('\u{1f600}'))
  })
})
