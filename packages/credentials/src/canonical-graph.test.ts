import { isJsonArray, type JsonObject, portableCrypto } from '@assay/core'
import { sharedVectors } from '@assay/testkit'
import { describe, expect, it } from 'vitest'
import { canonicalizeGraph } from './canonical-graph.ts'
import type { HashName } from './rdf.ts'

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
        'rdfc:RDFC10MapTest': 21 + 1,
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

  it('refuses what is not N-Quads with its own error', async () => {
    const run = canonicalizeGraph('nonsense', { crypto: portableCrypto })
    await expect(run).rejects.toMatchObject({ code: 'json-ld-invalid' })
  })

  it('hashes statements in code-point order where the library sorts by UTF-16 units (rdf-canonize#52)', async () => {
    const lines = ['_:x <urn:p> "\u{1f600}" .\n', '_:x <urn:p> "\ufb33" .\n', '_:y <urn:p> "other" .\n']
    const { nquads } = await canonicalizeGraph(lines.join(''), { crypto: portableCrypto })
    const ofX = nquads.split('\n').filter((line) => /\u{1f600}|\ufb33/u.test(line))
    expect(ofX.map((line) => line.slice(-4, -3))).toHaveLength(2)
    expect(ofX[0]).toContain('\ufb33')
    expect(ofX[1]).toContain('\u{1f600}')
  })
})
