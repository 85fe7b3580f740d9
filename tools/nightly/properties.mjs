// Every property of the packages with other seeds than CI's one, and ten times as many runs each.
import { dayNumber, runTests } from '../nightly-tests.mjs'

export const title = 'Properties of the packages: 10 seeds, 1,000 runs of each property a seed.'
export const steps = 10

/** One seed through the packages' tests. */
export async function runStep(step, { log }) {
  const seed = dayNumber() * 100 + step
  const env = { FAST_CHECK_SEED: String(seed), FAST_CHECK_RUNS: '1000' }
  const args = ['--project', 'unit', '--testTimeout=600000', 'packages/']
  const { ok, note } = await runTests({ args, env, atLeast: 100, log })
  return { ok, note: `seed ${seed}: ${note}` }
}
