import { decodeHex, encodeHex, isWellFormed } from '@assay/core'
import { decode, encode, Token, Type } from 'cborg'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { CredentialError } from '../errors.ts'
import { type CborValue, decodeCbor, encodeCbor } from './cbor.ts'

const leaf = fc.oneof(
  fc.nat(0xffff_ffff),
  fc.string({ unit: 'grapheme' }).filter(isWellFormed),
  fc.uint8Array({ maxLength: 300 }),
)
const value: fc.Arbitrary<CborValue> = fc.array(
  fc.oneof(
    leaf,
    fc.array(leaf, { maxLength: 30 }),
    fc
      .uniqueArray(fc.tuple(fc.nat(0xffff_ffff), leaf), { selector: ([key]) => key })
      .map((pairs) => new Map(pairs)),
  ),
)

/** Two programs write the same bytes; only the order of keys is left to the caller here. */
const theirs = {
  mapSorter: () => 0,
  typeEncoders: { Uint8Array: (bytes: Uint8Array) => new Token(Type.bytes, bytes) },
}

describe('decodeCbor and encodeCbor', () => {
  it('DI10: write what another program writes, and read it back', () => {
    fc.assert(
      fc.property(value, (any) => {
        const bytes = encodeCbor(any)
        expect(encodeHex(bytes)).toBe(encodeHex(encode(any, theirs)))
        expect(decodeCbor(bytes)).toEqual(any)
      }),
    )
  })

  it('DI10: any bytes are refused with our own error, or are the one form of what they say', () => {
    const mutated = fc
      .tuple(value, fc.array(fc.tuple(fc.nat(), fc.nat(255)), { maxLength: 3 }))
      .map(([any, changes]) => {
        const bytes = encodeCbor(any)
        for (const [place, byte] of changes) bytes[place % bytes.length] = byte
        return bytes
      })
    let read = 0
    fc.assert(
      fc.property(fc.oneof(fc.uint8Array({ maxLength: 40 }), mutated), (bytes) => {
        let found: CborValue
        try {
          found = decodeCbor(bytes)
        } catch (error) {
          expect(error).toBeInstanceOf(CredentialError)
          expect(error).toMatchObject({ code: 'proof-malformed' })
          return
        }
        read += 1
        expect(encodeHex(encodeCbor(found))).toBe(encodeHex(bytes))
        expect(decode(bytes, { strict: true, useMaps: true })).toEqual(found)
      }),
      { numRuns: 2_000 },
    )
    expect(read).toBeGreaterThan(100)
  })

  it.each([
    ['nothing', ''],
    ['a tag', 'd84041ff'],
    ['a tag of its own kind', 'd95d0080'],
    ['a number longer than needed', '1817'],
    ['a length longer than needed', '580141'],
    ['a length longer than needed, in four bytes', '5a0000000141'],
    ['a number of eight bytes', '1b0000000100000000'],
    ['a list without a stated length', '9f01ff'],
    ['bytes without a stated length', '5f4101ff'],
    ['a number below zero', '20'],
    ['false', 'f4'],
    ['null', 'f6'],
    ['a fraction', 'f93e00'],
    ['a key twice', 'a201000100'],
    ['a key that is a text', 'a1616100'],
    ['a text that is not UTF-8', '61ff'],
    ['bytes behind it', '8000'],
    ['less than it states', '8201'],
    ['far less than it states', '9affffffff'],
    ['a map far larger than its bytes', 'baffffffff'],
    ['lists in lists', `${'81'.repeat(6)}00`],
  ])('DI10: refuse %s', (_, hex) => {
    expect(() => decodeCbor(decodeHex(hex))).toThrow(CredentialError)
  })

  it('a number that does not fit is a mistake of the program', () => {
    for (const bad of [-1, 1.5, 2 ** 32, Number.NaN]) expect(() => encodeCbor(bad)).toThrow(TypeError)
  })
})
