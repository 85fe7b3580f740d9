/** Does some operations and answers how many. */
export type Work = () => number | Promise<number>

/** One comparison: our way beside a peer's, or beside a limit that nobody passes. */
export interface Scenario {
  /** As in `issue.template`. */
  readonly name: string
  /** What it is compared with. */
  readonly against: string
  /** What `value` counts; rates are per second of processor time. */
  readonly unit: string
  /** Makes what is measured ready; what it does is not measured. */
  prepare(): Promise<{ readonly ours: Work; readonly theirs: Work; close?(): Promise<void> }>
}

/** A measured line, as it is printed. `ratio` above 1: we are faster, or cheaper. */
export interface Line {
  readonly name: string
  readonly value: number
  readonly unit: string
  readonly ratio: number
  readonly against: string
}

/** How long and how often. */
export interface MeasureOptions {
  /** Milliseconds of processor time a turn. */
  readonly slice: number
  readonly rounds: number
}

/** Milliseconds of processor time at the beginning that are thrown away: the engine compiles what runs often, some of it late. */
const WARM_UP = 2_500

/**
 * Both sides in turn, in processor time of the whole process (its threads too). The ratio is the median of the rounds' ratios, so that a
 * disturbance spoils one round and not the result.
 */
export async function measure(scenario: Scenario, { slice, rounds }: MeasureOptions): Promise<Line> {
  const { ours, theirs, close } = await scenario.prepare()
  const turns: { readonly ours: number; readonly theirs: number }[] = []
  await rate(ours, WARM_UP)
  await rate(theirs, WARM_UP / 5)
  for (let round = 0; round < rounds; round += 1) {
    const own = await rate(ours, slice)
    turns.push({ ours: own, theirs: await rate(theirs, slice) })
  }
  await close?.()
  const { name, unit, against } = scenario
  return {
    name,
    value: Math.round(median(turns.map((turn) => turn.ours))),
    unit,
    ratio: Math.round(median(turns.map((turn) => turn.ours / turn.theirs)) * 1000) / 1000,
    against,
  }
}

/** Operations a second of processor time. */
async function rate(work: Work, slice: number): Promise<number> {
  const start = process.cpuUsage()
  let operations = 0
  for (;;) {
    const done = work()
    operations += typeof done === 'number' ? done : await done
    const used = process.cpuUsage(start)
    const microseconds = used.user + used.system
    if (microseconds >= slice * 1000) return (operations / microseconds) * 1e6
  }
}

function median(numbers: readonly number[]): number {
  const sorted = numbers.toSorted((left, right) => left - right)
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN
}
