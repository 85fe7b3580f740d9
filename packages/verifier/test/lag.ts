import { monitorEventLoopDelay } from 'node:perf_hooks'

/** The goal of THREATS 2. */
export const LAG_MS = 20

/**
 * Longest time in milliseconds for which `run` held up the event loop, in the best of up to 20 runs: other programs on the
 * machine hold it up too, and never make it better than it is.
 */
export async function smallestLag(run: () => Promise<unknown>): Promise<number> {
  let smallest = Number.POSITIVE_INFINITY
  for (let attempt = 0; attempt < 20 && smallest >= LAG_MS; attempt += 1) {
    const delay = monitorEventLoopDelay({ resolution: 1 })
    delay.enable()
    // What holds up the loop before the monitor's first tick would not be seen.
    await new Promise((resolve) => setTimeout(resolve, 5))
    await run()
    // The monitor is a timer itself: what held up the loop at the end is seen by its next tick.
    await new Promise((resolve) => setTimeout(resolve, 5))
    delay.disable()
    smallest = Math.min(smallest, delay.max / 1e6)
  }
  return smallest
}
