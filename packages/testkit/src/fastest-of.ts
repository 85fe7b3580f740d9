/**
 * Milliseconds of the fastest of several runs. A machine that is busy with other tests slows single runs down; the
 * fastest one still shows what the work itself costs.
 */
export async function fastestOf(times: number, run: () => unknown): Promise<number> {
  let fastest = Number.POSITIVE_INFINITY
  for (let index = 0; index < times; index += 1) {
    const start = performance.now()
    await run()
    fastest = Math.min(fastest, performance.now() - start)
  }
  return fastest
}
