import { AssayError } from '@assay/core'

/** Every reason for which this package refuses or fails. */
export type NodeErrorCode =
  | 'postgres.platform'
  | 'postgres.location'
  | 'postgres.init'
  | 'postgres.start'
  | 'postgres.port-taken'
  | 'postgres.unsafe-settings'
  | 'postgres.stop'
  | 'lock.timeout'
  | 'crypto.key'
  | 'crypto.open'
  | 'stream.format'
  | 'stream.secret'
  | 'stream.damaged'
  | 'tar.refused'
  | 'blob.key'
  | 'blob.damaged'
  | 'blob.unreachable'
  | 'blob.refused'
  | 'scan.unreachable'
  | 'scan.refused'
  | 'inflate.too-large'
  | 'inflate.damaged'

/** The one error this package throws on untrusted input or a failing environment; misuse is a `TypeError`. */
export class NodeError extends AssayError<NodeErrorCode> {}
