import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { hostileAddresses } from '@assay/testkit'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createGuardedPost } from './guarded-post.ts'

let server: Server
let origin: string
let asked = 0
let answer: (request: IncomingMessage, response: ServerResponse) => void = (_, response) => response.end('ok')

beforeAll(async () => {
  server = createServer((request, response) => {
    asked += 1
    answer(request, response)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
})
afterAll(() => {
  server.closeAllConnections()
  server.close()
})

const REQUEST = {
  body: '{"a":1}',
  headers: { 'content-type': 'application/json', 'x-id': '7' },
  keepBytes: 2048,
}
const poster = (options = {}) => createGuardedPost({ allowOrigins: [origin], ...options })

describe('createGuardedPost', () => {
  it('sends the body and headers, and keeps the status and the begin of the answer', async () => {
    let got = ''
    answer = (request, response) => {
      request.on('data', (part) => {
        got += `${request.headers['x-id']} ${part}`
      })
      request.on('end', () => response.writeHead(429, { 'retry-after': '30' }).end('x'.repeat(100_000)))
    }
    const result = await poster().post(`${origin}/hook?a=b`, REQUEST)
    expect(got).toBe('7 {"a":1}')
    expect(result).toMatchObject({ outcome: 'ok', status: 429, retryAfter: '30' })
    expect(result.outcome === 'ok' && result.body.length).toBe(2048)
  })

  it('S3 follows no redirect', async () => {
    answer = (_, response) => response.writeHead(307, { location: `${origin}/elsewhere` }).end()
    const before = asked
    expect(await poster().post(origin, REQUEST)).toMatchObject({ outcome: 'ok', status: 307 })
    expect(asked).toBe(before + 1)
  })

  it('S1 S4 connects to no hostile address, and says so before anything is looked up', async () => {
    let touched = 0
    const strict = createGuardedPost({
      resolveHost: async () => {
        touched += 1
        return []
      },
      connect: () => {
        touched += 1
      },
    })
    for (const { address: url } of hostileAddresses()) {
      expect(strict.refusal(url), url).toBeTypeOf('string')
      expect(await strict.post(url, REQUEST), url).toMatchObject({ outcome: 'refused' })
    }
    expect(touched).toBe(0)
    expect(strict.refusal('https://receiver.example.org/hook')).toBeUndefined()
  })

  it('S2 refuses a name that resolves to a private address', async () => {
    const strict = createGuardedPost({ resolveHost: async () => ['93.184.216.34', '10.0.0.1'] })
    expect(await strict.post('https://receiver.example.org/', REQUEST)).toMatchObject({
      outcome: 'refused',
      code: 'fetch.private-address',
    })
  })

  it('S5 gives up on an answer that drips', async () => {
    answer = (_, response) => {
      response.write('x')
    }
    expect(await poster({ milliseconds: 200 }).post(origin, REQUEST)).toMatchObject({ code: 'fetch.timeout' })
  })
})
