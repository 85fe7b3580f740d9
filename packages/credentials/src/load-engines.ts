/**
 * Loads what is otherwise loaded when a document first needs it: both engines of canonicalising and the proofs of selective disclosure. For
 * programs that will be without a network.
 */
export async function loadEngines(): Promise<void> {
  await Promise.all([
    import('./compiled/compiled-canonicalize.ts'),
    import('./generic-canonicalize.ts'),
    import('./selective/verify-disclosure.ts'),
  ])
}
