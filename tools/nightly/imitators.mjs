// THREATS T11: whoever copies an issuer's name, logo and address is shown as who they are.
import { runTests } from '../nightly-tests.mjs'

export const title =
  'Imitators of an issuer (THREATS T11): 500 copies with another key, none shown as trusted.'
export const steps = 1
export const reached = (done) => `${done * 500} of 500 copies`

/** All of them: they follow from their number. */
export function runStep(_step, { log }) {
  const args = ['--project', 'unit', 'packages/verifier/test/threats-3-2.test.ts', '-t', 'T11']
  return runTests({ args, atLeast: 3, log })
}
