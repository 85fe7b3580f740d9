import type { Canonicalize } from '@assay/credentials'

/**
 * The same function, which works on each document once, whatever came of it: every proof of a document is a hash of the
 * same content, so that ten proofs over a graph just under the limits would cost ten times as much (THREATS J2). For one
 * verification only, since nothing is ever forgotten.
 */
export function rememberCanonical(canonicalize: Canonicalize): Canonicalize {
  const known = new Map<string, ReturnType<Canonicalize>>()
  return (document, hash, marks = '') => {
    const key = `${hash} ${marks} ${JSON.stringify(document)}`
    const before = known.get(key)
    if (before !== undefined) return before
    const result = canonicalize(document, hash, marks === '' ? undefined : marks)
    known.set(key, result)
    return result
  }
}
