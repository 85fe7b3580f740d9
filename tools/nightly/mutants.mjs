// THREATS T10: changed credentials; each follows from the seed of the night and its number, so a run goes on where it stopped.
import { dayNumber, runTests } from '../nightly-tests.mjs'

const MUTANTS_A_STEP = 10_000
/** As many as packages/verifier/test/mutants/formats.ts lists at least; fewer would mean that one is no longer tried. */
const FORMATS = 16

export const title =
  'Mutants of credentials (THREATS T10): 1,000,000 of each format (JSON with eddsa-rdfc, eddsa-jcs, ecdsa-rdfc and ecdsa-sd, VC-JWT, SD-JWT with and without key binding, envelopes, presentations as JSON and token, Open Badges 2.0 hosted and signed, baked PNG, baked SVG, CLR, status list); none accepted with another content or issuer, none crashes.'
export const steps = 100
export const reached = (done) =>
  `${(done * MUTANTS_A_STEP).toLocaleString('en')} of ${(steps * MUTANTS_A_STEP).toLocaleString('en')} mutants of each format`

/** The next mutants of each format. */
export async function runStep(step, { log }) {
  const seed = dayNumber()
  const from = step * MUTANTS_A_STEP
  const args = ['--project', 'unit', 'packages/verifier/test/threats-3-2-mutants.test.ts']
  const env = { ASSAY_MUTANTS: `${seed}:${from}:${MUTANTS_A_STEP}` }
  const { ok, note } = await runTests({ args, env, atLeast: FORMATS, log })
  return { ok, note: `seed ${seed}, from ${from}: ${note}` }
}
