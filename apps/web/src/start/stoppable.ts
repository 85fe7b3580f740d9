/** The same, until `signal` says to stop: then it ends with a plain sentence, so that whoever reads undoes what was begun. */
export async function* stoppable<T>(
  signal: AbortSignal,
  source: AsyncIterable<T>,
): AsyncGenerator<T, void, void> {
  for await (const one of source) {
    if (signal.aborted) throw new Error('Stopped before the end. Nothing was done.')
    yield one
  }
}
