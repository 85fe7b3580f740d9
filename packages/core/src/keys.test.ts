import { testSigner } from '@assay/testkit'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { concatBytes, equalBytes } from './bytes.ts'
import type { PublicKey } from './crypto.ts'
import {
  didKey,
  didKeyMethod,
  encodeMultikey,
  parseDidKey,
  parseDidKeyMethod,
  parseMultikey,
} from './keys.ts'
import { decodeMultibase, encodeMultibase } from './multibase.ts'

const types = ['ed25519', 'p256', 'p384'] as const
const refused = (code: string) => expect.objectContaining({ code })

/** Undefined for what is refused as a Multikey; every other error is one of ours. */
function attempt(read: () => PublicKey): PublicKey | undefined {
  try {
    return read()
  } catch (error) {
    expect(error).toEqual(refused('multikey'))
    return undefined
  }
}

describe('Multikey', () => {
  it.each(types)('gives back a key of type %s', (type) => {
    const { publicKey } = testSigner('keys', type)
    expect(parseMultikey(encodeMultikey(publicKey))).toEqual(publicKey)
  })

  it.each([
    ['ed25519', 'z6Mk'],
    ['p256', 'zDna'],
    ['p384', 'z82L'],
  ] as const)('DI16: writes %s with the prefix %s', (type, prefix) => {
    expect(encodeMultikey(testSigner('keys', type).publicKey).slice(0, 4)).toBe(prefix)
  })

  it.each([
    ['an X25519 header', Uint8Array.of(0xec, 0x01), 32],
    ['a secp256k1 header', Uint8Array.of(0xe7, 0x01), 33],
    ['an Ed25519 secret key header', Uint8Array.of(0x80, 0x26), 32],
    ['a key that is too short', Uint8Array.of(0xed, 0x01), 31],
    ['a key that is too long', Uint8Array.of(0xed, 0x01), 33],
    ['no key', Uint8Array.of(), 0],
    ['a P-256 point off the curve', Uint8Array.of(0x80, 0x24), 33],
  ])('DI16: refuses %s', (_, header, size) => {
    const text = encodeMultibase('z', concatBytes(header, new Uint8Array(size)))
    expect(() => parseMultikey(text)).toThrow(refused('multikey'))
  })

  it('DI16: refuses every header but those of the three kinds of key, and every length but theirs', () => {
    const keys = types.map((type) => testSigner('keys', type).publicKey)
    const bytesOf = (key: PublicKey) => decodeMultibase(encodeMultikey(key), 'z')
    fc.assert(
      fc.property(
        fc.constantFrom(...keys),
        // Any two bytes; one bit of the right ones flipped; a header of another length.
        fc.oneof(
          fc.uint8Array({ minLength: 2, maxLength: 2 }).map((header) => [header, 2] as const),
          fc.nat(15).map((bit) => [bit, 2] as const),
          fc.uint8Array({ maxLength: 4 }).map((header) => [header, 0] as const),
        ),
        fc.integer({ min: -3, max: 3 }),
        (key, [header, cut], longer) => {
          const good = bytesOf(key)
          const head =
            typeof header === 'number'
              ? good.slice(0, 2).map((byte, at) => (at === header >> 3 ? byte ^ (1 << (header & 7)) : byte))
              : header
          const body = concatBytes(good.subarray(cut), new Uint8Array(Math.max(longer, 0)))
          const bytes = concatBytes(head, longer < 0 ? body.slice(0, longer) : body)
          const read = attempt(() => parseMultikey(encodeMultibase('z', bytes)))
          const known = keys.map(bytesOf)
          const isOfKind = known.some(
            (other) => other.length === bytes.length && equalBytes(other.slice(0, 2), bytes.slice(0, 2)),
          )
          const isGood = known.some((other) => equalBytes(other, bytes))
          // Of a kind of key, but perhaps not on its curve: read as what it is, or not at all.
          expect(isOfKind || read === undefined).toBe(true)
          if (isGood || read !== undefined) expect(read && bytesOf(read)).toEqual(bytes)
        },
      ),
    )
  })

  it('refuses base64url multibase and texts that are not multibase', () => {
    const { publicKey } = testSigner('keys')
    const text = encodeMultibase('u', concatBytes(Uint8Array.of(0xed, 1), publicKey.bytes))
    expect(() => parseMultikey(text)).toThrow(refused('multikey'))
    expect(() => parseMultikey('')).toThrow(refused('multikey'))
    expect(() => parseMultikey(`z${'2'.repeat(1_000_000)}`)).toThrow(refused('multikey'))
  })
})

describe('did:key', () => {
  it.each(types)('names a key of type %s and its method', (type) => {
    const { publicKey } = testSigner('keys', type)
    expect(parseDidKey(didKey(publicKey))).toEqual(publicKey)
    expect(parseDidKeyMethod(didKeyMethod(publicKey))).toEqual({
      key: publicKey,
      controller: didKey(publicKey),
    })
  })

  it('KY1: refuses a method without fragment, with another fragment, or with two', () => {
    const { publicKey } = testSigner('keys')
    const did = didKey(publicKey)
    const other = encodeMultikey(testSigner('other').publicKey)
    for (const url of [
      did,
      `${did}#`,
      `${did}#${other}`,
      `${did}#key-1`,
      `${didKeyMethod(publicKey)}#x`,
      '#',
      '',
    ]) {
      expect(() => parseDidKeyMethod(url)).toThrow(refused('did-key'))
    }
  })

  it('refuses other methods, versions and queries', () => {
    const { publicKey } = testSigner('keys')
    for (const did of [
      'did:web:a.example',
      `${didKey(publicKey)}?x=1`,
      `did:key:1:${encodeMultikey(publicKey)}`,
      '',
    ]) {
      expect(() => parseDidKey(did)).toThrow(refused('did-key'))
    }
  })
})
