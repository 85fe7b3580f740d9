import type { JsonObject } from '@assay/core'
import { issueAll } from './issue.ts'
import type { Line } from './measure.ts'
import { badgesOfOneKind } from './reference-credential.ts'

const TOTAL = Number(process.env.BENCH_ISSUES ?? 1_000_000)
/** Documents made at a time, so that each is new to the engine. */
const PORTION = 2_000

/**
 * What the process holds after a tenth of the issues, beside what it holds after all of them. 1: flat. Every credential is a new one, with ids of
 * its own.
 */
export async function measureMemory(): Promise<Line> {
  let issued = 0
  let early = 0
  while (issued < TOTAL) {
    const documents: readonly JsonObject[] = badgesOfOneKind(PORTION, issued)
    const work = issueAll(documents)
    for (let done = 0; done < PORTION; ) done += await work()
    issued += PORTION
    if (early === 0 && issued >= TOTAL / 10) early = settledMegabytes()
  }
  const late = settledMegabytes()
  return {
    name: 'issue.memory',
    value: late,
    unit: 'MB',
    ratio: Math.round((early / late) * 1000) / 1000,
    against: `${early} MB after ${TOTAL / 10} issues`,
  }
}

/** Live memory: what is left after the collector has run. */
function settledMegabytes(): number {
  const collect = (globalThis as { gc?: () => void }).gc
  if (collect === undefined) throw new Error('run with --expose-gc')
  collect()
  const { heapUsed, external } = process.memoryUsage()
  return Math.round((heapUsed + external) / 1e5) / 10
}
