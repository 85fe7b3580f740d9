import { NodeError } from '@assay/node'
import { AppError } from './app-error.ts'
import type { Deps } from './deps.ts'

declare const scanned: unique symbol

/** A file that may be kept: a scanner found nothing in it, or there is no scanner. Made by {@link scanUpload} alone. */
export interface ScannedFile {
  readonly bytes: Uint8Array
  readonly scan: 'clean' | 'not_scanned'
  /** When the scanner answered; null where there is none. */
  readonly scannedAt: Date | null
  readonly [scanned]: true
}

/** What a scanner found harmful, by its name for it. */
export interface HarmfulFile {
  readonly scan: 'found'
  readonly signature: string
}

/**
 * Has a small file looked at before anything of it is kept: pictures of badges, and badges that are imported. Evidence is looked at after it
 * came in, because it is large and its upload must not hang on the scanner. Call it outside a transaction. Error `not_available` while
 * the scanner does not answer: what nobody looked at is not kept where somebody is there to look.
 */
export async function scanUpload(
  { scanner, now }: Pick<Deps, 'scanner' | 'now'>,
  bytes: Uint8Array,
): Promise<ScannedFile | HarmfulFile> {
  if (scanner === undefined) return { bytes, scan: 'not_scanned', scannedAt: null } as ScannedFile
  try {
    const result = await scanner.scan(bytes)
    if (result.verdict === 'found') return { scan: 'found', signature: result.signature }
    return { bytes, scan: 'clean', scannedAt: now() } as ScannedFile
  } catch (error) {
    if (!(error instanceof NodeError)) throw error
    throw new AppError('not_available', 'The malware scanner does not answer; nothing was kept.', {
      text: 'scanner_away',
      retryAfter: 60,
      cause: error,
    })
  }
}

/** The refusal of a harmful file; its signature is told to whoever gave the file, who needs it to judge a false alarm. */
export const harmfulFile = (signature: string): AppError =>
  new AppError('invalid_input', `The malware scanner found something harmful in this file: ${signature}.`, {
    text: 'file_harmful',
  })
