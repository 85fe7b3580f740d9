import { existsSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { type JsonValue, parseJson } from '@assay/core'

/** Files of one folder of the shared test data. */
export interface SharedVectors {
  /** Text of a file. */
  readonly text: (path: string) => string
  /** Parsed JSON of a file, without the limits that hold for untrusted input. */
  readonly json: (path: string) => JsonValue
  /** Prints how many vectors a test read. */
  readonly report: (count: number) => void
}

/**
 * The shared test data of a folder, or null with one printed message when it is not there: it is not part of the
 * repository. Found at `../shared/data` from the repository's root or at `ASSAY_SHARED_DATA`. Use it as
 * `describe.skipIf(vectors === null)`.
 */
export function sharedVectors(folder: string): SharedVectors | null {
  const base = process.env.ASSAY_SHARED_DATA ?? resolve(import.meta.dirname, '../../../../shared/data')
  const root = join(base, folder)
  if (!existsSync(root)) {
    console.info(`skipped: ../shared/data/${folder} not present`)
    return null
  }
  const text = (path: string) => readFileSync(join(root, path), 'utf8')
  return {
    text,
    json: (path) => parseJson(text(path), { bytes: 64 * 1024 * 1024, depth: 64, nodes: 10_000_000 }),
    report: (count) => console.info(`${folder}: ${count} vectors read`),
  }
}
