import type { Duplex } from 'node:stream'
import type pg from 'pg'

/** What the library's connection offers for COPY, besides what its types tell. */
interface CopyConnection {
  readonly stream: Duplex
  query(text: string): void
  sendCopyFromChunk(chunk: Uint8Array): void
  endCopyFrom(): void
  sendCopyFail(message: string): void
}

/** Rows are gathered into blocks: the server sends each as a message of its own. */
const BLOCK_BYTES = 64 * 1024

/** Blocks that wait for a slow reader before the server is asked to wait too. */
const WAITING_BLOCKS = 16

/** What `COPY … TO STDOUT` sends, in blocks that may end within a row. */
export interface CopiedOut {
  readonly blocks: AsyncIterable<Buffer>
  /** How many rows there were; known once the blocks were read to the end. */
  rows(): number
}

/**
 * Reads `COPY … TO STDOUT` (PostgreSQL, frontend/backend protocol 55.2.6) without holding the table. The library speaks the protocol and
 * leaves COPY to whoever submits it. A reader that stops early ends the connection.
 */
export function copyOut(client: pg.Client, text: string): CopiedOut {
  const ready: Buffer[] = []
  let block = Buffer.allocUnsafe(BLOCK_BYTES)
  let filled = 0
  let rows: number | undefined
  let failure: Error | undefined
  let ended = false
  let wake = () => {}
  let stream: Duplex | undefined
  const flush = () => {
    if (filled > 0) ready.push(block.subarray(0, filled))
    block = Buffer.allocUnsafe(BLOCK_BYTES)
    filled = 0
    if (ready.length >= WAITING_BLOCKS) stream?.pause()
    wake()
  }
  const end = (error?: Error) => {
    failure ??= error
    flush()
    ended = true
    stream?.resume()
    wake()
  }
  client.query({
    submit: (connection: pg.Connection) => {
      const copying = connection as unknown as CopyConnection
      stream = copying.stream
      copying.query(text)
    },
    handleCopyData: ({ chunk }: { chunk: Buffer }) => {
      // The chunk is a window on the parser's buffer, which the next message overwrites.
      for (let at = 0; at < chunk.length; ) {
        const taken = chunk.copy(block, filled, at)
        ;[at, filled] = [at + taken, filled + taken]
        if (filled === BLOCK_BYTES) flush()
      }
    },
    handleCommandComplete: ({ text: tag }: { text: string }) => {
      rows = Number(/^COPY (\d+)$/.exec(tag)?.[1])
    },
    handleReadyForQuery: () => end(),
    handleError: (error: Error) => end(error),
  })
  async function* blocks() {
    try {
      for (;;) {
        const next = ready.shift()
        if (next !== undefined) {
          if (ready.length === 0) stream?.resume()
          yield next
        } else if (failure !== undefined) throw failure
        else if (ended) return
        else
          await new Promise<void>((resolve) => {
            wake = resolve
          })
      }
    } finally {
      // The server would send all the rest to a stream that nobody reads; such a connection cannot even be ended in good order.
      if (!ended) stream?.destroy()
    }
  }
  return {
    blocks: blocks(),
    rows: () => {
      if (rows === undefined) throw new TypeError('the rows are known at the end')
      return rows
    },
  }
}

/**
 * Sends `blocks` to `COPY … FROM STDIN`; resolves to the number of rows. Rejects with the server's refusal; where the source fails, the
 * server is told, nothing of the statement stays, and the source's error is thrown.
 */
export async function copyIn(
  client: pg.Client,
  text: string,
  blocks: AsyncIterable<Uint8Array>,
): Promise<number> {
  const copy = beginCopyIn(client, text)
  const connection = await copy.ready
  let broken: unknown
  try {
    for await (const block of blocks) {
      if (copy.failed()) break
      connection.sendCopyFromChunk(block)
      await drained(connection.stream, copy.done)
    }
    connection.endCopyFrom()
  } catch (error) {
    broken = error
    connection.sendCopyFail('the source failed')
  }
  const rows = copy.done
  if (broken === undefined) return rows
  await rows.catch(() => undefined)
  throw broken
}

function beginCopyIn(client: pg.Client, text: string) {
  let failed = false
  const { promise: ready, resolve: begin, reject: refuse } = deferred<CopyConnection>()
  const { promise: done, resolve: finish, reject } = deferred<number>()
  // Whoever sends hears of it at the next block or at the end.
  done.catch(() => undefined)
  let rows = 0
  let failure: Error | undefined
  client.query({
    submit: (connection: pg.Connection) => (connection as unknown as CopyConnection).query(text),
    handleCopyInResponse: (connection: CopyConnection) => begin(connection),
    handleCommandComplete: ({ text: tag }: { text: string }) => {
      rows = Number(/^COPY (\d+)$/.exec(tag)?.[1])
    },
    handleReadyForQuery: () => (failure === undefined ? finish(rows) : reject(failure)),
    handleError: (error: Error) => {
      failed = true
      failure = error
      refuse(error)
      reject(error)
    },
  })
  return { ready, done, failed: () => failed }
}

/** Waits for a full buffer to empty, or for the server to end it. */
async function drained(stream: Duplex, ended: Promise<unknown>): Promise<void> {
  if (!stream.writableNeedDrain) return
  let heard = () => {}
  const drain = new Promise<void>((resolve) => {
    heard = resolve
    stream.once('drain', resolve)
  })
  await Promise.race([drain, ended.catch(() => undefined)])
  stream.off('drain', heard)
}

function deferred<T>() {
  let resolve: (value: T) => void = () => {}
  let reject: (error: unknown) => void = () => {}
  const promise = new Promise<T>((fulfil, refuse) => {
    resolve = fulfil
    reject = refuse
  })
  return { promise, resolve, reject }
}
