import { type Canonicalize, createCanonicalize } from '@assay/credentials'
import type { Deps } from '../../../deps.ts'

/**
 * The canonicaliser for documents that we make ourselves: without the slow path, which they never need, because nothing in them is
 * nameless and alike (ADR 0003). A document that did would be refused here and not signed.
 */
export const canonicalizerOf = ({ crypto }: Pick<Deps, 'crypto'>): Canonicalize =>
  createCanonicalize({ crypto })
