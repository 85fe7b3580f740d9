import { X509Certificate } from 'node:crypto'
import { createServer, request } from 'node:https'
import type { AddressInfo } from 'node:net'
import { afterAll, describe, expect, it } from 'vitest'
import { createSelfSignedCertificate } from './self-signed-certificate.ts'

const now = Date.now()
const made = createSelfSignedCertificate({ names: ['localhost'], addresses: ['127.0.0.1'], now })
const server = createServer(made, (_, response) => response.end('hello'))
await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
const { port } = server.address() as AddressInfo
afterAll(() => server.close())

function get(host: string, ca: string | undefined): Promise<string> {
  return new Promise((resolve, reject) => {
    const asked = request({ host, port, ca, agent: false }, (response) => {
      response.setEncoding('utf8')
      response.on('data', resolve)
    })
    asked.on('error', reject)
    asked.end()
  })
}

describe('createSelfSignedCertificate', () => {
  it('is read by another implementation as what it was made for', () => {
    const read = new X509Certificate(made.cert)
    expect(read.verify(read.publicKey)).toBe(true)
    expect(read.subjectAltName).toBe('DNS:localhost, IP Address:127.0.0.1')
    expect(read.subject).toBe('CN=localhost')
    expect(read.checkIP('127.0.0.1')).toBe('127.0.0.1')
    expect(Math.round((Date.parse(read.validTo) - now) / 86_400_000)).toBe(30)
  })

  it('serves a client that is told to trust it, by name and by address', async () => {
    expect(await get('127.0.0.1', made.cert)).toBe('hello')
    expect(await get('localhost', made.cert)).toBe('hello')
  })

  it('is trusted by nobody else, and differs every time', async () => {
    await expect(get('127.0.0.1', undefined)).rejects.toThrow('self-signed certificate')
    const other = createSelfSignedCertificate({ names: ['localhost'], addresses: ['127.0.0.1'], now })
    await expect(get('127.0.0.1', other.cert)).rejects.toThrow()
    expect(new X509Certificate(other.cert).serialNumber).not.toBe(new X509Certificate(made.cert).serialNumber)
  })

  it('writes dates after 2049 as X.509 asks', () => {
    const late = createSelfSignedCertificate({ names: ['a'], addresses: [], now: Date.UTC(2060, 0, 1) })
    expect(new Date(new X509Certificate(late.cert).validTo).getUTCFullYear()).toBe(2060)
  })
})
