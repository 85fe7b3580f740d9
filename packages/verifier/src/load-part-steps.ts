type PartSteps = typeof import('./part-steps.ts')

let loading: Promise<PartSteps> | undefined

/** The steps on parts that a credential may have, which browsers load with the first check; later it costs no more than a turn. */
export function loadPartSteps(): Promise<PartSteps> {
  loading ??= import('./part-steps.ts').catch((error: unknown) => {
    // Out of reach now is not out of reach for ever.
    loading = undefined
    throw error
  })
  return loading
}
