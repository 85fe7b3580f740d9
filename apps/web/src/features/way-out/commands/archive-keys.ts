import { type DerivedPassphrase, derivePassphrase, SEALING_KEY_BYTES } from '@assay/node'
import type { Deps } from '../../../deps.ts'
import { ARCHIVE_TRIES } from '../schema/archive-order.ts'
import type { ExportKeys } from './export-keys.ts'

/** Keys for the tries of one order: what wraps the keys inside, and what seals the stream of each try that is left. */
export interface ArchiveKeys {
  readonly transfer: DerivedPassphrase
  readonly streams: readonly DerivedPassphrase[]
}

/**
 * Derives what an order needs, so that the words are forgotten when it is placed. Each try has a key of its own: two streams under one key
 * would have the same nonces and give away what differs. One after the other, because each takes 128 MiB; two seconds in all.
 */
export async function deriveArchiveKeys(passphrase: string): Promise<ArchiveKeys> {
  const transfer = await derivePassphrase(passphrase)
  const streams: DerivedPassphrase[] = []
  while (streams.length < ARCHIVE_TRIES) streams.push(await derivePassphrase(passphrase))
  return { transfer, streams }
}

/** The keys of the next try, and those that are left for later ones; undefined when there was the last. */
export function nextTry({
  transfer,
  streams,
}: ArchiveKeys): { now: ExportKeys; left: ArchiveKeys } | undefined {
  const [stream, ...rest] = streams
  return stream === undefined ? undefined : { now: { transfer, stream }, left: { transfer, streams: rest } }
}

const SALT_BYTES = 16
const KEY_BYTES = SALT_BYTES + SEALING_KEY_BYTES
const place = (archiveId: string) => `organization_archive:${archiveId}:keys`

/** Sealed under the master key for the row of the order (db/sealed-columns.ts). */
export function sealArchiveKeys(
  { vault }: Pick<Deps, 'vault'>,
  archiveId: string,
  { transfer, streams }: ArchiveKeys,
): Buffer {
  const bytes = Buffer.concat([transfer, ...streams].flatMap(({ salt, key }) => [salt, key]))
  return Buffer.from(vault.sealSecret(bytes, place(archiveId)))
}

export function openArchiveKeys(
  { vault }: Pick<Deps, 'vault'>,
  archiveId: string,
  sealed: Uint8Array,
): ArchiveKeys {
  const bytes = vault.openSecret(sealed, place(archiveId))
  const [transfer, ...streams] = Array.from({ length: bytes.length / KEY_BYTES }, (_, at) => {
    const salt = bytes.subarray(at * KEY_BYTES, at * KEY_BYTES + SALT_BYTES)
    return {
      kind: 'derived',
      salt,
      key: bytes.subarray(at * KEY_BYTES + SALT_BYTES, (at + 1) * KEY_BYTES),
    } as const
  })
  if (transfer === undefined) throw new TypeError('keys of an archive hold one that wraps')
  return { transfer, streams }
}
