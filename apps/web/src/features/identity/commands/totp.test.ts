import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { acceptedStep, base32, codeAt, otpauthUri, stepAt } from './totp.ts'

const RFC_SECRET = new TextEncoder().encode('12345678901234567890')
const at = (seconds: number) => new Date(seconds * 1000)

describe('codes of an authenticator app', () => {
  // RFC 6238, appendix B, the SHA-1 rows; six digits of the eight.
  it.each([
    [59, '287082'],
    [1_111_111_109, '081804'],
    [1_111_111_111, '050471'],
    [1_234_567_890, '005924'],
    [2_000_000_000, '279037'],
    [20_000_000_000, '353130'],
  ])('at second %i are those of RFC 6238', (second, code) => {
    expect(codeAt(RFC_SECRET, stepAt(at(second)))).toBe(code)
  })

  it('O9 are accepted a step early and a step late, not two, and never twice', () => {
    const step = 50_000_000
    const code = codeAt(RFC_SECRET, step)
    const accept = (offset: number, lastStep = 0) =>
      acceptedStep(RFC_SECRET, code, { now: at((step + offset) * 30), lastStep })
    expect([-1, 0, 1].map((offset) => accept(offset))).toEqual([step, step, step])
    expect([-2, 2].map((offset) => accept(offset))).toEqual([undefined, undefined])
    expect(accept(0, step)).toBeUndefined()
    expect(accept(1, step + 1)).toBeUndefined()
  })

  it('are six digits; nothing else is compared', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        fc.pre(!/^\d{6}$/.test(text))
        expect(acceptedStep(RFC_SECRET, text, { now: at(1e9), lastStep: 0 })).toBeUndefined()
      }),
    )
  })
})

describe('base32', () => {
  it('is that of RFC 4648, without padding', () => {
    const words = ['', 'f', 'fo', 'foo', 'foob', 'fooba', 'foobar'].map((word) =>
      new TextEncoder().encode(word),
    )
    expect(words.map(base32)).toEqual(['', 'MY', 'MZXQ', 'MZXW6', 'MZXW6YQ', 'MZXW6YTB', 'MZXW6YTBOI'])
  })

  it('has five bits a letter, whatever the bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 64 }), (bytes) => {
        const bits = [...base32(bytes)]
          .map((letter) => 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'.indexOf(letter).toString(2).padStart(5, '0'))
          .join('')
        expect(bits.slice(0, bytes.length * 8)).toBe(
          [...bytes].map((byte) => byte.toString(2).padStart(8, '0')).join(''),
        )
      }),
    )
  })
})

it('the QR code names the server and the account, escaped', () => {
  const uri = new URL(otpauthUri(RFC_SECRET, { issuer: 'Assay & Co', account: 'ada@example.org' }))
  expect([uri.protocol, uri.searchParams.get('issuer'), uri.searchParams.get('secret')]).toEqual([
    'otpauth:',
    'Assay & Co',
    base32(RFC_SECRET),
  ])
})
