import type { ArchiveState } from '../queries/archive-orders.ts'

/** Seconds of work before a rate says anything. */
const RATE_AFTER = 2

/** The archive of an organization as its page shows it; instants in ISO 8601. */
export interface ArchiveView {
  readonly id: string
  readonly state: ArchiveState['state']
  readonly failure: ArchiveState['failure']
  readonly orderedBy: string | null
  readonly orderedAt: string
  readonly done: number
  readonly total: number
  /** Null while it is not known. */
  readonly secondsLeft: number | null
  readonly finishedAt: string | null
  readonly size: number | null
  readonly expiresAt: string | null
}

export function presentArchive(archive: ArchiveState, now: Date): ArchiveView {
  const { id, state, failure, orderedBy, done, total, size } = archive
  return {
    ...{ id, state, failure, orderedBy, done, total, size },
    orderedAt: archive.orderedAt.toISOString(),
    secondsLeft: secondsLeft(archive, now),
    finishedAt: archive.finishedAt?.toISOString() ?? null,
    expiresAt: archive.expiresAt?.toISOString() ?? null,
  }
}

function secondsLeft({ state, startedAt, done, total }: ArchiveState, now: Date): number | null {
  const seconds = startedAt === null ? 0 : (now.getTime() - startedAt.getTime()) / 1000
  if (state !== 'running' || done === 0 || seconds < RATE_AFTER) return null
  return Math.max(1, Math.ceil(((total - done) * seconds) / done))
}
