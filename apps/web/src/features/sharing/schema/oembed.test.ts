import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { credentialAt, embedSize, escapeMarkup } from './oembed.ts'

const ORIGIN = 'https://badges.example.org'
const ID = '0b8e7a52-6c1d-4f5e-9a70-112233445566'

describe('the address that is asked to be embedded', () => {
  it('is a credential’s page on this origin', () => {
    expect(credentialAt(`${ORIGIN}/credentials/${ID}`, ORIGIN)).toBe(ID)
    expect(credentialAt(`${ORIGIN}/credentials/${ID}?utm=x#top`, ORIGIN)).toBe(ID)
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
    `${ORIGIN}/b/${ID}`,
  ])('is nothing else: %s', (address) => {
    expect(credentialAt(address, ORIGIN)).toBeUndefined()
  })

  it('never makes it throw, and what it answers is an id', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string({ unit: 'binary' }), fc.webUrl()), (address) => {
        expect(credentialAt(address, ORIGIN) ?? ID).toMatch(/^[0-9a-f-]{36}$/)
      }),
    )
  })
})

describe('what is embedded', () => {
  it('is no larger than asked for, and odd sizes are no limit', () => {
    expect(embedSize('300', '100')).toEqual({ width: 300, height: 100 })
    expect(embedSize('9999', undefined)).toEqual({ width: 480, height: 160 })
    expect(embedSize('-1', '1e3')).toEqual({ width: 480, height: 160 })
    expect(embedSize('0', 'x')).toEqual({ width: 480, height: 160 })
  })

  it('holds no sign of markup that somebody wrote', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        expect(escapeMarkup(text)).not.toMatch(/[<>"']/)
      }),
    )
  })
})
