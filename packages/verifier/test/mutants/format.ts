import type { CheckCode } from '../../src/check-codes.ts'
import type { Report } from '../../src/report.ts'
import { type Network, nodeEngines, verifyOptions } from '../../src/test/badge.ts'
import { type VerifyOptions, verify } from '../../src/verify.ts'
import { type Chance, chanceOf } from './chance.ts'

/** A mutant: what is verified, and what addresses answer besides the usual. */
export interface Mutant {
  readonly input: Uint8Array
  readonly network?: Network
}

/** A format, ready to be mutated. */
export interface MutantFormat {
  readonly network: Network
  /** What the verifier asked the holder for. Default: nothing. */
  readonly asked?: Pick<VerifyOptions, 'challenge' | 'domain'>
  /** The document itself, which has to be accepted. */
  readonly original: Mutant
  readonly make: (number: number, chance: Chance) => Mutant | Promise<Mutant>
  /** Whether the report takes the mutant for genuine. Default: the verdict is `valid`. */
  readonly accepts?: (report: Report) => boolean
  /**
   * Why a mutant that was taken for genuine must not be; null when what is signed in it, in canonical form, and whose it is are as in
   * the original.
   */
  readonly fault: (mutant: Mutant, report: Report) => Promise<string | null> | string | null
  /** Codes that the mutants have to reach, each some times: they show that mutants get as far as that step. */
  readonly reached: readonly CheckCode[]
}

/** What became of the mutants. */
export interface Tally {
  readonly tried: number
  readonly accepted: number
  /** Mutants by `seed:number:1`, which is what `ASSAY_MUTANTS` takes. */
  readonly crashes: readonly string[]
  readonly wrong: readonly string[]
  readonly codes: ReadonlyMap<string, number>
}

/** Which mutants. */
export interface MutantRange {
  readonly seed: number
  readonly from: number
  readonly count: number
}

/** Verifies the mutants with these numbers. */
export async function tryMutants(format: MutantFormat, { seed, from, count }: MutantRange): Promise<Tally> {
  const codes = new Map<string, number>()
  const crashes: string[] = []
  const wrong: string[] = []
  let accepted = 0
  for (let number = from; number < from + count; number += 1) {
    const mutant = await format.make(number, chanceOf(seed * 1_000_003 + number))
    try {
      const report = await verifyMutant(format, mutant)
      for (const { outcome, code } of report.checks)
        if (outcome === 'failed' || outcome === 'unknown') codes.set(code, (codes.get(code) ?? 0) + 1)
      if (!accepts(format, report)) continue
      accepted += 1
      const fault = await format.fault(mutant, report)
      if (fault !== null) wrong.push(`${seed}:${number}:1 ${fault}`)
    } catch (error) {
      crashes.push(`${seed}:${number}:1 ${String(error)}`)
    }
  }
  return { tried: count, accepted, crashes, wrong, codes }
}

/** The report on a mutant. */
export function verifyMutant(format: MutantFormat, { input, network }: Mutant): Promise<Report> {
  return verify(input, verifyOptions({ ...format.network, ...network }, { ...nodeEngines, ...format.asked }))
}

/** Whether it is taken for genuine. */
export function accepts(format: MutantFormat, report: Report): boolean {
  return format.accepts === undefined ? report.verdict === 'valid' : format.accepts(report)
}
