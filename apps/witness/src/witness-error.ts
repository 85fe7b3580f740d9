import { AssayError } from '@assay/core'

/** Every reason for which the witness refuses to start or to answer. */
export type WitnessErrorCode =
  /** Another process serves from this folder, or took it over. */
  | 'folder.held'
  /** The key file is there and is no key, or is of another name. */
  | 'key.refused'
  /** `logs.json` is not what it has to be. */
  | 'logs.refused'
  /** What was cosigned last cannot be read any more: nothing is cosigned for this log. */
  | 'state.damaged'
  /** The clock cannot be right. */
  | 'clock.wrong'
  /** The storage failed or is full; nothing was sent. */
  | 'storage.failed'
  /** More requests for one log wait than are kept. */
  | 'queue.full'

/** The one error of the witness. */
export class WitnessError extends AssayError<WitnessErrorCode> {}
