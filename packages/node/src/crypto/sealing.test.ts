import { decodeHex, encodeHex, encodeUtf8 } from '@assay/core'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { deflatePart, storedPart } from './deflated.ts'
import { deriveKey, open, seal, sealDeflated } from './sealing.ts'

const key = new Uint8Array(32).fill(7)
const aad = encodeUtf8('person 1')
const sealWhole: typeof seal = (secret, text, place) => sealDeflated(secret, [deflatePart(text)], place)

describe.each([
  ['seal and open', seal],
  ['sealDeflated and open', sealWhole],
])('%s', (_, sealing) => {
  it('give back every text', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), fc.uint8Array({ maxLength: 40 }), (text, place) => {
        expect(open(key, sealing(key, text, place), place)).toEqual(text)
      }),
    )
  })

  it('refuse a text with any byte changed, cut short, under another key or in another place', () => {
    const sealed = sealing(key, encodeUtf8('a secret'), aad)
    for (const index of sealed.keys()) {
      const changed = sealed.map((byte, at) => (at === index ? byte ^ 1 : byte))
      expect(() => open(key, changed, aad), `byte ${index}`).toThrow(
        expect.objectContaining({ code: 'crypto.open' }),
      )
      expect(() => open(key, sealed.subarray(0, index), aad)).toThrow(
        expect.objectContaining({ code: 'crypto.open' }),
      )
    }
    expect(() => open(new Uint8Array(32), sealed, aad)).toThrow(
      expect.objectContaining({ code: 'crypto.open' }),
    )
    expect(() => open(key, sealed, encodeUtf8('person 2'))).toThrow(
      expect.objectContaining({ code: 'crypto.open' }),
    )
  })

  it('never give one text the same form twice', () => {
    const forms = Array.from({ length: 600 }, () => encodeHex(sealing(key, aad, aad)))
    expect(new Set(forms).size).toBe(600)
  })

  it('take a key of another length as misuse', () => {
    expect(() => sealing(new Uint8Array(16), aad, aad)).toThrow(TypeError)
  })
})

describe('what was deflated', () => {
  it('is shorter where a text repeats itself', () => {
    const text = encodeUtf8('the same words again. '.repeat(300))
    expect(sealWhole(key, text, aad).length).toBeLessThan(200)
  })

  it('is the text of its parts, deflated or stored, in whatever order', () => {
    const bytes = fc.oneof(fc.uint8Array({ maxLength: 200 }), fc.string({ maxLength: 200 }).map(encodeUtf8))
    const part = fc.oneof(
      fc.tuple(bytes, fc.boolean()).map(([plain, often]) => deflatePart(plain, { often })),
      bytes.map(storedPart),
    )
    fc.assert(
      fc.property(fc.array(part, { maxLength: 12 }), (parts) => {
        const text = new Uint8Array(Buffer.concat(parts.map(({ plain }) => plain)))
        expect(open(key, sealDeflated(key, parts, aad), aad)).toEqual(text)
      }),
    )
  })

  it('may be longer than one stored block', () => {
    const text = Uint8Array.from({ length: 200_000 }, (_, at) => (at * 31) & 0xff)
    expect(open(key, sealDeflated(key, [storedPart(text), deflatePart(text)], aad), aad)).toHaveLength(
      400_000,
    )
  })

  it('does not open as what was not, nor the other way round', () => {
    for (const [sealing, other] of [
      [seal, 2],
      [sealWhole, 1],
    ] as const) {
      const sealed = sealing(key, encodeUtf8('a secret'), aad)
      sealed[0] = other
      expect(() => open(key, sealed, aad)).toThrow(expect.objectContaining({ code: 'crypto.open' }))
    }
  })
})

describe('deriveKey', () => {
  it('gives different keys for different purposes and salts', () => {
    const secret = decodeHex('0b'.repeat(22))
    const keys = [deriveKey(secret, aad, 'a'), deriveKey(secret, aad, 'b'), deriveKey(secret, key, 'a')]
    expect(new Set(keys.map(encodeHex)).size).toBe(3)
  })

  it('gives RFC 5869 test case 3 (no salt, no info)', () => {
    const okm = deriveKey(decodeHex('0b'.repeat(22)), new Uint8Array(), '')
    expect(encodeHex(okm)).toBe('8da4e775a563c18f715f802a063c5a31b8a11f5c5ee1879ec3454e5f3c738d2d')
  })
})
