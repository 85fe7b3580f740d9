import { gzipSync } from 'node:zlib'
import { encodeStatusList } from '@assay/credentials'
import { gzip } from '@assay/node'
import { repeat } from './keys.ts'
import type { Scenario } from './measure.ts'

const ENTRIES = 2 ** 20
/** One credential in fifty is revoked. */
const EVERY = 50

function sparseList(): Uint8Array {
  const list = new Uint8Array(ENTRIES / 8)
  let state = 1
  for (let index = 0; index < ENTRIES / EVERY; index += 1) {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    const place = state % ENTRIES
    list[place >> 3] = (list[place >> 3] ?? 0) | (0x80 >> (place & 7))
  }
  return list
}

/** A list of 2^20 statuses, compressed and written as text, beside compressing it and nothing else. */
export const statusScenarios: readonly Scenario[] = [
  {
    ...{ name: 'status.encode', against: 'zlib', unit: 'lists/s' },
    async prepare() {
      const list = sparseList()
      return {
        ours: repeat(() => encodeStatusList(list, gzip), 2),
        theirs: repeat(() => gzipSync(list, { level: 9 }), 2),
      }
    },
  },
]
