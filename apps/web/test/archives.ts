import { randomBytes } from 'node:crypto'
import type { ArchiveKeys } from '../src/features/way-out/commands/archive-keys.ts'
import { ARCHIVE_TRIES } from '../src/features/way-out/schema/archive-order.ts'

const derived = () => ({ kind: 'derived', salt: randomBytes(16), key: randomBytes(32) }) as const

/** Keys as a passphrase gives them, without the seconds that it takes. */
export const archiveKeys = (): ArchiveKeys => ({
  transfer: derived(),
  streams: Array.from({ length: ARCHIVE_TRIES }, derived),
})
