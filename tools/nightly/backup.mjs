// THREATS R11 and P4: backups and restores are killed again and again, and an older backup is restored after each of many erasures.
import { dayNumber, runTests } from '../nightly-tests.mjs'

const KILLS_A_STEP = 5
const RESTORES_A_STEP = 10
const KILL_STEPS = 5
const RESTORE_STEPS = 10

export const title =
  'Backup and restore (THREATS R11, P4): 25 kills of each at random moments, no half file and no half instance; 100 restores of an older backup after erasures, 0 resurrected.'
export const steps = KILL_STEPS + RESTORE_STEPS
export const reached = (done) =>
  `${Math.min(done, RESTORE_STEPS) * RESTORES_A_STEP} of ${RESTORE_STEPS * RESTORES_A_STEP} restores, ` +
  `${Math.max(done - RESTORE_STEPS, 0) * KILLS_A_STEP} of ${KILL_STEPS * KILLS_A_STEP} kills of each`

/** A few erasures with a restore after each, then a few kills, on databases of their own. */
export const runStep = (step, { log }) => (step < RESTORE_STEPS ? restoreStep(log) : killStep(step, log))

async function killStep(step, log) {
  const seed = dayNumber() * 100 + step
  const { ok, note } = await runTests({
    args: ['--project', 'database', 'apps/web/test/backup-kills.db.test.ts'],
    env: { ASSAY_TEST_BACKUP_KILLS: `${KILLS_A_STEP}:${seed}` },
    atLeast: 3,
    log,
  })
  return { ok, note: `${KILLS_A_STEP} kills of each, seed ${seed}: ${note}` }
}

async function restoreStep(log) {
  const { ok, note } = await runTests({
    args: ['--project', 'database', 'apps/web/test/restore.db.test.ts', '-t', 'P4 is done again'],
    env: { ASSAY_TEST_RESTORES: String(RESTORES_A_STEP) },
    log,
  })
  return { ok, note: `${RESTORES_A_STEP} restores: ${note}` }
}
