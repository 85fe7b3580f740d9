import { describe, expect, it } from 'vitest'
import { accepts, tryMutants, verifyMutant } from './mutants/format.ts'
import { mutantFormats } from './mutants/formats.ts'

/**
 * `ASSAY_MUTANTS=seed:from:count` makes other mutants and more of them: 1,000,000 nightly are split into runs that go on
 * where the last one ended, because each mutant follows from the seed and its number. Default: 1,000 of each format, half of them
 * of structure and half of bytes, and of each half every second signed again by another key.
 */
const [seed = 0, from = 0, count = 0] = (process.env.ASSAY_MUTANTS ?? '20260901:0:1000')
  .split(':')
  .map(Number)

const prototypes = () =>
  [Object, Array, String, Number, Function].map(({ prototype }) => Object.getOwnPropertyNames(prototype))

describe('3.2 mutants', { timeout: 7_200_000 }, () => {
  // Fail with the comparison of signatures answering true (all that are signed), with `contradicts` answering false (OB2 hosted), with
  // `bindIssuer` going by the proof inside a token (VC-JWT), and with `findProofFault` answering null (status list).
  it.each(mutantFormats)(
    'T10 %s: no mutant is accepted unless it says what was signed, by whom it was signed; none crashes',
    async (name, prepare) => {
      const before = prototypes()
      const format = await prepare()
      expect(accepts(format, await verifyMutant(format, format.original))).toBe(true)
      const { tried, accepted, crashes, wrong, codes } = await tryMutants(format, { seed, from, count })
      console.info(`T10 ${name}: ${from} to ${from + tried - 1} of seed ${seed}, ${accepted} accepted`)
      expect([crashes, wrong]).toEqual([[], []])
      // J6: nothing that was read became a member of everything.
      expect(prototypes()).toEqual(before)
      if (tried < 500) return
      // The mutants get as far as each of these steps, and some change nothing that counts.
      for (const code of format.reached) expect(codes.get(code) ?? 0, code).toBeGreaterThan(5)
      expect(accepted).toBeGreaterThan(0)
      expect(accepted).toBeLessThan(tried / 3)
    },
  )
})
