import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { embedCode, oembedXml } from './embed-code.ts'
import { embedSize, pageAt } from './oembed.ts'

const ORIGIN = 'https://badges.example.org'
const ID = '0b8e7a52-6c1d-4f5e-9a70-112233445566'

const anything = fc.string({ unit: 'binary' })
const below = fc
  .tuple(fc.constantFrom(ORIGIN, `${ORIGIN}/credentials/`, `${ORIGIN}/collections/${ID}`), anything)
  .map((parts) => parts.join(''))

describe('the address that is asked to be embedded', () => {
  it('is the page of a badge or a collection on this origin, with what opens it', () => {
    const badge = { shelf: 'credentials', id: ID, opening: {} }
    expect(pageAt(`${ORIGIN}/credentials/${ID}`, ORIGIN)).toEqual(badge)
    expect(pageAt(`${ORIGIN}/credentials/${ID}?utm=x#top`, ORIGIN)).toEqual(badge)
    expect(pageAt(`${ORIGIN}/b/${ID}`, ORIGIN)).toEqual({ shelf: 'b', id: ID, opening: {} })
    const linked = { shelf: 'collections', id: ID, opening: { key: 'k' } }
    expect(pageAt(`${ORIGIN}/collections/${ID}?key=k`, ORIGIN)).toEqual(linked)
  })

  it.each([
    undefined,
    '',
    'credentials',
    `https://evil.example/credentials/${ID}`,
    `https://badges.example.org.evil.example/credentials/${ID}`,
    `https://badges.example.org@evil.example/credentials/${ID}`,
    `https://user:word@badges.example.org/credentials/${ID}`,
    `http://badges.example.org/credentials/${ID}`,
    `https://badges.example.org:8443/credentials/${ID}`,
    `javascript:alert(1)//badges.example.org/credentials/${ID}`,
    `data:text/html,${ORIGIN}/credentials/${ID}`,
    `file:///credentials/${ID}`,
    `${ORIGIN}/credentials/${ID}/badge.png`,
    `${ORIGIN}/credentials/..%2f${ID}`,
    `${ORIGIN}/b/${ID}/badge.json`,
    `${ORIGIN}/bb/${ID}`,
  ])('is nothing else: %s', (address) => {
    expect(pageAt(address, ORIGIN)).toBeUndefined()
  })

  it('never makes it throw, and what it answers is an id', () => {
    fc.assert(
      fc.property(fc.oneof(anything, below), (address) => {
        expect(pageAt(address, ORIGIN)?.id ?? ID).toMatch(/^[0-9a-f-]{36}$/)
      }),
    )
  })
})

describe('what is embedded', () => {
  it('is no larger than asked for, and odd sizes are no limit', () => {
    expect(embedSize('credentials', '300', '100')).toEqual({ width: 300, height: 100 })
    expect(embedSize('credentials', '9999', undefined)).toEqual({ width: 480, height: 160 })
    expect(embedSize('collections', '-1', '1e3')).toEqual({ width: 480, height: 240 })
    expect(embedSize('collections', '0', 'x')).toEqual({ width: 480, height: 240 })
  })

  it('is one frame whatever its title holds, as code and in XML', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (title) => {
        const code = embedCode({ shelf: 'credentials', id: ID, title, origin: ORIGIN })
        expect(code.match(/[<>]/g)).toHaveLength(4)
        expect(oembedXml({ title, html: code }).match(/[<>]/g)).toHaveLength(14)
      }),
    )
  })
})
