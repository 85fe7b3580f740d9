// THREATS R11 and P4: backups and restores are killed again and again, and an older backup is restored after each of many erasures.
import { dayNumber, runTests } from '../nightly-tests.mjs'

const KILLS = 25
const RESTORES = 100

export const title =
  'Backup and restore (THREATS R11, P4): 25 kills of each at random moments, no half file and no half instance; 100 restores of an older backup after erasures, 0 resurrected.'
export const steps = 2

export async function runStep(step, { log }) {
  const seed = dayNumber() * 100 + step
  const tests = ['apps/web/test/backup-kills.db.test.ts', 'apps/web/test/backup.db.test.ts']
  const env =
    step === 0 ? { ASSAY_TEST_BACKUP_KILLS: `${KILLS}:${seed}` } : { ASSAY_TEST_RESTORES: String(RESTORES) }
  const { ok, note } = await runTests({ args: ['--project', 'database', tests[step]], env, log })
  return { ok, note: `${step === 0 ? `${KILLS} kills, seed ${seed}` : `${RESTORES} restores`}: ${note}` }
}
