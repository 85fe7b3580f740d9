// THREATS K5: the change of the master key is killed again and again; what was done stays done, and nothing is lost.
import { dayNumber, runTests } from '../nightly-tests.mjs'

const KEYS = 100_000
const KILLS = 20

export const title =
  'Kills of a change of the master key (THREATS K5): 100,000 data keys, 20 kills at random moments; finished, every key opens under the new master key alone.'
export const steps = 1

/** One database with all the keys: what is shown is that many kills of one change do no harm. */
export async function runStep(step, { log }) {
  const seed = dayNumber() * 100 + step
  const args = ['--project', 'database', 'apps/web/test/rewrap-kills.db.test.ts']
  const { ok, note } = await runTests({ args, env: { ASSAY_TEST_REWRAP: `${KEYS}:${KILLS}:${seed}` }, log })
  return { ok, note: `${KEYS} keys, ${KILLS} kills, seed ${seed}: ${note}` }
}
