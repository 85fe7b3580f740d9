import { once } from 'node:events'
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createSmtpTransport, type SendMessage } from './mail-transport.ts'

/** Takes connections and never says a word, as a mail server behind a broken firewall. */
let silent: Server
let taken: Socket[]
/** A way to it that leaves it alone for so many milliseconds. */
let resting: (rest: number) => SendMessage

beforeEach(async () => {
  taken = []
  silent = createServer((socket) => taken.push(socket)).listen(0, '127.0.0.1')
  await once(silent, 'listening')
  const { port } = silent.address() as AddressInfo
  const times = { connect: 200, silence: 5_000 }
  resting = (rest) => createSmtpTransport(`smtp://127.0.0.1:${port}`, 'assay@example.org', { ...times, rest })
})
afterEach(() => {
  for (const socket of taken) socket.destroy()
  silent.close()
})

const letter = { to: 'ada@example.org', subject: 'A letter', text: 'A letter', html: '<p>A letter</p>' }

describe('a mail server that does not answer', () => {
  it('is waited for once and then left alone', async () => {
    const send = resting(600_000)
    await expect(send(letter)).rejects.toThrow(/[Gg]reeting/)
    for (let more = 0; more < 50; more += 1)
      await expect(send(letter)).rejects.toThrow('could not be reached a moment ago')
    expect(taken).toHaveLength(1)
  })

  it('is tried again after a while', async () => {
    const send = resting(1)
    await expect(send(letter)).rejects.toThrow(/[Gg]reeting/)
    await sleep(5)
    await expect(send(letter)).rejects.toThrow(/[Gg]reeting/)
    expect(taken).toHaveLength(2)
  })

  it('is left alone after it refused the connection as well', async () => {
    const send = resting(600_000)
    silent.close()
    await once(silent, 'close')
    await expect(send(letter)).rejects.toThrow('ECONNREFUSED')
    await expect(send(letter)).rejects.toThrow('could not be reached a moment ago')
  })
})
