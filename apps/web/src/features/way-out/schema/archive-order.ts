/** Why an archive could not be made; a sentence for each stands in `way-out.json`. */
export const ARCHIVE_FAILURES = [
  /** The store does not take the file, or does not answer. */
  'store',
  /** A stored file is not what was stored. */
  'damaged',
  /** Something that verifiers need is not served. */
  'not_served',
  'too_large',
  /** The worker was stopped each time. */
  'interrupted',
  /** Who ordered it is no administrator any more. */
  'role_lost',
  'unexpected',
] as const
export type ArchiveFailure = (typeof ARCHIVE_FAILURES)[number]

/** Days for which an archive, or why there is none, is kept. */
export const ARCHIVE_DAYS = 7

/** How often a job may begin. A try that was broken off cannot be gone on with, because what it read was of one moment. */
export const ARCHIVE_TRIES = 3

/** Bytes of a stored part: what is in memory while an archive is made or fetched. */
export const PART_BYTES = 8 * 1024 * 1024

/** Which order a job works on. */
export interface ArchiveOrder {
  readonly orgId: string
  readonly archiveId: string
}

/** One try at it. Another one makes whatever this one still does void. */
export interface ArchiveTry extends ArchiveOrder {
  readonly number: number
  readonly orderedBy: string
}
