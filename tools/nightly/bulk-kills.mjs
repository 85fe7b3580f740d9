// THREATS R1: web and worker are killed during a bulk issue; no row is lost, none is issued twice, no status index is reused.
import { dayNumber, runTests } from '../nightly-tests.mjs'

const KILLS_A_STEP = 5

export const title =
  'Kills of web and worker during a bulk issue of 12,000 rows (THREATS R1): 100 kills at random moments; 12,000 credentials each time, none twice, no status index reused.'
export const steps = 20
export const reached = (done) => `${done * KILLS_A_STEP} of ${steps * KILLS_A_STEP} kills`

/** A few kills on a database of their own. */
export async function runStep(step, { log }) {
  const seed = dayNumber() * 100 + step
  const args = ['--project', 'database', 'apps/web/test/bulk-kills.db.test.ts']
  const { ok, note } = await runTests({
    args,
    env: { ASSAY_TEST_BULK_KILLS: `${KILLS_A_STEP}:${seed}` },
    log,
  })
  return { ok, note: `${KILLS_A_STEP} kills, seed ${seed}: ${note}` }
}
