import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { answerAddress, readRequest, redirectOf } from './schema/authorization-request.ts'
import { readClientMetadata } from './schema/client-metadata.ts'
import { isClientUrl } from './schema/client-url.ts'
import { elementTexts } from './schema/json-slices.ts'
import { linkHeader } from './schema/paging.ts'
import { areasOf, HOST_SCOPES, KNOWN_SCOPES, splitScope } from './schema/scopes.ts'

const link = /<([^>]*)>; rel="(\w+)"/g
const linksOf = (header: string | undefined) =>
  Object.fromEntries([...(header ?? '').matchAll(link)].map(([, to, rel]) => [rel, new URL(to ?? '')]))

describe('OH7: the Link header', () => {
  it('OH7 leads through every page once, whatever the sizes', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 50 }), fc.integer({ min: 0, max: 300 }), (limit, total) => {
        const seen: number[] = []
        let offset: number | undefined = 0
        while (offset !== undefined) {
          const links = linksOf(linkHeader('https://x.example/c', { limit, offset }, total))
          for (let at: number = offset; at < Math.min(total, offset + limit); at++) seen.push(at)
          if (total > limit) {
            expect(links.first?.searchParams.get('offset')).toBe('0')
            const last = Number(links.last?.searchParams.get('offset'))
            expect(last < total && last + limit >= total).toBe(true)
            expect(links.prev === undefined).toBe(offset === 0)
          }
          const next = links.next?.searchParams.get('offset')
          offset = next === undefined || next === null ? undefined : Number(next)
        }
        expect(seen).toEqual(Array.from({ length: total }, (_, at) => at))
      }),
    )
  })
})

describe('redirect addresses', () => {
  const client = { redirectUris: ['https://client.example/back?tenant=1'], scopes: KNOWN_SCOPES }

  it('O1 only the registered text itself is one, whatever else is given', () => {
    fc.assert(
      fc.property(fc.oneof(fc.webUrl({ withQueryParameters: true }), fc.string()), (text) => {
        const given = redirectOf(new URLSearchParams({ redirect_uri: text }), client)
        expect(given).toBe(client.redirectUris.includes(text) ? text : undefined)
      }),
    )
  })

  it('the answer stays at the address, and says what was meant', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), (state, code) => {
        const address = answerAddress(client.redirectUris[0] ?? '', { state, code })
        const { origin, pathname, hash, searchParams } = new URL(address)
        expect([origin, pathname, hash]).toEqual(['https://client.example', '/back', ''])
        expect(searchParams.get('tenant')).toBe('1')
        const whole = (text: string) => new URLSearchParams({ text }).get('text')
        expect([searchParams.get('state'), searchParams.get('code')]).toEqual([state, code].map(whole))
      }),
    )
  })

  it('O4 no text makes the check of addresses throw, and what passes is https of a named or public host', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.webUrl(),
          fc.string().map((text) => `https://${text}`),
        ),
        (text) => {
          if (!isClientUrl(text)) return
          const { protocol, username, hash, hostname } = new URL(text)
          expect([protocol, username, hash]).toEqual(['https:', '', ''])
          expect(hostname).not.toMatch(/^(localhost|127\.|10\.|\[)/)
        },
      ),
    )
  })
})

describe('what strangers send', () => {
  it('O4 no metadata makes the reader throw', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const read = readClientMetadata(value)
        if ('error' in read) expect(read.description).not.toBe('')
      }),
    )
  })

  it('O2 no query makes the reader throw, and nothing passes without PKCE by S256 and a state', () => {
    const names = ['response_type', 'scope', 'state', 'code_challenge', 'code_challenge_method']
    const values = fc.oneof(
      fc.constantFrom('code', 'S256', 'plain', ...KNOWN_SCOPES, 'a'.repeat(43)),
      fc.string({ maxLength: 50 }),
    )
    const pairs = fc.array(fc.tuple(fc.constantFrom(...names), values), { maxLength: 8 })
    fc.assert(
      fc.property(pairs, (given) => {
        const client = { redirectUris: [], scopes: KNOWN_SCOPES }
        const read = readRequest(
          new URLSearchParams(given.map(([a, b]) => [a, b])),
          client,
          'https://c.example/',
        )
        if ('error' in read) return
        expect(given).toContainEqual(['code_challenge_method', 'S256'])
        expect(read.codeChallenge).toMatch(/^[\w-]{43}$/)
        expect(read.state).not.toBe('')
      }),
    )
  })
})

describe('OH3: scopes', () => {
  it('OH3 reach one area each; what is not known, and offline_access, none', () => {
    expect(Object.values(HOST_SCOPES).map((scope) => areasOf([scope]))).toEqual([
      ['backpack:read'],
      ['backpack:write'],
      ['profile:read'],
      ['profile:write'],
    ])
    expect(areasOf(['offline_access', 'backpack:read', ''])).toEqual([])
    expect(splitScope('  a b  a ')).toEqual(['a', 'b'])
  })
})

describe('OH5: elements of an answer', () => {
  it('OH5 are the texts between the commas, whatever the texts hold', () => {
    const spaces = fc
      .array(fc.constantFrom(' ', '\n', '\t', '\r'), { maxLength: 3 })
      .map((signs) => signs.join(''))
    const element = fc
      .tuple(fc.jsonValue(), fc.integer({ min: 0, max: 3 }))
      .map(([value, indent]) => JSON.stringify(value, null, indent))
    fc.assert(
      fc.property(
        fc.array(element),
        fc.dictionary(fc.string(), fc.jsonValue()),
        spaces,
        (elements, others, space) => {
          const { credential: _, ...rest } = others
          const before = JSON.stringify(rest).slice(1, -1)
          const list = `[${space}${elements.join(`${space},${space}`)}${space}]`
          const json = `${space}{${before}${before === '' ? '' : ','}${space}"credential"${space}:${space}${list}}`
          expect(JSON.parse(json)).toBeDefined()
          expect(elementTexts(json, 'credential')).toEqual(elements)
          expect(elementTexts(json, 'compactJwsString')).toEqual(
            Array.isArray(rest.compactJwsString)
              ? rest.compactJwsString.map((one) => JSON.stringify(one))
              : [],
          )
        },
      ),
    )
  })
})
