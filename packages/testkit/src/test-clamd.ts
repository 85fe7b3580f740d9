import { type AddressInfo, createServer, type Socket } from 'node:net'

/** A stand-in for clamd that speaks PING and INSTREAM and knows one signature. */
export interface TestClamd {
  readonly host: string
  readonly port: number
  /** What it was asked to look at. */
  readonly seen: Buffer[]
  /** `hangs`: takes everything and says nothing; `hangs up`: closes without an answer. */
  mood: 'works' | 'hangs' | 'hangs up'
  /** As if its signatures had come to know whatever it is given. */
  findsEverything: boolean
  close(): Promise<void>
}

/** The harmless text that every scanner knows as a test (eicar.org), made of two halves so that no scanner finds this file. */
export const EICAR = ['X5O!P%@AP[4\\PZX54(P^)7CC)7}$EICAR-STANDARD', '-ANTIVIRUS-TEST-FILE!$H+H*'].join('')
export const EICAR_SIGNATURE = 'Eicar-Test-Signature'

/** Starts it on a free port; longer streams than `streamMaxLength` are refused as clamd refuses them. */
export async function startTestClamd(streamMaxLength = 32 * 1024 * 1024): Promise<TestClamd> {
  const open = new Set<Socket>()
  const made = {
    host: '127.0.0.1',
    seen: [] as Buffer[],
    mood: 'works' as TestClamd['mood'],
    findsEverything: false,
  }
  const server = createServer((socket) => {
    open.add(socket)
    socket.on('close', () => open.delete(socket)).on('error', () => undefined)
    serve(socket, clamd, streamMaxLength)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const clamd: TestClamd = Object.assign(made, {
    port: (server.address() as AddressInfo).port,
    close: () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve())
        for (const socket of open) socket.destroy()
      }),
  })
  return clamd
}

function serve(socket: Socket, clamd: TestClamd, streamMaxLength: number): void {
  let input = Buffer.alloc(0)
  socket.on('data', (data) => {
    input = Buffer.concat([input, data])
    if (clamd.mood === 'hangs up') socket.destroy()
    if (clamd.mood !== 'works') return
    const reply = replyTo(input, clamd, streamMaxLength)
    if (reply !== undefined) socket.end(`${reply}\0`)
  })
}

/** The answer once the command is there as a whole. */
function replyTo(input: Buffer, clamd: TestClamd, streamMaxLength: number): string | undefined {
  if (input.subarray(0, 6).toString() === 'zPING\0') return 'PONG'
  if (input.subarray(0, 10).toString() !== 'zINSTREAM\0')
    return input.includes(0) ? 'UNKNOWN COMMAND' : undefined
  const parts: Buffer[] = []
  let total = 0
  for (let at = 10; at + 4 <= input.length; ) {
    const length = input.readUInt32BE(at)
    if (length === 0) return verdictOn(Buffer.concat(parts), clamd)
    total += length
    if (total > streamMaxLength) return 'INSTREAM size limit exceeded. ERROR'
    parts.push(input.subarray(at + 4, at + 4 + length))
    at += 4 + length
  }
  return undefined
}

function verdictOn(file: Buffer, clamd: TestClamd): string {
  clamd.seen.push(file)
  return clamd.findsEverything || file.includes(EICAR) ? `stream: ${EICAR_SIGNATURE} FOUND` : 'stream: OK'
}
