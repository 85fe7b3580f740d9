import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { Deps } from '../deps.ts'
import { KEPT_MS, keptPage, nameOfPage } from './kept-pages.ts'

const ADDRESS = 'https://badges.example/credentials/1'
/** Of a page, nothing but the pool is looked at, and that only for which it is. */
const installation = () => ({ pool: {} }) as unknown as Deps

function maker(status = 200) {
  const asked: Request[] = []
  const make = async (request: Request) => {
    asked.push(request)
    return new Response(`page ${asked.length}`, { status, headers: { vary: 'cookie' } })
  }
  return { asked, make }
}

const textOf = async (answer: Promise<Response>) => (await answer).text()

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

describe('a kept page', () => {
  const request = new Request(ADDRESS)
  const page = (deps: Deps, stamp: string) => ({ deps, request, name: 'en  /credentials/1', stamp })

  it('is made once for one stamp, and anew for another', async () => {
    const [deps, { asked, make }] = [installation(), maker()]
    const first = await keptPage(page(deps, 'a'), make)
    first.headers.set('vary', 'changed')
    expect(await first.text()).toBe('page 1')
    const second = await keptPage(page(deps, 'a'), make)
    expect([second.headers.get('vary'), await second.text()]).toEqual(['cookie', 'page 1'])
    expect(await textOf(keptPage(page(deps, 'b'), make))).toBe('page 2')
    expect(asked).toHaveLength(2)
  })

  it('is made once for those who ask at one moment', async () => {
    const [deps, { asked, make }] = [installation(), maker()]
    const answers = [1, 2, 3].map(() => textOf(keptPage(page(deps, 'a'), make)))
    expect(await Promise.all(answers)).toEqual(['page 1', 'page 1', 'page 1'])
    expect(asked).toHaveLength(1)
  })

  it('is made for the others too when who asked first leaves', async () => {
    const [deps, { asked, make }] = [installation(), maker()]
    const leaving = new AbortController()
    const left = new Request(ADDRESS, { signal: leaving.signal })
    const answer = textOf(keptPage({ ...page(deps, 'a'), request: left }, make))
    leaving.abort()
    expect(await answer).toBe('page 1')
    expect(asked[0]?.signal.aborted).toBe(false)
  })

  it('leaves the memory in time, whether it is asked for or not', async () => {
    const [deps, { asked, make }] = [installation(), maker()]
    await keptPage(page(deps, 'a'), make)
    vi.advanceTimersByTime(KEPT_MS - 1)
    await keptPage(page(deps, 'a'), make)
    expect(asked).toHaveLength(1)
    vi.advanceTimersByTime(1)
    await keptPage(page(deps, 'a'), make)
    expect(asked).toHaveLength(2)
  })

  it('is not kept when it is no page, or could not be made', async () => {
    const [deps, { asked, make }] = [installation(), maker(404)]
    await keptPage(page(deps, 'a'), make)
    await keptPage(page(deps, 'a'), make)
    expect(asked).toHaveLength(2)
    const failing = () => Promise.reject(new Error('no connection'))
    await expect(keptPage(page(deps, 'b'), failing)).rejects.toThrow('no connection')
    expect(await textOf(keptPage(page(deps, 'b'), maker().make))).toBe('page 1')
  })

  it('belongs to one installation', async () => {
    const { asked, make } = maker()
    for (const deps of [installation(), installation()]) await keptPage(page(deps, 'a'), make)
    expect(asked).toHaveLength(2)
  })
})

describe('the name of a page', () => {
  const nameOf = (headers: Record<string, string>, address = ADDRESS) =>
    nameOfPage(new Request(address, { headers }))

  it('tells languages and encodings apart', () => {
    const names = [
      {},
      { 'accept-language': 'es' },
      { cookie: 'assay_language=es' },
      { 'accept-encoding': 'gzip' },
    ]
    expect(names.map((headers) => nameOf(headers as Record<string, string>))).toEqual([
      'en  /credentials/1',
      'es  /credentials/1',
      'es  /credentials/1',
      'en gzip /credentials/1',
    ])
  })

  it('is missing for somebody in particular, for a secret in the address, and for what changes something', () => {
    expect(nameOf({ cookie: 'assay.session_token=x' })).toBeUndefined()
    expect(nameOf({ cookie: '__Secure-assay.session_token=x' })).toBeUndefined()
    expect(nameOf({ authorization: 'Bearer x' })).toBeUndefined()
    expect(nameOf({}, `${ADDRESS}?key=secret`)).toBeUndefined()
    expect(nameOfPage(new Request(ADDRESS, { method: 'POST' }))).toBeUndefined()
  })
})
