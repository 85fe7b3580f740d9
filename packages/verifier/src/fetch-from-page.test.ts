import { encodeUtf8 } from '@assay/core'
import { describe, expect, it } from 'vitest'
import { fetchFromPage, type PageFetch } from './fetch-from-page.ts'

const request = { accept: 'application/json', maxBytes: 10 }
const from = (page: PageFetch) => fetchFromPage(page)('https://issuer.example/doc', request)

describe('fetchFromPage', () => {
  it('answers what was sent, with its type, and sends neither cookies nor the address of the page', async () => {
    let asked: RequestInit = {}
    const answer = await from(async (_url, init) => {
      asked = init
      return new Response('{}', {
        status: 404,
        headers: { 'content-type': 'Application/JSON; charset=utf-8' },
      })
    })
    expect(answer).toEqual({
      ...{ outcome: 'ok', status: 404, mediaType: 'application/json', url: 'https://issuer.example/doc' },
      body: encodeUtf8('{}'),
    })
    expect(asked).toMatchObject({ credentials: 'omit', referrerPolicy: 'no-referrer' })
    expect(new Headers(asked.headers).get('accept')).toBe('application/json')
  })

  it('stops reading beyond the limit', async () => {
    let sent = 0
    const endless = new ReadableStream<Uint8Array>({
      pull(controller) {
        sent += 1
        controller.enqueue(new Uint8Array(6))
      },
    })
    const answer = await from(async () => new Response(endless))
    expect(answer).toMatchObject({ outcome: 'refused', code: 'fetch.too-large' })
    expect(sent).toBeLessThan(5)
  })

  it('calls what a page may not read, and what answers late, unreachable', async () => {
    const refusing = from(() => Promise.reject(new TypeError('Failed to fetch')))
    expect(await refusing).toMatchObject({
      outcome: 'unreachable',
      message: expect.stringContaining('no connection'),
    })
    const late = from(() => Promise.reject(new DOMException('late', 'TimeoutError')))
    expect(await late).toMatchObject({ outcome: 'unreachable', message: 'It did not answer in time.' })
  })

  it('takes an answer without a body', async () => {
    expect(await from(async () => new Response(null, { status: 204 }))).toMatchObject({
      body: new Uint8Array(),
    })
  })
})
