// THREATS R1: web and worker are killed while awards come in; nothing acknowledged is lost, nothing is issued twice.
import { dayNumber, runTests } from '../nightly-tests.mjs'

const KILLS_A_STEP = 5

export const title =
  'Kills of web and worker during awards (THREATS R1): 100 kills at random moments; each award acknowledged leaves one credential.'
export const steps = 20
export const reached = (done) => `${done * KILLS_A_STEP} of ${steps * KILLS_A_STEP} kills`

/** A few kills on a database of their own. */
export async function runStep(step, { log }) {
  const seed = dayNumber() * 100 + step
  const args = ['--project', 'database', 'apps/web/test/kills.db.test.ts']
  const { ok, note } = await runTests({ args, env: { ASSAY_TEST_KILLS: `${KILLS_A_STEP}:${seed}` }, log })
  return { ok, note: `${KILLS_A_STEP} kills, seed ${seed}: ${note}` }
}
