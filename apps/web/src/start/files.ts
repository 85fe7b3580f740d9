import { join } from 'node:path'
import { type BlobStore, createDiskBlobStore, createMovingBlobStore, createS3BlobStore } from '@assay/node'
import type { Config } from '../config.ts'
import type { FilePlace } from '../file-settings.ts'

/** The store at one place. */
export const openPlace = (place: FilePlace, dataDir: string): BlobStore =>
  place.kind === 'disk' ? createDiskBlobStore(join(dataDir, 'files')) : createS3BlobStore(place)

/** The store of an instance; while its files are being moved it reads from both places. */
export function openFiles({ files, dataDir }: Pick<Config, 'files' | 'dataDir'>): BlobStore {
  const store = openPlace(files.place, dataDir)
  return files.from === undefined ? store : createMovingBlobStore(openPlace(files.from, dataDir), store)
}
