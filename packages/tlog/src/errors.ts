import { AssayError } from '@assay/core'

/** Every way in which `@assay/tlog` refuses input. */
export type LogErrorCode = 'entry-malformed'

/** What `@assay/tlog` throws when it refuses input. */
export class LogError extends AssayError<LogErrorCode> {}
