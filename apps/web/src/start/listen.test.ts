import { once } from 'node:events'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, expect, it } from 'vitest'
import { refuseTakenPort } from './listen.ts'

let other: Server | undefined
afterEach(() => other?.close())

it('a taken port is refused with a plain sentence, a free one is left free', async () => {
  other = createServer().listen(0, '127.0.0.1')
  await once(other, 'listening')
  const { port } = other.address() as AddressInfo
  const taken = refuseTakenPort({ host: '127.0.0.1', port })
  await expect(taken).rejects.toThrow(
    `Port ${port} is taken by another program. Stop it, or choose another port.`,
  )
  other.close()
  await once(other, 'close')
  await refuseTakenPort({ host: '127.0.0.1', port })
  await refuseTakenPort({ host: '127.0.0.1', port })
})

it('a host that is not this machine is refused with a plain sentence', async () => {
  await expect(refuseTakenPort({ host: '192.0.2.1', port: 8509 })).rejects.toThrow(
    'HOST is 192.0.2.1, which is no address of this machine.',
  )
})
