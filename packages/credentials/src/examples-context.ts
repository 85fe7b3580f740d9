import type { JsonObject } from '@assay/core'

/** Context of the examples in W3C's documents and test suites; every word without another meaning gets one from it. */
export const examplesV2Url = 'https://www.w3.org/ns/credentials/examples/v2'

/**
 * The context document at {@link examplesV2Url}: no package carries it. What it says follows from the vectors of vc-di-eddsa, whose
 * canonical forms a test compares (ADR 0037). It is the one bundled context that catches every word: whoever lists it has chosen that.
 */
export const examplesV2Context: JsonObject = {
  '@context': { '@vocab': 'https://www.w3.org/ns/credentials/examples#' },
}
