import { createServer, type RequestListener, type Server } from 'node:http'
import { type AddressInfo, createServer as createTcpServer } from 'node:net'
import { gzipSync } from 'node:zlib'
import { hostileAddresses } from '@assay/testkit'
import { afterEach, describe, expect, it } from 'vitest'
import type { FetchResult } from './fetch-result.ts'
import { isPublicAddress } from './guard-url.ts'
import type { GuardedFetchOptions } from './guarded-connection.ts'
import { createGuardedFetch } from './guarded-fetch.ts'
import type { Connect } from './pinned-connect.ts'

const accept = 'application/json'
const PUBLIC = '93.184.216.34'

/** Counts what is resolved and connected to, and never lets anything out. */
function canary(addresses: readonly string[] = [PUBLIC]) {
  const resolved: string[] = []
  const connected: string[] = []
  const connect: Connect = (options, callback) => {
    connected.push(`${options.hostname}:${options.port || 443} ${options.servername ?? options.host}`)
    callback(new Error('the canary answers nobody'), null)
  }
  const resolveHost = async (hostname: string) => {
    resolved.push(hostname)
    return addresses
  }
  return { resolved, connected, options: { connect, resolveHost } satisfies GuardedFetchOptions }
}

const servers: Server[] = []
afterEach(() => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections()
    server.close()
  }
})

async function serve(listener: RequestListener): Promise<string> {
  const server = createServer(listener).listen(0, '127.0.0.1')
  servers.push(server)
  await new Promise((resolve) => server.once('listening', resolve))
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

async function fetchFrom(listener: RequestListener, maxBytes = 1000): Promise<FetchResult> {
  const origin = await serve(listener)
  const guardedFetch = createGuardedFetch({ allowOrigins: [origin], milliseconds: 700 })
  return guardedFetch(`${origin}/document`, { accept, maxBytes })
}

describe('createGuardedFetch', () => {
  for (const { row, address } of hostileAddresses()) {
    it(`${row} refuses ${JSON.stringify(address).slice(0, 80)} before DNS and without connecting`, async () => {
      const { options, resolved, connected } = canary()
      const result = await createGuardedFetch(options)(address, { accept })
      expect(result.outcome).toBe('refused')
      expect([...resolved, ...connected]).toEqual([])
    })
  }

  it('S1 S3 S4 says why', async () => {
    const codes = async (address: string) => {
      const result = await createGuardedFetch(canary().options)(address, { accept })
      return result.outcome === 'ok' ? 'ok' : result.code
    }
    expect(await codes('https://0x7f.1/')).toBe('fetch.private-address')
    expect(await codes('https://[64:ff9b::7f00:1]/')).toBe('fetch.private-address')
    expect(await codes('ftp://badges.example.org/')).toBe('fetch.scheme')
    expect(await codes('https://badges.example.org:22/')).toBe('fetch.port')
    expect(await codes('https://user@badges.example.org/')).toBe('fetch.url-syntax')
    expect(await codes('https:///badges.example.org/')).toBe('fetch.url-syntax')
    expect(await codes('https://a.localhost/')).toBe('fetch.host')
  })

  it('S1 has no connection at a real listener on the loopback address', async () => {
    let connections = 0
    const listener = createTcpServer(() => {
      connections += 1
    }).listen(0, '127.0.0.1')
    await new Promise((resolve) => listener.once('listening', resolve))
    const { port } = listener.address() as AddressInfo
    const guardedFetch = createGuardedFetch({ resolveHost: async () => ['127.0.0.1'] })
    for (const address of [
      `https://127.0.0.1:${port}/`,
      `http://127.0.0.1:${port}/`,
      'https://badges.example.org/',
    ]) {
      expect((await guardedFetch(address, { accept })).outcome).toBe('refused')
    }
    listener.close()
    expect(connections).toBe(0)
  })

  it('S1 takes public addresses for public', () => {
    for (const address of [PUBLIC, '8.8.8.8', '2606:4700::1111', '2a00:1450::1']) {
      expect(isPublicAddress(address), address).toBe(true)
    }
    expect(isPublicAddress('not an address')).toBe(false)
  })

  for (const answers of [
    ['10.0.0.1'],
    [PUBLIC, '127.0.0.1'],
    ['2606:4700::1111', '::1'],
    ['169.254.169.254'],
  ]) {
    it(`S2 refuses a name that resolves to ${answers.join(' and ')}`, async () => {
      const { options, connected } = canary(answers)
      const result = await createGuardedFetch(options)('https://badges.example.org/', { accept })
      expect(result).toMatchObject({ outcome: 'refused', code: 'fetch.private-address' })
      expect(connected).toEqual([])
    })
  }

  it('S2 resolves a name once and connects to the checked addresses, under the name of the certificate', async () => {
    const { options, resolved, connected } = canary([PUBLIC, '8.8.8.8'])
    const result = await createGuardedFetch(options)('https://badges.example.org/1', { accept })
    expect(result).toMatchObject({ outcome: 'unreachable', code: 'fetch.connect' })
    expect(resolved).toEqual(['badges.example.org'])
    expect(connected).toEqual([`${PUBLIC}:443 badges.example.org`, '8.8.8.8:443 badges.example.org'])
  })

  it('S2 says that a name without address cannot be reached', async () => {
    const { options } = canary([])
    const result = await createGuardedFetch(options)('https://badges.example.org/', { accept })
    expect(result).toMatchObject({ outcome: 'unreachable', code: 'fetch.dns' })
  })

  const redirects = [
    ['https://127.0.0.1/', 'fetch.private-address'],
    ['https://169.254.169.254/latest/meta-data', 'fetch.private-address'],
    ['http://badges.example.org/', 'fetch.scheme'],
    ['file:///etc/passwd', 'fetch.scheme'],
    ['data:application/json,{}', 'fetch.scheme'],
    ['//127.0.0.1/', 'fetch.scheme'],
    ['https://badges.example.org:6379/', 'fetch.port'],
    ['https://user@badges.example.org/', 'fetch.url-syntax'],
  ] as const
  for (const [location, code] of redirects) {
    it(`S3 stops at a redirect to ${location}`, async () => {
      const { options, connected } = canary()
      let asked = 0
      const origin = await serve((request, response) => {
        asked += 1
        response.writeHead(302, { location: request.url === '/2' ? location : '/2' }).end()
      })
      const allowed = createGuardedFetch({ allowOrigins: [origin], resolveHost: options.resolveHost })
      expect(await allowed(`${origin}/1`, { accept })).toMatchObject({ outcome: 'refused', code })
      expect(asked).toBe(2)
      expect(connected).toEqual([])
    })
  }

  it('2 Outbound fetch: S3 three redirects are followed, a fourth is not', async () => {
    const origin = await serve((request, response) => {
      const left = Number(request.url?.slice(1))
      if (left === 0) response.writeHead(200, { 'content-type': 'application/json' }).end('{}')
      else response.writeHead(301, { location: `/${left - 1}` }).end()
    })
    const guardedFetch = createGuardedFetch({ allowOrigins: [origin] })
    expect(await guardedFetch(`${origin}/3`, { accept })).toMatchObject({ outcome: 'ok', url: `${origin}/0` })
    expect(await guardedFetch(`${origin}/4`, { accept })).toMatchObject({
      outcome: 'unreachable',
      code: 'fetch.redirects',
    })
  })

  it('2 Outbound fetch: a body of exactly the limit is read, a byte more is not, 1 MiB when nothing is said', async () => {
    const sized = (length: number, maxBytes?: number) =>
      fetchFrom((_request, response) => response.end('x'.repeat(length)), maxBytes)
    expect(await sized(1000, 1000)).toMatchObject({ outcome: 'ok' })
    expect(await sized(1001, 1000)).toMatchObject({ code: 'fetch.too-large' })
    const origin = await serve((request, response) => response.end('x'.repeat(Number(request.url?.slice(1)))))
    const guardedFetch = createGuardedFetch({ allowOrigins: [origin] })
    expect(await guardedFetch(`${origin}/1048576`, { accept })).toMatchObject({ outcome: 'ok' })
    expect(await guardedFetch(`${origin}/1048577`, { accept })).toMatchObject({ code: 'fetch.too-large' })
  })

  it('2 Outbound fetch: S5 a server that says nothing is given up after 5 s', async () => {
    const origin = await serve(() => undefined)
    const started = performance.now()
    const result = await createGuardedFetch({ allowOrigins: [origin] })(`${origin}/`, { accept })
    expect(result).toMatchObject({ code: 'fetch.timeout' })
    expect(performance.now() - started).toBeGreaterThan(4_900)
    expect(performance.now() - started).toBeLessThan(8_000)
  })

  it('S5 cuts a slow drip at the time limit', async () => {
    const result = await fetchFrom((_request, response) => {
      response.writeHead(200)
      const drip = setInterval(() => response.write('x'), 20)
      response.on('close', () => clearInterval(drip))
    })
    expect(result).toMatchObject({ outcome: 'unreachable', code: 'fetch.timeout' })
  })

  it('S5 cuts a resolver that never answers at the time limit', async () => {
    const guardedFetch = createGuardedFetch({
      milliseconds: 50,
      resolveHost: () => new Promise(() => undefined),
    })
    expect(await guardedFetch('https://badges.example.org/', { accept })).toMatchObject({
      code: 'fetch.timeout',
    })
  })

  it('S5 cuts an endless body and a gzip bomb at the size limit, and little memory is used', async () => {
    const before = process.memoryUsage().rss
    const endless = await fetchFrom((_request, response) => {
      const more = () => {
        while (response.write(Buffer.alloc(65_536)));
      }
      response.on('drain', more)
      more()
    }, 1_000_000)
    expect(endless).toMatchObject({ outcome: 'unreachable', code: 'fetch.too-large' })
    const bomb = gzipSync(Buffer.alloc(50_000_000))
    const swollen = await fetchFrom((_request, response) => {
      response.writeHead(200, { 'content-encoding': 'gzip' }).end(bomb)
    }, 1_000_000)
    expect(swollen).toMatchObject({ outcome: 'unreachable', code: 'fetch.too-large' })
    expect(process.memoryUsage().rss - before).toBeLessThan(192 * 1024 * 1024)
  })

  it('S5 refuses 10,000 headers, and 200 short ones', async () => {
    for (const count of [10_000, 200]) {
      const result = await fetchFrom((_request, response) => {
        for (let index = 0; index < count; index += 1) response.setHeader(`x-${index}`, '1')
        response.end('{}')
      })
      expect(result, String(count)).toMatchObject({ outcome: 'unreachable', code: 'fetch.headers' })
    }
  })

  it('S5 reports damaged and unasked compression, and a body that ends early', async () => {
    const damaged = await fetchFrom((_request, response) => {
      response.writeHead(200, { 'content-encoding': 'gzip' }).end('not gzip')
    })
    expect(damaged).toMatchObject({ outcome: 'unreachable', code: 'fetch.broken' })
    const unasked = await fetchFrom((_request, response) => {
      response.writeHead(200, { 'content-encoding': 'br' }).end('x')
    })
    expect(unasked).toMatchObject({ outcome: 'unreachable', code: 'fetch.encoding' })
    const early = await fetchFrom((_request, response) => {
      response.writeHead(200, { 'content-length': '50' })
      response.write('x', () => response.destroy())
    })
    expect(early).toMatchObject({ outcome: 'unreachable', code: 'fetch.broken' })
  })

  it('S6 hands over status and media type, so that a login page is not taken for a document', async () => {
    const page = await fetchFrom((_request, response) => {
      response.writeHead(200, { 'content-type': 'Text/HTML; charset=utf-8' }).end('<h1>Sign in</h1>')
    })
    expect(page).toMatchObject({ outcome: 'ok', status: 200, mediaType: 'text/html' })
    const empty = await fetchFrom((_request, response) => response.writeHead(204).end())
    expect(empty).toMatchObject({ outcome: 'ok', status: 204, mediaType: '', body: new Uint8Array() })
  })

  it('fetches an allowed origin, undoing gzip, and sends what was asked for', async () => {
    let header: string | undefined
    const result = await fetchFrom((request, response) => {
      header = request.headers.accept
      response.writeHead(200, { 'content-type': 'application/json', 'content-encoding': 'gzip' })
      response.end(gzipSync('{"a":1}'))
    })
    expect(result).toMatchObject({ outcome: 'ok', status: 200, mediaType: 'application/json' })
    expect(result.outcome === 'ok' && new TextDecoder().decode(result.body)).toBe('{"a":1}')
    expect(header).toBe(accept)
  })

  it('allows the named origin only, not another port of its host', async () => {
    const origin = await serve((_request, response) => response.end('{}'))
    const guardedFetch = createGuardedFetch({ allowOrigins: ['http://127.0.0.1:1'] })
    expect((await guardedFetch(`${origin}/`, { accept })).outcome).toBe('refused')
    expect(() => createGuardedFetch({ allowOrigins: ['localhost'] })).toThrow(TypeError)
  })
})
