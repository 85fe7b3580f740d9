import { AssayError } from '@assay/core'

/** Every way in which `@assay/tlog` refuses input. */
export type LogErrorCode =
  | 'entry-malformed'
  /** A text is no signed note, or one beyond the limits. */
  | 'note-malformed'
  /** A note bears a signature that claims to be of a known key and is not, or none of a known key. */
  | 'note-signature'
  /** A text is no verifier key. */
  | 'key-malformed'
  | 'checkpoint-malformed'
  /** A text is no `c2sp.org/tlog-proof@v1`. */
  | 'proof-malformed'
  /** A path names no tile, or bytes are not the tile that was asked for. */
  | 'tile-malformed'
  /** What a log has stored contradicts itself. */
  | 'log-damaged'

/** What `@assay/tlog` throws when it refuses input. */
export class LogError extends AssayError<LogErrorCode> {}
