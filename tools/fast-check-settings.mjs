// One seed and one number of runs for every property, here and in CI, so that what fails there fails here alike.
// Long runs with other seeds are the nightly's work.

/** `{seed, numRuns}` from FAST_CHECK_SEED and FAST_CHECK_RUNS; by default 20260901 and 100. Throws on anything but integers. */
export function propertySettings(env) {
  return {
    seed: readInteger(env, 'FAST_CHECK_SEED', 20260901),
    numRuns: readInteger(env, 'FAST_CHECK_RUNS', 100),
  }
}

function readInteger(env, name, byDefault) {
  const text = env[name]
  if (text === undefined || text === '') return byDefault
  if (!/^-?\d{1,9}$/.test(text))
    throw new Error(`${name} is "${text}"; it has to be an integer of at most nine digits.`)
  return Number(text)
}
