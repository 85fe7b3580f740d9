import { connect, type Socket } from 'node:net'
import { NodeError } from '../node-error.ts'
import type { Scanner, ScanResult } from './scanner.ts'

/** Where clamd listens. */
export interface ClamAvOptions {
  readonly host: string
  readonly port: number
  /** Time for one file. Default: two minutes. */
  readonly milliseconds?: number
}

/** A file is sent in parts of this size; clamd's `StreamMaxLength` limits their sum. */
const CHUNK_BYTES = 64 * 1024
const SCAN_MILLISECONDS = 120_000
const PING_MILLISECONDS = 2_000
/** An answer is one line; clamd's are a few hundred bytes. */
const MAX_ANSWER_BYTES = 4 * 1024

/** Asks clamd by `INSTREAM`, so that the file needs to be on no disk that both see (clamd's manual, COMMANDS). */
export function createClamAvScanner(options: ClamAvOptions): Scanner {
  return {
    scan: async (bytes) =>
      resultOf(await converse(options, instream(bytes), options.milliseconds ?? SCAN_MILLISECONDS)),
    answers: async () => {
      try {
        return (await converse(options, [Buffer.from('zPING\0')], PING_MILLISECONDS)) === 'PONG'
      } catch {
        return false
      }
    },
  }
}

function* instream(bytes: Uint8Array): Generator<Uint8Array> {
  yield Buffer.from('zINSTREAM\0')
  for (let at = 0; at < bytes.length; at += CHUNK_BYTES) {
    const chunk = bytes.subarray(at, at + CHUNK_BYTES)
    const length = Buffer.alloc(4)
    length.writeUInt32BE(chunk.length)
    yield length
    yield chunk
  }
  yield Buffer.alloc(4)
}

function resultOf(answer: string): ScanResult {
  if (answer === 'stream: OK') return { verdict: 'clean' }
  const found = /^stream: (.{1,200}) FOUND$/.exec(answer)?.[1]
  if (found !== undefined) return { verdict: 'found', signature: found }
  throw new NodeError('scan.refused', `The scanner did not look at the file: ${answer.slice(0, 200)}`)
}

/** Sends everything and reads one line. @throws NodeError `scan.unreachable` */
function converse(
  { host, port }: ClamAvOptions,
  parts: Iterable<Uint8Array>,
  milliseconds: number,
): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect({ host, port })
    const end = (settle: () => void) => {
      clearTimeout(timer)
      socket.destroy()
      settle()
    }
    const fail = (why: string) =>
      end(() => reject(new NodeError('scan.unreachable', `The scanner at ${host}:${port} ${why}.`)))
    const timer = setTimeout(() => fail(`did not answer within ${milliseconds / 1000} seconds`), milliseconds)
    let answer = Buffer.alloc(0)
    socket.on('data', (data) => {
      answer = Buffer.concat([answer, data])
      const length = answer.indexOf(0)
      if (length >= 0) end(() => resolve(answer.subarray(0, length).toString('utf8').trim()))
      else if (answer.length > MAX_ANSWER_BYTES) fail('gave an answer without an end')
    })
    socket.on('error', (error: NodeJS.ErrnoException) => {
      // clamd hangs up on a file that is too large while it is still being sent; its answer is on the way.
      if (error.code !== 'EPIPE' && error.code !== 'ECONNRESET')
        fail(`cannot be reached (${error.code ?? error.message})`)
    })
    socket.on('close', () => fail('hung up without an answer'))
    socket.on('connect', () => void send(socket, parts))
  })
}

async function send(socket: Socket, parts: Iterable<Uint8Array>): Promise<void> {
  for (const part of parts) {
    if (socket.destroyed || !socket.writable) return
    if (!socket.write(part))
      await new Promise((resolve) => socket.once('drain', resolve).once('close', resolve))
  }
}
