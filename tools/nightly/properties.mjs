// Every property of the packages with other seeds than CI's one, and ten times as many runs each.
import { join } from 'node:path'
import { root, runNode } from '../run-command.mjs'

export const title = 'Properties of the packages: 10 seeds, 1,000 runs of each property a seed.'
export const steps = 10

/** One seed through the packages' tests; the seed follows from the day, so that no two nights try the same, and stands in the note. */
export async function runStep(step, { log }) {
  const seed = (Math.floor(Date.now() / 86_400_000) % 1_000_000) * 100 + step
  const env = { ...process.env, FAST_CHECK_SEED: String(seed), FAST_CHECK_RUNS: '1000' }
  const vitest = join(root, 'node_modules/vitest/vitest.mjs')
  const args = [vitest, 'run', '--project', 'unit', '--testTimeout=600000', '--reporter=dot', 'packages/']
  const { code, output } = await runNode(args, { env, capture: true })
  if (code !== 0) log(output)
  return { ok: code === 0, note: `seed ${seed}` }
}
