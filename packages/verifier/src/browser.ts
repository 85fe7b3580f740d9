import {
  type Crypto,
  createWebCrypto,
  limits,
  loadPortableCrypto,
  portableGunzip,
  portableInflate,
} from '@assay/core'
import { type Canonicalize, createCanonicalize, isClr, loadEngines } from '@assay/credentials'
import type { FetchDocument } from './document-source.ts'
import { loadPartSteps } from './load-part-steps.ts'
import type { Report } from './report.ts'
import type { TrustRegistry } from './trust.ts'
import { type VerifyOptions, verify } from './verify.ts'

/** What {@link createBrowserVerifier} needs. */
export interface BrowserVerifierOptions {
  /** How the documents of issuers are had; see {@link fetchFromPage} for the plain way. */
  readonly fetchDocument: FetchDocument
  /** Default: `Date.now`. */
  readonly now?: () => number
  /** Default: nobody vouches for anyone. */
  readonly trust?: TrustRegistry
}

/** What a page may ask besides; see `VerifyOptions`. */
export type BrowserQuestion = Pick<VerifyOptions, 'recipient' | 'challenge' | 'domain'>

/** Verifies one document as given: bytes or text; see `verify`. */
export type BrowserVerify = (input: Uint8Array | string, asked?: BrowserQuestion) => Promise<Report>

/**
 * `verify` with all that a browser has: its own cryptography where it knows the algorithm, and expansion and canonicalising in plain
 * JavaScript. Rare things are loaded when they are first needed: JSON-LD of unusual shape, JSON Schema, Open Badges 2.0, PDF and SVG.
 * Graphs that only the full algorithm of RDFC-1.0 can tell apart have a time in which they are done, as on a server.
 *
 * ```ts
 * import { createBrowserVerifier, fetchFromPage } from '@assay/verifier/browser'
 *
 * const verifyFile = createBrowserVerifier({ fetchDocument: fetchFromPage(fetch) })
 * const report = await verifyFile('{"this is": "no badge"}')
 * if (report.verdict !== 'valid') console.log(report.checks.find((check) => check.outcome === 'failed')?.message)
 * ```
 */
export function createBrowserVerifier({
  fetchDocument,
  now = Date.now,
  trust,
}: BrowserVerifierOptions): BrowserVerify {
  // Pages without HTTPS have no `subtle`, whatever the types say.
  const crypto = createWebCrypto(globalThis.crypto?.subtle)
  const canonicalize = canonicalizeHere(crypto)
  const own = { crypto, canonicalize, gunzip: portableGunzip, inflate: portableInflate }
  const vouched = trust === undefined ? {} : { trust }
  return (input, asked = {}) => verify(input, { ...own, ...vouched, ...asked, fetchDocument, now })
}

function canonicalizeHere(crypto: Crypto): Canonicalize {
  const within = (own: typeof limits.canonicalization | typeof limits.recordCanonicalization) =>
    createCanonicalize({
      crypto,
      limits: own,
      async canonicalizeHard(nquads, hash) {
        const { canonicalizeGraph } = await import('./hard-graphs.ts')
        const { workFactor, milliseconds } = own
        return canonicalizeGraph(nquads, {
          crypto,
          hash,
          workFactor,
          signal: AbortSignal.timeout(milliseconds),
        })
      },
    })
  const [ordinary, record] = [within(limits.canonicalization), within(limits.recordCanonicalization)]
  return (document, hash, marks) => (isClr(document) ? record : ordinary)(document, hash, marks)
}

/**
 * Loads everything that a verification may load late, so that from then on badges are checked without a network. A bundler that splits
 * (by `import()`) makes some 130 kB of it, compressed.
 */
export async function loadEverything(): Promise<void> {
  await Promise.all([
    loadPortableCrypto(),
    loadEngines(),
    loadPartSteps(),
    import('./token-steps.ts'),
    import('./verify-presentation.ts'),
    import('./hard-graphs.ts'),
    import('./picture-formats.ts'),
    import('./compile-schema.ts'),
    import('./open-badges-2/verify-open-badge-2.ts'),
  ])
}

export { fetchFromPage } from './fetch-from-page.ts'
