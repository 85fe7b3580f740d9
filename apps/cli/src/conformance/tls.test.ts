import { once } from 'node:events'
import { createServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import { connect, type SecureVersion } from 'node:tls'
import { createSelfSignedCertificate } from '@assay/node'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type ConformanceServer, startConformanceServer } from './start-conformance-server.ts'

/** Old versions need ciphers that are off by default: a client that would take anything. */
const ANYTHING = { minVersion: 'TLSv1', ciphers: 'DEFAULT:@SECLEVEL=0' } as const

/** The version that a handshake with this highest version ends in, or the code of its failure. */
function handshake(port: number, maxVersion: SecureVersion): Promise<string> {
  return new Promise((resolve) => {
    const socket = connect({ ...ANYTHING, port, host: '127.0.0.1', maxVersion, rejectUnauthorized: false })
    socket.once('secureConnect', () => {
      resolve(String(socket.getProtocol()))
      socket.destroy()
    })
    socket.once('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? error.message))
  })
}

describe('the server for suites', () => {
  let server: ConformanceServer
  let port: number
  beforeAll(async () => {
    server = await startConformanceServer(0)
    port = Number(new URL(server.url).port)
  }, 60_000)
  afterAll(() => server.close())

  it.each(['TLSv1.2', 'TLSv1.3'] as const)('OH11 speaks %s', async (version) => {
    expect(await handshake(port, version)).toBe(version)
  })

  it.each(['TLSv1', 'TLSv1.1'] as const)('OH11 refuses %s by an alert', async (version) => {
    expect(await handshake(port, version)).toMatch(
      /^ERR_SSL_(?:TLSV1_ALERT_PROTOCOL_VERSION|UNSUPPORTED_PROTOCOL)/,
    )
  })

  it('OH11 it is the server that refuses: the same client has 1.1 of one that allows it', async () => {
    const { cert, key } = createSelfSignedCertificate({
      names: ['localhost'],
      addresses: ['127.0.0.1'],
      now: Date.now(),
    })
    const old = createServer({ cert, key, ...ANYTHING }).listen(0, '127.0.0.1')
    await once(old, 'listening')
    expect(await handshake((old.address() as AddressInfo).port, 'TLSv1.1')).toBe('TLSv1.1')
    old.close()
  })
})
