/**
 * Base of every error that a package of Assay throws on purpose. Callers switch on `code`, never on the text.
 * Each package has one subclass with a closed union of codes.
 */
export abstract class AssayError<Code extends string> extends Error {
  /** Machine code; part of the package's interface. */
  readonly code: Code

  constructor(code: Code, message: string, options?: ErrorOptions) {
    super(message, options)
    this.code = code
    this.name = new.target.name
  }
}

/** Every way in which `@assay/core` refuses input. */
export type CoreErrorCode =
  | 'json-syntax'
  | 'json-too-large'
  | 'json-too-deep'
  | 'json-too-many-nodes'
  | 'json-duplicate-key'
  | 'json-lone-surrogate'
  | 'json-number-overflow'
  | 'json-encoding'
  | 'json-nul'
  | 'not-canonicalizable'
  | 'utf8'
  | 'hex'
  | 'multibase'
  | 'multikey'
  | 'did-key'
  | 'did-jwk'
  | 'jwk'
  | 'jwk-private'
  | 'date-time'
  | 'inflate-too-large'
  | 'inflate-damaged'

/** What `@assay/core` throws when it refuses input. */
export class CoreError extends AssayError<CoreErrorCode> {}

/** A JSON text was refused; `position` is the offset in UTF-16 units where reading stopped (0 when not known). */
export class JsonError extends CoreError {
  readonly position: number

  constructor(code: CoreErrorCode, message: string, position: number) {
    super(code, `${message} (at position ${position})`)
    this.position = position
  }
}

/** What a reader of untrusted input answers, or undefined where it refuses with one of our own errors. */
export function attempt<T>(read: () => T): T | undefined {
  try {
    return read()
  } catch (error) {
    if (error instanceof AssayError) return undefined
    throw error
  }
}
