// The fast path of canonicalising against the generic engine, on random credentials: each as it is, and changed after its parts were read.
import { dayNumber, runTests } from '../nightly-tests.mjs'

const SEEDS_A_STEP = 2_000

export const title =
  'Differential test of canonicalising: 200,000 random credentials of every shape through the compiled path and the generic engine, and again with one place changed in parts that were read before; 0 different.'
export const steps = 100
export const reached = (done) =>
  `${(done * SEEDS_A_STEP).toLocaleString('en')} of ${(steps * SEEDS_A_STEP).toLocaleString('en')} credentials`

/** The next seeds; each night has its own. */
export async function runStep(step, { log }) {
  const first = (dayNumber() * steps + step) * SEEDS_A_STEP
  const args = ['--project', 'unit', 'packages/credentials/src/compiled/differential.test.ts']
  const env = { ASSAY_FIRST_SEED: String(first), ASSAY_SEEDS: String(SEEDS_A_STEP) }
  const { ok, note } = await runTests({ args, env, atLeast: 4, log })
  return { ok, note: `seeds from ${first}: ${note}` }
}
