import { gunzipSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { compressed } from './compressed.ts'

const page = (type = 'text/html; charset=utf-8') =>
  new Response('<h1>Here</h1>', { status: 422, headers: { 'content-type': type, vary: 'Accept' } })
const asking = (headers: Record<string, string>) => new Request('http://a.example/', { headers })
const GZIP = { 'accept-encoding': 'gzip, br' }

describe('compressed', () => {
  it.each(['text/html; charset=utf-8', 'text/x-script'])(
    'packs %s and keeps status and headers',
    async (type) => {
      const packed = await compressed(asking(GZIP), page(type), false)
      expect(packed.status).toBe(422)
      expect(packed.headers.get('content-encoding')).toBe('gzip')
      expect(packed.headers.get('vary')).toBe('Accept, accept-encoding')
      expect(gunzipSync(Buffer.from(await packed.arrayBuffer())).toString()).toBe('<h1>Here</h1>')
    },
  )

  it.each([
    ['for a client that takes no gzip', asking({ 'accept-encoding': 'br' }), page(), false],
    ['when it is a file', asking(GZIP), page('image/png'), false],
    [
      'of who is signed in, asked for from another site',
      asking({ ...GZIP, 'sec-fetch-site': 'cross-site' }),
      page(),
      true,
    ],
    ['of who is signed in, from a client that does not say where it comes from', asking(GZIP), page(), true],
  ])('leaves an answer as it is %s', async (_when, request, response, signedIn) => {
    const answer = await compressed(request, response, signedIn)
    expect(answer.headers.get('content-encoding')).toBe(null)
    expect(await answer.text()).toBe('<h1>Here</h1>')
  })

  it('packs a page of who is signed in, asked for from our own pages', async () => {
    const answer = await compressed(asking({ ...GZIP, 'sec-fetch-site': 'same-origin' }), page(), true)
    expect(answer.headers.get('content-encoding')).toBe('gzip')
  })
})
