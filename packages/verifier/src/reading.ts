import type { JsonObject } from '@assay/core'
import type { Finding } from './make-check.ts'
import type { OpenBadge2Input } from './open-badges-2/given.ts'
import type { Token } from './read-token.ts'
import type { Format } from './report.ts'

/** What was given, read as far as it can be. */
export type Reading = Content & {
  /** A second badge in the same picture, of Open Badges 2.0 (STANDARDS BK5). */
  readonly also?: Content
  /** The text of the credential where it was attached to a PDF. */
  readonly attached?: string
}

/** A document of any kind that is verified, or why there is none. */
export type Content = CredentialContent | PresentationContent | EarlierContent | NoContent

/** A credential with how it came. */
export interface CredentialContent extends Read {
  readonly kind: 'credential'
  readonly credential: JsonObject
  /** Where it came in a token, whose signature is one of its proofs. */
  readonly token: Token | undefined
}

/** A presentation with how it came. */
export interface PresentationContent extends Read {
  readonly kind: 'presentation'
  readonly presentation: JsonObject
  /** As above. */
  readonly token: Token | undefined
}

/** A badge of Open Badges 2.0 or 1.x. */
export interface EarlierContent extends Read {
  readonly kind: 'earlier'
  readonly earlier: OpenBadge2Input
}

/** Nothing that can be verified; the finding says why. */
export interface NoContent extends Read {
  readonly kind: 'nothing'
}

interface Read {
  readonly format: Format
  /** Of the step `parse`. */
  readonly finding: Finding
}

/** The finding on what could be read. */
export const parseOk: Finding = { outcome: 'passed', code: 'parse-ok' }

/** Content that is refused. */
export function refuseContent(format: Format, code: Finding['code'], reason?: string): NoContent {
  return { kind: 'nothing', format, finding: { outcome: 'failed', code, details: { reason } } }
}

/** Content of a known kind that is not checked here: nobody knows whether it is good. */
export function leaveOpen(format: Format, kind: string = format): NoContent {
  const finding: Finding = { outcome: 'unknown', code: 'format-not-built', details: { format: kind } }
  return { kind: 'nothing', format, finding }
}
