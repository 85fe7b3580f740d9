import { type JsonObject, portableCrypto } from '@assay/core'
import { describe, expect, it } from 'vitest'
import { canonicalizeGraph } from '../canonical-graph.ts'
import { canonicalize } from '../canonicalize.ts'
import { bundledContexts } from '../contexts.ts'
import { fullBadge, smallBadge } from '../open-badge.fixture.ts'
import type { HashName } from '../text-hash.ts'
import { canonicalizeCompiled } from './compiled-canonicalize.ts'
import { randomCredential } from './random-credential.fixture.ts'
import { Declined } from './read-dataset.ts'

const crypto = portableCrypto
const caps = { quads: 1_000, blankNodes: 100, contexts: 50 }
const compiled = (document: JsonObject, hash: HashName) =>
  canonicalizeCompiled(document, { crypto, hash, contexts: bundledContexts, caps })

/** The form that the generic engine gives, or the code with which it refuses. */
async function generic(document: JsonObject, hash: HashName = 'sha256') {
  const canonicalizeHard = (nquads: string) => canonicalizeGraph(nquads, { crypto, hash })
  return canonicalize(document, { crypto, hash, canonicalizeHard, engine: 'generic' }).then(
    ({ nquads }) => ({ nquads }),
    ({ code }: { code: string }) => ({ code }),
  )
}

describe('the compiled path', () => {
  it.each([
    ['a small badge', smallBadge],
    ['a full badge', fullBadge],
  ])('reads %s as the generic engine does, under both hash functions', async (_, badge) => {
    for (const hash of ['sha256', 'sha384'] as const) {
      expect(await compiled(badge, hash)).toBe(((await generic(badge, hash)) as { nquads: string }).nquads)
    }
  })

  it('gives the same form as the generic engine for credentials of every shape, or declines', async () => {
    const first = Number(process.env.ASSAY_FIRST_SEED ?? 0)
    const count = Number(process.env.ASSAY_SEEDS ?? 300)
    const tally = { same: 0, declined: 0, refused: 0 }
    for (let seed = first; seed < first + count; seed += 1) {
      const document = randomCredential(seed)
      const expected = await generic(document)
      const answer = await compiled(document, 'sha256')
      if (!(answer instanceof Declined)) {
        expect({ seed, nquads: answer }).toEqual({ seed, ...expected })
        tally.same += 1
      } else if ('code' in expected) tally.refused += 1
      else tally.declined += 1
    }
    expect(tally.same).toBeGreaterThan(0.8 * count)
    expect(tally.declined).toBeLessThan(0.1 * count)
  })
})
